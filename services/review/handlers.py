"""What review hears: submissions make and change cases, units and programmes place them."""

from typing import TypeVar
from uuid import UUID

from services.review.domain.case import Case
from services.review.domain.following import follow
from services.review.domain.placing import placed
from services.review.domain.programme import ProgrammeRules, rules_of
from services.review.store import ReviewStore, ReviewWrites
from shared.events.envelope import EventData
from shared.events.programmes import PROGRAMMES, ProgrammeData
from shared.events.reading import AnyEvent, Tombstone
from shared.events.submissions import SUBMISSIONS, SubmissionData
from shared.events.units import UNITS, UnitData
from shared.messaging.consumer import Batch, Consumer, Record
from shared.messaging.dead_letters import InvalidRecord
from shared.runtime.held import Service
from shared.units import Unit, UnitTree

GROUP = "review"

DataT = TypeVar("DataT", bound=EventData)


def consumer(service: Service) -> Consumer:
    """Review's one group."""

    async def apply(batch: Batch) -> None:
        await apply_batch(service.store, batch)

    return Consumer(GROUP, (SUBMISSIONS, UNITS, PROGRAMMES), apply)


async def apply_batch(store: ReviewStore, batch: Batch) -> None:
    """The batch's effects in one transaction; a repeat of it changes nothing."""
    submissions = [(_initiative(record), record) for record in batch.of(SUBMISSIONS)]
    cases = await store.cases({initiative for initiative, _ in submissions})
    before = await store.tree()
    units = _newer_units(before, batch)
    tree = _with(before, units)
    programmes = await _programmes(store, batch)
    known = await store.programmes(
        {_event(record, SubmissionData)[1].programme for _, record in submissions} - programmes.keys()
    )
    changed = _follow_all(submissions, cases, tree, {**known, **programmes})
    moved = [unit.code for unit in units if _place(unit) != _place(before.get(unit.code))]
    news = ReviewWrites(changed, units, moved, tuple(programmes.values()))
    await store.follow(news, exclude=batch.exclude, seal=batch.seal)


def _follow_all(
    submissions: list[tuple[UUID, Record]],
    cases: dict[UUID, Case],
    tree: UnitTree,
    programmes: dict[str, ProgrammeRules],
) -> list[Case]:
    """The cases that change; each follows its records in order and is placed after each."""
    changed: dict[UUID, Case] = {}
    for initiative, record in submissions:
        event, data = _event(record, SubmissionData)
        after = follow(changed.get(initiative, cases.get(initiative)), initiative, data, event.time)
        if after is not None:
            changed[initiative] = placed(after, tree, programmes.get(data.programme), waits_since=event.time)
    return list(changed.values())


def _newer_units(tree: UnitTree, batch: Batch) -> list[Unit]:
    newer: dict[str, Unit] = {}
    for record in batch.of(UNITS):
        unit = _event(record, UnitData)[1].to_unit()
        known = newer.get(unit.code) or tree.get(unit.code)
        if known is None or known.version < unit.version:
            newer[unit.code] = unit
    return list(newer.values())


def _place(unit: Unit | None) -> tuple[object, ...]:
    return (unit.level, unit.parent, unit.merged_into, unit.closed) if unit else ()


def _with(tree: UnitTree, units: list[Unit]) -> UnitTree:
    return tree.with_units(units, version=tree.version + 1) if units else tree


async def _programmes(store: ReviewStore, batch: Batch) -> dict[str, ProgrammeRules]:
    """The programmes of the batch that are newer than those kept."""
    newest: dict[str, ProgrammeRules] = {}
    for record in batch.of(PROGRAMMES):
        rules = rules_of(_event(record, ProgrammeData)[1])
        if rules.version > newest.get(rules.programme, rules).version or rules.programme not in newest:
            newest[rules.programme] = rules
    known = await store.programmes(newest)
    return {id_: new for id_, new in newest.items() if id_ not in known or known[id_].version < new.version}


def _initiative(record: Record) -> UUID:
    try:
        return UUID(record.key)
    except ValueError as error:
        raise InvalidRecord(record, "the subject is not an initiative's id") from error


def _event(record: Record, kind: type[DataT]) -> tuple[AnyEvent, DataT]:
    """The record's event and its data; a null record has no meaning on these topics."""
    if isinstance(record.event, Tombstone) or not isinstance(record.event.data, kind):
        raise InvalidRecord(record, f"not an event with {kind.__name__}")
    return record.event, record.event.data
