import json
from datetime import UTC, date, datetime, timedelta, timezone
from uuid import UUID, uuid4

import pytest

from shared.events import SUBMISSIONS
from shared.events.envelope import time_after
from shared.events.reading import ROLL_KEY, Tombstone, read
from shared.events.submissions import SUBMITTED, AuthorShare, SubmissionData, SubmissionState
from shared.messaging.outbox import entry

NOW = datetime(2022, 7, 5, 1, 2, 3, 456_789, tzinfo=UTC)


def submission(**changes: object) -> SubmissionData:
    fields = {
        "version": 1,
        "state": SubmissionState.SUBMITTED,
        "programme": "9000-sang-kien",
        "unit": "school",
        "sector": "education",
        "ownership": "state",
        "kind": "technical",
        "field": "giáo dục",
        "title": "Bàn thực hành tháo lắp",
        "summary": "Ghép mô-đun.",
        "first_applied_on": date(2022, 7, 1),
        "authors": (AuthorShare(id=uuid4(), share=100, home_unit="school"),),
        "entered_by": uuid4(),
        "first_submitted_at": NOW,
        "registered_at": NOW,
        "content_version": 1,
    }
    return SubmissionData.model_validate(fields | changes)


def record() -> tuple[bytes, bytes]:
    made = entry(SUBMISSIONS, type=SUBMITTED, subject="abc", data=submission(), at=time_after(None, NOW))
    return made["key"].encode(), made["body"]


def test_what_is_written_is_what_is_read() -> None:
    key, body = record()
    event = read(SUBMISSIONS.name, key, body, {})
    assert event is not None
    assert not isinstance(event, Tombstone)
    assert isinstance(event.data, SubmissionData)
    assert event.data.title == "Bàn thực hành tháo lắp"
    assert event.data.registered_at.microsecond == 456_000
    assert UUID(str(event.id)).version == 7


def altered(**changes: object) -> tuple[bytes, bytes]:
    key, body = record()
    return key, json.dumps(json.loads(body) | changes).encode()


def test_an_event_from_a_service_that_does_not_own_the_topic_is_invalid() -> None:
    with pytest.raises(ValueError, match="source"):
        read(SUBMISSIONS.name, *altered(source="/review"), {})


def test_a_key_that_is_not_the_subject_is_invalid() -> None:
    _, body = record()
    with pytest.raises(ValueError, match="subject"):
        read(SUBMISSIONS.name, b"other", body, {})


@pytest.mark.parametrize("body", [b"", b"nonsense", b"{}", b"\xff\xfe", b"[1]"])
def test_what_cannot_be_read_is_invalid(body: bytes) -> None:
    with pytest.raises(ValueError, match=r".*"):
        read(SUBMISSIONS.name, b"abc", body, {})


def test_an_unknown_state_is_invalid() -> None:
    key, body = record()
    event = json.loads(body)
    event["data"]["state"] = "lost"
    with pytest.raises(ValueError, match="state"):
        read(SUBMISSIONS.name, key, json.dumps(event).encode(), {})


def test_an_unknown_field_or_type_is_read_for_the_state_it_carries() -> None:
    event = read(SUBMISSIONS.name, *altered(colour="red", type="vn.sangkien.initiative.praised.v1"), {})
    assert event is not None


def test_null_records_are_tombstones_but_for_the_hourly_ones() -> None:
    assert read("sangkien.authors.v1", ROLL_KEY.encode(), None, {}) is None
    assert read("sangkien.authors.v1", b"abc", None, {"version": b"7"}) == Tombstone("abc", 7)


def test_an_event_is_later_than_its_aggregate_s_previous_one() -> None:
    now = time_after(None, NOW)
    assert time_after(now, NOW) == now + timedelta(milliseconds=1)
    assert time_after(now + timedelta(days=1), NOW) > now + timedelta(days=1)


def test_times_are_kept_in_utc_to_the_millisecond() -> None:
    vietnam = timezone(timedelta(hours=7))
    moment = time_after(None, NOW.astimezone(vietnam))
    assert moment.tzinfo is UTC
    assert moment == NOW.replace(microsecond=456_000)
