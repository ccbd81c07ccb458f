"""A target reached: the unit's leader gets one mail, on the highest line."""

from deploy.local.stack import Stack
from tests.e2e.waiting import until
from tests.e2e.world import World


async def test_the_leader_of_a_unit_is_told_once_of_the_highest_line(system: Stack) -> None:
    async with World(system) as world:
        base = world.bases[0]
        await world.must("PATCH", "submission", "/authors/me", "boss", ("leader", base), json={})
        path = f"/programmes/{world.programme}/targets/{base}"
        await world.must("PUT", "submission", path, "admin", ("admin", world.root), json={"assigned": {"total": 1}})
        await world.submit(base)
        mails = await until(
            "a mail to the leader", world.mails, lambda mails: [m for m in mails if m.to == world.address("boss")]
        )
        assert [("100 %" in mail.subject) for mail in mails] == [True], mails
