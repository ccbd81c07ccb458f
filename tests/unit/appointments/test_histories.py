"""Random histories against the oracle: whatever happens, in whatever order it is heard, everybody may do the same.

`make histories` plays a thousand; each has a seed of its own, made of the run's.
"""

import os
import random
from collections import Counter
from datetime import timedelta
from uuid import UUID

from shared.access import Caller, Role
from shared.appointments.kept import KnownAppointments
from shared.appointments.terms import with_appointments
from tests.model.appointing_acts import AppointingActs
from tests.model.appointing_oracle import ROLES
from tests.model.appointing_world import PARENTS, AppointingWorld
from tests.seeds import seed
from tests.unit.submission.samples import ISSUER

HISTORIES = int(os.environ.get("APPOINTING_HISTORIES", "24"))
STEPS = 45
ENOUGH = 100
"""With fewer no kind of act has to come."""
SERVICES = ("review", "ranking", "notify")
Covered = set[tuple[str, str, str | None]]
LATER = (0, 17)
"""Days after the end of a history at which everybody is asked again: planned ones begin, others end, by the clock."""


async def covered(
    known: KnownAppointments, acts: AppointingActs, person: UUID, days: int
) -> set[tuple[str, str, str | None]]:
    """What a service lets somebody do: every role, unit and act about a programme."""
    caller = Caller(person, "", ISSUER)
    terms = await known.of(person)
    held = with_appointments(caller, terms, acts.world.now() + timedelta(days=days))
    tree = acts.world.tree
    return {
        (role, unit, about)
        for role in ROLES
        for unit in PARENTS
        for about in (None, "p0", "p1")
        if held.grants and held.grant_over(unit, tree, (Role(role),), about)
    }


async def play(world: AppointingWorld, number: int) -> Counter[str]:
    """One history; what came to pass how often."""
    choose = random.Random(f"{seed()}/{number}")
    acts = AppointingActs(world, choose)
    await acts.begin()
    try:
        for _ in range(STEPS):
            await acts.step()
        heard = {service: await world.heard(choose) for service in SERVICES}
        for days in LATER:
            await agree(acts, {"submission": world, **heard}, days)
    except AssertionError as difference:
        history = "\n".join(acts.lines[-STEPS:])
        raise AssertionError(f"SEED={seed()} history {number}: {difference}\n{history}") from difference
    return acts.done


async def agree(acts: AppointingActs, services: dict[str, KnownAppointments], days: int) -> None:
    """Every service and the oracle say the same of everybody."""
    oracle, at = acts.oracle, acts.world.now() + timedelta(days=days)
    tokens, oracle.tokens = oracle.tokens, {}
    try:
        for person in {*oracle.held, *oracle.cards, *acts.ids.values()}:
            expected = oracle.covered(person, at)
            for service, known in services.items():
                found = await covered(known, acts, person, days)
                assert found == expected, (service, acts.names.get(person), days, found ^ expected)
    finally:
        oracle.tokens = tokens


async def test_the_grants_of_all_services_equal_the_oracles_after_any_history() -> None:
    world = AppointingWorld()
    done: Counter[str] = Counter()
    for number in range(HISTORIES):
        done += await play(world, number)
    print(dict(sorted(done.items())))
    if HISTORIES >= ENOUGH:
        for kind in ("appoint", "deputy", "end", "prolong", "invite", "accept", "confirm", "link", "merge", "erase"):
            assert done[kind], f"{kind} never came to pass"
