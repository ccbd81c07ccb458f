"""POST → approve → boards → mail, on the real stack."""

from deploy.local.stack import Stack
from shared.reference import REASONS
from tests.e2e.waiting import until
from tests.e2e.world import World


async def test_an_approved_initiative_reaches_every_board_and_its_author_once(system: Stack) -> None:
    async with World(system) as world:
        one = await world.submit(world.bases[0])
        await world.boards_agree()
        await world.approve(one)
        assert world.expected()[world.root]["points"] == 18, "12 of the policy, × 120 % × 125 %"
        await world.boards_agree()

        mails = await until("a mail to the author", world.mails, lambda mails: mails)
        (message,) = await until(
            "the message sent", world.messages, lambda found: [m["state"] for m in found] == ["sent"]
        )
        assert [mail.message_id for mail in mails] == [message["message_id"]]
        assert "12/QĐ-CĐ" in mails[0].text
        assert "Đồ gá hàn giảm phế phẩm" in mails[0].text

        seen = await until(
            "approved for the author", lambda: world.initiative(one), lambda i: i["status"] == "approved"
        )
        assert [act["kind"] for act in seen["timeline"]][-2:] == ["submitted", "approved"]


async def test_a_timeline_tells_the_reasons_and_never_the_reviewer(system: Stack) -> None:
    async with World(system) as world:
        one = await world.submit(world.bases[1])
        await world.turn_down(one, "return", reasons=["no-effect-shown"], comment="Xin bổ sung số liệu trước và sau.")
        seen = await until(
            "returned for the author", lambda: world.initiative(one), lambda i: i["status"] == "returned"
        )
        last = seen["timeline"][-1]
        assert last["kind"] == "returned"
        assert last["unit"] == world.bases[1]
        assert last["reasons"] == [{"code": "no-effect-shown", "text": REASONS["no-effect-shown"].vi}]
        assert last["comment"] == "Xin bổ sung số liệu trước và sau."
        case = await world.case(one)
        reviewer = case["history"][-1]["by"]
        assert reviewer, "the case itself knows who decided"
        assert reviewer not in str(seen)
        assert f"r-{world.bases[1]}" not in str(seen)
        (mail,) = await until("a mail that tells the reasons", world.mails, lambda mails: mails)
        assert "Xin bổ sung số liệu trước và sau." in mail.text
        await world.boards_agree()
