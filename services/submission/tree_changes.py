"""Making planned changes of the tree: at once, or by the job when their day has come."""

import asyncio
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from services.submission.domain.tree_plans import Plan, changed_units
from services.submission.domain.units import UnitState
from services.submission.store import Store, TreeMoved
from shared.refusals import Refusal, Stale
from shared.runtime.jobs import each

ATTEMPTS = 8


async def make(plan: Plan, store: Store, now: datetime) -> Plan:
    """Make every change of the plan, and settle it in the same transaction; judged again when the tree moved."""
    for attempt in range(ATTEMPTS):
        states, tree_version = await judged(plan, store, now)
        try:
            return await store.units.save_units(states, tree_version, plan.made(now))
        except (TreeMoved, Stale):
            if attempt == ATTEMPTS - 1:
                raise
    raise AssertionError


async def judged(plan: Plan, store: Store, now: datetime) -> tuple[list[UnitState], int]:
    """The units as the plan would leave them, and the version of the tree it was judged on; or a refusal."""
    tree = (await store.units.catalogue(fresh=True)).tree
    known = await store.units.many([change.code for change in plan.changes])
    allowed = await _with_grants_that_stand(plan, store, now)
    return await asyncio.to_thread(changed_units, allowed, known, tree, now), tree.version


async def _with_grants_that_stand(plan: Plan, store: Store, now: datetime) -> Plan:
    """The plan without what its maker was appointed to and is no more; nobody can look a token's grants up again.

    Of a plan that is being sent the grants are the caller's, told a moment ago.
    """
    if plan.revision == 0 or all(grant.source is None for grant in plan.grants):
        return plan
    held = (await store.appointees.get(plan.by)).grants(now)
    return replace(plan, grants=tuple(grant for grant in plan.grants if grant.source is None or grant in held))


async def _settle(plan: Plan, store: Store, now: datetime) -> None:
    """Made, or refused and told; raises TreeMoved or Stale when somebody else is at it."""
    try:
        await make(plan, store, now)
    except (TreeMoved, Stale):
        raise
    except Refusal as refusal:
        await store.plans.save(plan.refused(refusal, now))


async def make_due(store: Store, today: date, now: datetime) -> int:
    """Make the plans whose day has come, in the order of their days; how many were settled.

    One that cannot be made is refused and told. One that somebody else is at, or that fails, comes again the next
    time, and so do those after it that change or need one of its units.
    """
    settled: list[UUID] = []
    waiting: set[str] = set()

    async def one(plan: Plan) -> None:
        if not waiting.isdisjoint(plan.units):
            waiting.update(plan.units)
            return
        try:
            await _settle(plan, store, now)
        except (TreeMoved, Stale):
            waiting.update(plan.units)
            return
        except Exception:
            waiting.update(plan.units)
            raise
        settled.append(plan.id)

    await each(await store.plans.due(today), one, name=lambda plan: plan.id)
    return len(settled)
