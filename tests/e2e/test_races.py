"""A decision races a withdrawal: whoever wins, every service ends with the same, and a withdrawal that stands wins."""

import asyncio
import random
from collections import Counter

from deploy.local.stack import Stack
from tests.e2e.oracle import Told
from tests.e2e.waiting import until
from tests.e2e.world import Json, World, paper

RACES = 40
CONFLICTS = (409, 412)


async def test_a_withdrawal_wins_over_the_decision_it_races(system: Stack) -> None:
    async with World(system) as world:
        told = [await world.submit(world.bases[n % 2], f"a{n % 2}") for n in range(RACES)]
        outcomes = Counter([await race(world, one, random.Random(n)) for n, one in enumerate(told)])
        assert outcomes["withdrawn, decided"] > 0, f"no decision was written beside a withdrawal: {outcomes}"
        await world.boards_agree()
        for one in told:
            await until(
                f"{one.id} {one.state} everywhere ({outcomes})",
                lambda one=one: everywhere(world, one),  # type: ignore[misc]
                lambda seen, one=one: set(seen.values()) == {one.state},  # type: ignore[misc]
            )
        await no_untrue_commendation(world, {one.id for one in told if one.state == "withdrawn"})


async def race(world: World, one: Told, chance: random.Random) -> str:
    """Both at once, one of them a little later by chance; notes what stands, says what happened."""
    case = await world.case(one)
    seen = await world.initiative(one)
    late = chance.uniform(-0.03, 0.03)

    async def withdraw() -> int:
        await asyncio.sleep(max(0.0, late))
        tag = {"If-Match": f'"{seen["revision"]}"'}
        answer = await world.call("POST", "submission", f"/initiatives/{one.id}/withdrawal", one.sub, headers=tag)
        return answer.status_code

    async def approve() -> int:
        await asyncio.sleep(max(0.0, -late))
        body = {"act": "approve", "content_version": 1, "submission_version": 1, **paper()}
        tag = {"If-Match": f'"{case["revision"]}"'}
        grant, path = ("reviewer", one.unit), f"/cases/{one.id}/decision"
        answer = await world.call("POST", "review", path, "reviewer", grant, json=body, headers=tag)
        return answer.status_code

    withdrawn, decided = await asyncio.gather(withdraw(), approve())
    assert withdrawn in (200, *CONFLICTS), withdrawn
    assert decided in (200, *CONFLICTS), decided
    assert 200 in (withdrawn, decided), (withdrawn, decided)
    one.state = "withdrawn" if withdrawn == 200 else "approved"
    one.levels += ["grassroots"] if decided == 200 else []
    return f"{'withdrawn' if withdrawn == 200 else 'not withdrawn'}, {'decided' if decided == 200 else 'not decided'}"


async def everywhere(world: World, one: Told) -> dict[str, str]:
    """What each service says of the initiative."""
    case = await world.case(one)
    points = await world.must("GET", "ranking", f"/contributions/{one.id}", "onlooker")
    return {
        "submission": (await world.initiative(one))["status"],
        "review": case["status"],
        "ranking": points["state"],
    }


async def no_untrue_commendation(world: World, withdrawn: set[str]) -> None:
    """Of what was withdrawn no commendation stands: it was never sent, or a correction followed."""

    def settled(messages: list[Json]) -> bool:
        corrected = {m["initiative_id"] for m in messages if m["template"] == "corrected" and m["state"] == "sent"}
        praised = [m for m in messages if m["template"] == "approved" and m["initiative_id"] in withdrawn]
        return all(
            m["certificate_id"] is None
            and (m["state"] == "suppressed" or (m["state"] == "sent" and m["initiative_id"] in corrected))
            for m in praised
        )

    await until("no commendation of a withdrawn initiative stands", world.messages, settled)
