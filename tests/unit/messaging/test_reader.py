"""A batch that is let go is read again: nothing after it is applied, or committed, before it."""

import asyncio
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any, cast

import pytest

from shared.events import UNITS
from shared.messaging.applier import Abandoned
from shared.messaging.broker import TopicPartition
from shared.messaging.consumer import Batch, Consumer
from shared.messaging.reader import Reader
from shared.messaging.work import Work
from shared.mongo import Mongo

HERE = TopicPartition("t", 0)
THERE = TopicPartition("t", 1)


class Consuming:
    """What the reader uses of aiokafka's consumer, with positions that move as its do."""

    def __init__(self) -> None:
        self.mine = {HERE}
        self.position: dict[TopicPartition, int] = {}
        self.committed: list[dict[TopicPartition, int]] = []

    def assignment(self) -> set[TopicPartition]:
        return self.mine

    def seek(self, tp: TopicPartition, offset: int) -> None:
        self.position[tp] = offset

    async def commit(self, offsets: dict[TopicPartition, int]) -> None:
        self.committed.append(offsets)


class Applying:
    """Lets go of as many batches as told, then applies."""

    def __init__(self, let_go: int) -> None:
        self.let_go = let_go
        self.applied: list[Work] = []
        self.rested_at = 0.0
        self.to_claim: frozenset[TopicPartition] = frozenset()

    async def until_applied(self, _broker: object, work: Work) -> None:
        if self.let_go:
            self.let_go -= 1
            raise Abandoned
        self.applied.append(work)


def rolls(*offsets: int, partition: int = 0) -> Sequence[Any]:
    """Records that say nothing: what matters is where they lie."""
    return [
        SimpleNamespace(topic="t", partition=partition, offset=offset, key=None, value=None, headers=())
        for offset in offsets
    ]


@pytest.fixture
async def reader() -> Reader:
    async def apply(_batch: Batch) -> None:
        return

    made = Reader(
        "review", "127.0.0.1:1", cast("Mongo", SimpleNamespace(db={})), Consumer("g", (UNITS,), apply, pace=0)
    )
    made._broker = cast("Any", object())
    made._subscriber = cast("Any", SimpleNamespace(consumer=Consuming()))
    return made


def consuming(reader: Reader) -> Consuming:
    return cast("Any", reader._subscriber).consumer  # type: ignore[no-any-return]


async def test_what_was_let_go_is_polled_again_first(reader: Reader) -> None:
    reader._applier = cast("Any", Applying(let_go=1))
    await reader._handle(rolls(7, 8, 9))
    assert (consuming(reader).position, consuming(reader).committed) == ({HERE: 7}, [])
    await reader._handle(rolls(7, 8, 9))
    assert consuming(reader).committed == [{HERE: 10}]


async def test_a_partition_that_is_not_ours_any_more_is_left_alone(reader: Reader) -> None:
    reader._applier = cast("Any", Applying(let_go=0))
    await reader._handle([*rolls(7, 8, 9), *rolls(3, partition=1)])
    assert (consuming(reader).position, consuming(reader).committed) == ({HERE: 7}, [])


async def test_while_partitions_are_given_up_nothing_new_is_begun(reader: Reader) -> None:
    applier = Applying(let_go=0)
    reader._applier = cast("Any", applier)
    revoking = asyncio.create_task(reader.on_partitions_revoked({HERE}))
    await asyncio.sleep(0)
    await reader._handle(rolls(10, 11))
    await revoking
    assert (applier.applied, consuming(reader).committed) == ([], [])
    assert consuming(reader).position == {HERE: 10}
    await reader.on_partitions_assigned({HERE})
    await reader._handle(rolls(10, 11))
    assert consuming(reader).committed == [{HERE: 12}]
