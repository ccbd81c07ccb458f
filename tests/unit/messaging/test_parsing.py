"""Whatever a record's bytes do to their reader is that record's fault alone, and is told without its content."""

import asyncio
import json
from typing import Any
from uuid import uuid4

import pytest

from shared.events import AUTHORS, SUBMISSIONS, UNITS
from shared.events.authors import AUTHOR_CHANGED, AuthorData
from shared.events.submissions import SUBMITTED
from shared.messaging import outbox, parsing
from shared.messaging.broker import ConsumerRecord
from shared.messaging.consumer import Record
from shared.messaging.dead_letters import LONGEST_VALUE, _key, _original
from shared.messaging.parsing import Fault, describe, parse, where
from shared.messaging.work import BatchInHand
from tests.unit.messaging.test_work import AT, ID, Raw

FACE = {
    "version": 1,
    "state": "submitted",
    "programme": "p",
    "unit": "u",
    "sector": "s",
    "ownership": "o",
    "kind": "k",
    "field": "f",
    "title": "t",
    "summary": "s",
    "authors": [],
    "entered_by": str(uuid4()),
    "first_submitted_at": "2022-07-01T00:00:00Z",
    "registered_at": "2022-07-01T00:00:00Z",
    "content_version": 1,
}


def submitted(**changes: Any) -> bytes:
    event = {
        "specversion": "1.0",
        "id": str(uuid4()),
        "source": "/submission",
        "type": SUBMITTED,
        "subject": ID,
        "time": "2022-07-01T00:00:00Z",
        "datacontenttype": "application/json",
        "data": {**FACE, **changes},
    }
    return json.dumps(event).encode()


def card() -> bytes:
    data = AuthorData(version=1, id=ID, name="Trần Thị Bích", home_unit="ninh-kieu")
    return outbox.entry(AUTHORS, type=AUTHOR_CHANGED, subject=ID, data=data, at=AT)["body"]  # type: ignore[no-any-return]


DEEP = b'{"data":' + b"[" * 100_000 + b"]" * 100_000 + b"}"
UNREADABLE = [
    Raw(SUBMISSIONS.name, 0, 1, ID.encode(), b""),
    Raw(SUBMISSIONS.name, 0, 1, ID.encode(), b"\xff\xfe"),
    Raw(SUBMISSIONS.name, 0, 1, ID.encode(), DEEP),
    Raw(SUBMISSIONS.name, 0, 1, b"\xff", submitted()),
    Raw(SUBMISSIONS.name, 0, 1, b"\xff", None),
    Raw(SUBMISSIONS.name, 0, 1, ID.encode(), submitted(version=10**25)),
    Raw(SUBMISSIONS.name, 0, 1, ID.encode(), submitted(version=2**63)),
    Raw(SUBMISSIONS.name, 0, 1, ID.encode(), submitted(version=0)),
    Raw(SUBMISSIONS.name, 0, 1, ID.encode(), submitted(unit="u" * 301)),
    Raw("a.topic.nobody.declared", 0, 1, ID.encode(), submitted()),
    Raw(AUTHORS.name, 0, 1, ID.encode(), None, (("version", b"often"),)),
    Raw(AUTHORS.name, 0, 1, ID.encode(), None, (("version", b"-1"),)),
    Raw(AUTHORS.name, 0, 1, ID.encode(), None, (("version", str(10**30).encode()),)),
    Raw(AUTHORS.name, 0, 1, ID.encode(), None, (("version", None),)),  # type: ignore[arg-type]
    Raw(AUTHORS.name, 0, 1, ID.encode(), None, (("version",),)),  # type: ignore[arg-type]
]


@pytest.mark.parametrize("raw", UNREADABLE, ids=lambda raw: f"{raw.key!r:.8}/{raw.value!r:.20}/{raw.headers!r:.30}")
def test_a_record_that_can_never_be_read_is_a_fault_and_its_neighbours_are_read(raw: Raw) -> None:
    parsed = parse(raw)
    assert isinstance(parsed, Fault)
    assert parsed.error
    beside = Raw(SUBMISSIONS.name, 0, 2, ID.encode(), submitted())
    work = BatchInHand.of([raw, beside])
    assert ([place[2] for place in work.good], len(work.faults)) == ([2], 1)


@pytest.mark.parametrize("edge", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-23:59"])
def test_a_moment_beyond_the_calendar_is_an_event_all_the_same(edge: str) -> None:
    assert isinstance(parse(Raw(SUBMISSIONS.name, 0, 1, ID.encode(), submitted(registered_at=edge))), Record)


class Panic(BaseException):
    """As a library's own, which is no Exception."""


@pytest.mark.parametrize("error", [OverflowError(), RecursionError(), MemoryError(), KeyError("x"), Panic()])
def test_parsing_may_raise_anything(error: BaseException, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(parsing, "read", fail)
    assert parse(Raw(UNITS.name, 0, 1, b"u", b"{}")) == Fault("unreadable", type(error).__name__)


@pytest.mark.parametrize("ending", [KeyboardInterrupt, SystemExit, asyncio.CancelledError])
def test_what_ends_the_process_is_no_fault_of_a_record(
    ending: type[BaseException], monkeypatch: pytest.MonkeyPatch
) -> None:
    def end(*_: object) -> None:
        raise ending

    monkeypatch.setattr(parsing, "read", end)
    with pytest.raises(ending):
        parse(Raw(UNITS.name, 0, 1, b"u", b"{}"))


class Unspeakable(Exception):  # noqa: N818
    def __str__(self) -> str:
        raise RuntimeError("no words")


def test_an_error_is_told_even_when_it_cannot_say_what_it_is() -> None:
    assert describe(Unspeakable(), personal=False) == "Unspeakable"
    assert where(Unspeakable()) == "Unspeakable"


def test_an_error_of_the_program_names_the_place_and_never_the_value() -> None:
    with pytest.raises(ValueError, match="Bích") as failed:
        int("Trần Thị Bích")
    assert describe(failed.value, personal=False) == describe(failed.value, personal=True) == "ValueError"
    assert where(failed.value).startswith(f"ValueError in {__name__}:")


def test_a_letter_holds_nothing_personal_and_nothing_that_no_topic_takes() -> None:
    def both(raw: Raw) -> tuple[bytes, bytes]:
        return _key(raw), _original(raw)

    email = b"bich@example.vn"
    assert both(Raw(AUTHORS.name, 0, 1, email, card())) == (b"", b"")
    assert both(Raw(AUTHORS.name, 0, 1, ID.encode(), card())) == (ID.encode(), b"")
    assert both(Raw(UNITS.name, 0, 1, b"u", b"{")) == (b"u", b"{")
    assert both(Raw(UNITS.name, 0, 1, b"u" * 10_000, b"x" * (LONGEST_VALUE + 1))) == (b"u" * 700, b"")
    assert both(Raw(UNITS.name, 0, 1, None, None)) == (b"", b"")


def test_the_type_says_a_record_has_all_that_is_asked_of_it() -> None:
    assert set(Raw._fields) <= set(ConsumerRecord.__dataclass_fields__)
