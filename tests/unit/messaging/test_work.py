from datetime import UTC, datetime
from typing import NamedTuple

import pytest
from opentelemetry.sdk.trace import TracerProvider

from shared.events import AUTHORS, reading
from shared.events.authors import AUTHOR_CHANGED, AuthorData
from shared.events.programmes import PROGRAMME_CHANGED, PROGRAMMES, ProgrammeData
from shared.events.reading import Tombstone
from shared.messaging import outbox
from shared.messaging.broker import TopicPartition
from shared.messaging.work import BatchInHand

ID = "0b9f8a3e-0000-4000-8000-000000000001"
AT = datetime(2022, 7, 1, 8, 0, 0, 123456, tzinfo=UTC)


class Raw(NamedTuple):
    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes], ...] = ()


def card(version: int = 1) -> dict[str, object]:
    data = AuthorData(version=version, id=ID, name="Trần Thị Bích", home_unit="ninh-kieu")
    return outbox.entry(AUTHORS, type=AUTHOR_CHANGED, subject=ID, data=data, at=AT)


def raw(offset: int, value: bytes | None, key: str | None = ID, **headers: bytes) -> Raw:
    return Raw(AUTHORS.name, 0, offset, key.encode() if key else None, value, tuple(headers.items()))


def test_an_entry_is_read_back_as_the_event_it_was() -> None:
    entry = card(3)
    work = BatchInHand.of([raw(7, entry["body"])])  # type: ignore[arg-type]
    [record] = work.good.values()
    assert (record.offset, record.key, record.version) == (7, ID, 3)
    assert str(record.event.id) == entry["id"]  # type: ignore[union-attr]
    assert entry["at"] == datetime(2022, 7, 1, 8, 0, 0, 123000, tzinfo=UTC)


def test_an_event_carries_the_trace_it_was_made_in() -> None:
    tracer = TracerProvider().get_tracer("test")
    with tracer.start_as_current_span("request") as span:
        body = card()["body"]
    assert f"{span.get_span_context().trace_id:032x}".encode() in body  # type: ignore[operator]
    assert b"traceparent" not in card()["body"]  # type: ignore[operator]


def test_an_undeclared_type_is_a_mistake_in_the_program() -> None:
    data = AuthorData(version=1, id=ID, name="A", home_unit="x")
    with pytest.raises(ValueError, match="not declared"):
        outbox.entry(AUTHORS, type="vn.sangkien.author.sold.v1", subject=ID, data=data, at=AT)


def test_a_tombstone_names_its_version_and_a_roll_says_nothing() -> None:
    entry = outbox.tombstone_entry(AUTHORS, subject=ID, version=4, at=AT)
    work = BatchInHand.of([raw(1, None, version=entry["headers"]["version"].encode()), raw(2, None, reading.ROLL_KEY)])
    [record] = work.good.values()
    assert record.event == Tombstone(ID, 4)
    assert not work.faults


def test_each_record_is_judged_on_its_own() -> None:
    work = BatchInHand.of([raw(1, b"{"), raw(2, card()["body"]), raw(3, b"\xff"), raw(4, card()["body"], None)])  # type: ignore[arg-type]
    assert [place[2] for place in work.good] == [2]
    assert [place[2] for place in work.faults] == [1, 3, 4]
    assert work.offsets == {TopicPartition(AUTHORS.name, 0): 5}


def test_what_is_wrong_with_a_card_is_told_without_the_card() -> None:
    body = card()["body"].replace(b'"version":1', b'"version":"Bich"')  # type: ignore[attr-defined]
    [fault] = BatchInHand.of([raw(1, body)]).faults.values()
    assert fault.error == "data.version: int_parsing"


def test_a_handler_can_refuse_a_record_once() -> None:
    work = BatchInHand.of([raw(1, card()["body"])])  # type: ignore[arg-type]
    [record] = work.good.values()
    assert work.refuse(record, "x" * 600)
    assert not work.refuse(record, "again")
    [fault] = work.faults.values()
    assert (fault.reason, len(fault.error)) == ("refused", 500)


def test_what_is_more_than_an_event_can_carry_is_refused_before_it_is_kept() -> None:
    policy = {f"field {n}": "x" * 100 for n in range(10_000)}
    day = AT.date()
    data = ProgrammeData(
        version=1,
        id="p",
        name="p",
        root_unit="u",
        starts_on=day,
        ends_on=day,
        submit_until=AT,
        correct_until=AT,
        decide_until=AT,
        policy=policy,
    )
    with pytest.raises(outbox.EventTooLarge):
        outbox.entry(PROGRAMMES, type=PROGRAMME_CHANGED, subject="p", data=data, at=AT)
