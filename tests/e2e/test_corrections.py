"""An initiative's long way: returned, corrected, approved level by level, rewarded, taken back; boards go along."""

from deploy.local.stack import Stack
from tests.e2e.oracle import Told
from tests.e2e.waiting import until
from tests.e2e.world import Json, World, paper

BETTER = "Gá xoay giữ phôi; hỏng từ 9 xuống còn 4 trên 100 mối, đo trong 3 tháng."


async def test_boards_and_mails_follow_an_initiative_there_and_back(system: Stack) -> None:
    async with World(system) as world:
        base, upper = world.bases[0], world.uppers[0]
        one = await world.submit(base)
        await world.turn_down(one, "return", reasons=["no-effect-shown"], comment="Xin bổ sung số liệu.")
        await world.boards_agree()
        await until("told what to correct", world.messages, lambda found: sent(found) == {"returned": 1})

        await corrected_by_its_author(world, one)
        await world.boards_agree()
        await judged_by_every_level(world, one)
        assert world.expected()[upper]["points"] == 40 * 150 // 100

        await world.act(one, "", world.root, path="reassessment", version=2, verified_benefit_vnd=120_000_000)
        one.benefit_vnd = 120_000_000
        await world.boards_agree()
        form = {"form": "giay-khen", "amount_vnd": 2_000_000, **paper()}
        case = await world.act(one, "", upper, path="reward", version=2, **form)
        one.rewards.append(("giay-khen", "upper"))
        await world.boards_agree()
        assert world.expected()[world.root]["points"] == 60 + 11 + 8
        await until("commended for 3 approvals and a reward", world.messages, lambda found: sent(found) == COMMENDED)

        await revoke(world, one, reward_id=case["rewards"][0]["id"])
        one.rewards.clear()
        await world.boards_agree()
        for level in ("provincial", "upper", "grassroots"):
            (approval,) = [a for a in case["approvals"] if a["level"] == level]
            await revoke(world, one, approval_id=approval["id"])
            one.levels.remove(level)
            one.state = "approved" if one.levels else "revoked"
            await world.boards_agree()
        assert world.expected()[world.root]["points"] == 0

        await until("a correction of each", world.messages, lambda found: sent(found) == {**COMMENDED, "corrected": 4})
        mails = await world.mails()
        assert len({mail.message_id for mail in mails}) == len(mails) == sum(COMMENDED.values()) + 4
        assert sum("không còn hiệu lực" in mail.text for mail in mails) == 4


COMMENDED = {"returned": 1, "approved": 3, "rewarded": 1}


def sent(found: list[Json]) -> dict[str, int]:
    """How many of each template went out."""
    templates = [message["template"] for message in found if message["state"] == "sent"]
    return {template: templates.count(template) for template in templates}


async def corrected_by_its_author(world: World, one: Told) -> None:
    """Amended and submitted again; the reviewer sees what changed."""
    seen = await until("returned for its author", lambda: world.initiative(one), lambda i: i["status"] == "returned")
    path = f"/initiatives/{one.id}"
    tag = {"If-Match": f'"{seen["revision"]}"'}
    amended = await world.must("PATCH", "submission", path, one.sub, json={"summary": BETTER}, headers=tag)
    assert amended["status"] == "returned", "nothing is submitted yet"
    tag = {"If-Match": f'"{amended["revision"]}"'}
    again = await world.must("POST", "submission", f"{path}/submission", one.sub, headers=tag)
    assert again["content_version"] == 2
    one.state = "pending"
    case = await world.case(one, version=2)
    assert case["changes"]["summary"]["after"] == BETTER


async def judged_by_every_level(world: World, one: Told) -> None:
    """Approved and recommended, from its own unit up to the province."""
    for unit, above in ((world.bases[0], world.uppers[0]), (world.uppers[0], world.root), (world.root, None)):
        case = await world.approve(one, unit, version=2, recommend=above is not None)
        assert case["awaiting_unit"] == above
        await world.boards_agree()


async def revoke(world: World, one: Told, **subject: str) -> None:
    """Taken back by the province."""
    why = {"reasons": ["duplicate"], "comment": "Trùng với sáng kiến đã công nhận."}
    await world.act(one, "", world.root, path="revocation", version=2, **subject, **why)
