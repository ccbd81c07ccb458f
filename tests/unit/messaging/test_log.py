"""Who reads the log from its beginning comes through whatever lies on it, and ends where live readers are."""

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID

import pytest
from pymongo.errors import DuplicateKeyError

from shared.events import SUBMISSIONS
from shared.events.submissions import SubmissionData
from shared.messaging.broker import TopicPartition
from shared.messaging.consumer import Record
from shared.messaging.forward import catch_up
from shared.messaging.log import Log
from shared.mongo import Document
from tests.unit.messaging.test_parsing import DEEP, submitted
from tests.unit.messaging.test_work import ID, Raw

HERE = TopicPartition(SUBMISSIONS.name, 0)
OTHER = "0b9f8a3e-0000-4000-8000-000000000002"


class Consuming:
    """What `Log` uses of aiokafka's consumer."""

    def __init__(self, raws: Sequence[Raw]) -> None:
        self.raws, self.at = raws, 0

    async def seek_to_beginning(self, _place: object) -> None:
        self.at = 0

    async def position(self, _place: object) -> int:
        return self.at

    async def getmany(self, place: object, **_: object) -> dict[object, Sequence[Raw]]:
        self.at = len(self.raws)
        return {place: self.raws}

    def resume(self, *_: object) -> None:
        return

    pause = resume


@pytest.fixture
def log() -> Log:
    """Versions 1 and 2 of one initiative; whatever can be wrong lies around and above them."""
    wrong = [b"", b"\xff", DEEP, submitted(version=2**63), submitted(version=3, registered_at="soon"), b"[]"]
    key = ID.encode()
    values = [*wrong[:3], submitted(version=1, title="một"), *wrong[3:], submitted(version=2, title="hai"), *wrong]
    raws = [Raw(SUBMISSIONS.name, 0, n, key, value) for n, value in enumerate(values)]
    raws += [
        Raw(SUBMISSIONS.name, 0, len(raws), b"\xff", submitted()),
        Raw(SUBMISSIONS.name, 0, len(raws) + 1, None, b"{"),
    ]
    made = object.__new__(Log)
    made._consumer, made._ends = cast("Any", Consuming(raws)), {HERE: len(raws)}
    made.seen = made.invalid = 0
    return made


async def test_the_newest_that_can_be_read_is_kept(log: Log) -> None:
    kept = await log.newest(SUBMISSIONS, 0, lambda data: data.title)
    assert {key: title for key, title in kept.items() if key == ID} == {ID: "hai"}
    assert log.invalid > 0


async def test_a_state_that_nothing_can_be_made_of_gives_way_to_an_older_one(log: Log) -> None:
    def keep(data: SubmissionData) -> str:
        if data.version == 2:
            raise OverflowError
        return data.title

    assert (await log.newest(SUBMISSIONS, 0, keep))[ID] == "một"


async def test_every_record_that_can_be_read_comes_in_parts(log: Log) -> None:
    records = [record async for part in log.in_parts(SUBMISSIONS, 0) for record in part]
    assert [record.version for record in records] == [1, 2]
    assert log.invalid == log.seen - 2


class Documents:
    """What bringing forward uses of a collection."""

    def __init__(self, refusing: Exception | None = None) -> None:
        self.inserted: list[Document] = []
        self.refusing = refusing

    def find(self, _query: Document) -> Any:
        async def nothing(_most: None) -> list[Document]:
            return []

        return SimpleNamespace(to_list=nothing)

    async def insert_one(self, document: Document) -> None:
        if self.refusing is not None and document["_id"] == UUID(ID):
            raise self.refusing
        self.inserted.append(document)


def told(*versions: int, key: str = ID) -> list[Record]:
    return [
        Record(SUBMISSIONS.name, 0, v, key, cast("Any", SimpleNamespace(data=SimpleNamespace(version=v))))
        for v in versions
    ]


def versions(_id: UUID, _doc: Document | None, records: Sequence[Record]) -> Document:
    if any(record.version == 2 for record in records):
        raise IndexError
    return {"versions": [record.version for record in records]}


async def test_a_record_no_state_can_follow_is_left_out_and_the_others_are_followed() -> None:
    col = Documents()
    caught_up = await catch_up(cast("Any", col), told(1, 2, 3), versions, UUID)
    assert col.inserted == [{"_id": UUID(ID), "versions": [1, 3], "revision": 1, "outbox": []}]
    assert (caught_up.changed, caught_up.invalid) == (1, 1)


async def test_a_key_that_names_nothing_is_left_out() -> None:
    col = Documents()
    caught_up = await catch_up(cast("Any", col), [*told(1, key="not an id"), *told(1)], versions, UUID)
    assert (len(col.inserted), caught_up.invalid) == (1, 1)


async def test_what_the_store_can_never_hold_keeps_nothing_else_back() -> None:
    col = Documents(OverflowError())
    caught_up = await catch_up(cast("Any", col), [*told(1, 3), *told(1, key=OTHER)], versions, UUID)
    assert (len(col.inserted), caught_up.changed, caught_up.invalid) == (1, 1, 2)


async def test_what_is_unique_elsewhere_is_tried_again_and_is_no_invalid_record() -> None:
    col = Documents(DuplicateKeyError("member number"))
    caught_up = await catch_up(cast("Any", col), told(1), versions, UUID)
    assert (len(caught_up.collided), caught_up.invalid) == (1, 0)


async def test_a_store_that_is_away_ends_it() -> None:
    with pytest.raises(ConnectionError):
        await catch_up(cast("Any", Documents(ConnectionError())), told(1), versions, UUID)
