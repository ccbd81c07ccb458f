from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.review.domain.case import Status
from services.review.handlers import apply_batch
from shared.events.envelope import CloudEvent, EventData
from shared.events.programmes import PROGRAMME_CHANGED, PROGRAMMES, ProgrammeData
from shared.events.submissions import RECLASSIFIED, RESUBMITTED, SUBMISSIONS, SUBMITTED, WITHDRAWN
from shared.events.topics import Topic
from shared.events.units import UNIT_CHANGED, UNITS, UnitData
from shared.messaging.consumer import Record
from shared.messaging.dead_letters import InvalidRecord
from shared.units import Unit
from tests.fakes.batch import FakeBatch, record
from tests.fakes.review_store import MemoryReviewStore
from tests.unit.review.world import DAY, PROGRAMME, RULES, T0, TREE, face, initiative, person


def _record(topic: Topic, type_: str, subject: str, data: EventData, at: datetime = T0) -> Record:
    event: CloudEvent[Any] = CloudEvent(
        id=person(f"{type_} {subject} {data.version}"),
        source=topic.source,
        type=type_,
        subject=subject,
        time=at,
        data=data,
    )
    return record(topic, event)


def submission(data: EventData, *, type_: str = SUBMITTED, at: datetime = T0, id_: UUID | None = None) -> Record:
    return _record(SUBMISSIONS, type_, str(id_ or initiative()), data, at)


def unit(known: Unit, version: int = 1, **changes: Any) -> Record:
    fields = {name: getattr(known, name) for name in ("code", "name", "level", "parent")}
    return _record(UNITS, UNIT_CHANGED, known.code, UnitData(**{**fields, **changes, "version": version}))


def programme(version: int = 1, **changes: Any) -> Record:
    data: dict[str, Any] = {
        "id": PROGRAMME,
        "name": "9.000 sáng kiến",
        "root_unit": "can-tho",
        "starts_on": "2022-01-11",
        "ends_on": "2023-09-30",
        "submit_until": RULES.decide_until,
        "correct_until": RULES.decide_until,
        "decide_until": RULES.decide_until,
        "import_until": RULES.import_until,
        **changes,
    }
    return _record(PROGRAMMES, PROGRAMME_CHANGED, PROGRAMME, ProgrammeData(**data, version=version))


def everything() -> list[Record]:
    return [
        *(unit(known) for known in TREE),
        programme(),
        submission(face(1)),
        submission(face(2, kind="operational"), type_=RECLASSIFIED, at=T0 + DAY),
        submission(face(3, 2, title="Giá treo mới"), type_=RESUBMITTED, at=T0 + 2 * DAY),
        submission(face(1, state="withdrawn"), type_=WITHDRAWN, id_=initiative("hai")),
    ]


async def test_a_submission_makes_a_case_that_waits_for_its_unit() -> None:
    store = MemoryReviewStore()
    batch = FakeBatch([*(unit(known) for known in TREE), programme(), submission(face())])
    await apply_batch(store, batch)
    case = store.kept[initiative()]
    assert case.awaited is not None
    assert (case.awaited.unit, case.path[-1], case.due_at) == ("benh-vien", "tong", T0 + 15 * DAY)
    assert (batch.sealed, batch.excluded) == (1, 1)


async def test_an_initiative_of_an_unknown_unit_still_makes_a_case() -> None:
    store = MemoryReviewStore()
    batch = FakeBatch([submission(face())])
    await apply_batch(store, batch)
    assert store.kept[initiative()].path == ("benh-vien",)
    assert batch.excluded == 0
    await apply_batch(store, FakeBatch([unit(known) for known in TREE]))
    assert await store.place_again() == 1
    assert store.kept[initiative()].path == ("benh-vien", "ninh-kieu", "can-tho", "tong")


async def test_an_older_unit_or_programme_changes_nothing() -> None:
    store = MemoryReviewStore()
    known = next(iter(TREE))
    await apply_batch(store, FakeBatch([unit(known, 3, name="mới"), programme(3, decision_days=7)]))
    batch = FakeBatch([unit(known, 2, name="cũ"), programme(2)])
    await apply_batch(store, batch)
    assert store.units[known.code].name == "mới"
    assert store.known_programmes[PROGRAMME].decision_days == 7
    assert batch.excluded == 0


async def test_a_subject_that_is_no_initiative_is_set_aside() -> None:
    bad = _record(SUBMISSIONS, SUBMITTED, "không-phải-uuid", face())
    with pytest.raises(InvalidRecord) as refused:
        await apply_batch(MemoryReviewStore(), FakeBatch([submission(face()), bad]))
    assert refused.value.record is bad


async def test_a_first_event_that_withdraws_makes_a_withdrawn_case() -> None:
    store = MemoryReviewStore()
    await apply_batch(store, FakeBatch(everything()))
    assert store.kept[initiative("hai")].status is Status.WITHDRAWN


@settings(max_examples=60, deadline=None)
@given(data=st.data())
async def test_any_split_and_repetition_of_the_events_gives_the_same_cases(data: st.DataObject) -> None:
    whole, store = MemoryReviewStore(), MemoryReviewStore()
    await apply_batch(whole, FakeBatch(everything()))
    left = everything()
    while left:
        size = data.draw(st.integers(1, len(left)))
        for _ in range(data.draw(st.integers(1, 2))):
            await apply_batch(store, FakeBatch(left[:size]))
            await store.place_again()
        left = left[size:]
    for id_, case in whole.kept.items():
        found = store.kept[id_]
        assert (found.faces, found.status, found.path, found.awaited) == (
            case.faces,
            case.status,
            case.path,
            case.awaited,
        )
        assert (found.since, found.due_at, len(found.history)) == (case.since, case.due_at, len(case.history))
