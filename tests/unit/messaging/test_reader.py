"""A batch that is let go is read again: nothing after it is applied, or committed, before it."""

import asyncio
import contextlib
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any, cast

import pytest

from shared.events import UNITS
from shared.messaging import polling
from shared.messaging.broker import TopicPartition, make_broker
from shared.messaging.consumer import Batch, Consumer
from shared.messaging.reader import Reader
from shared.messaging.work import Abandoned, BatchInHand
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
        self.applied: list[BatchInHand] = []
        self.rested_at = 0.0
        self.to_claim: frozenset[TopicPartition] = frozenset()
        self.failing_since: float | None = None

    async def until_applied(self, _broker: object, work: BatchInHand) -> None:
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
    made._polling._broker = cast("Any", object())
    made._polling._subscriber = cast("Any", SimpleNamespace(consumer=Consuming()))
    return made


def consuming(reader: Reader) -> Consuming:
    return cast("Any", reader._polling._subscriber).consumer  # type: ignore[no-any-return]


async def handled(reader: Reader, records: Sequence[Any]) -> None:
    """A batch as FastStream hands it over: what the handler raises is swallowed."""

    async def swallowing(batch: Any) -> None:
        with contextlib.suppress(Exception):
            await reader._polling._handle(batch)

    await reader._polling._must_be_done(records, swallowing)


async def test_what_was_let_go_is_polled_again_first(reader: Reader) -> None:
    reader._applier = cast("Any", Applying(let_go=1))
    await handled(reader, rolls(7, 8, 9))
    assert (consuming(reader).position, consuming(reader).committed) == ({HERE: 7}, [])
    await handled(reader, rolls(7, 8, 9))
    assert consuming(reader).committed == [{HERE: 10}]


async def test_a_partition_that_is_not_ours_any_more_is_left_alone(reader: Reader) -> None:
    reader._applier = cast("Any", Applying(let_go=0))
    await handled(reader, [*rolls(7, 8, 9), *rolls(3, partition=1)])
    assert (consuming(reader).position, consuming(reader).committed) == ({HERE: 7}, [])


async def test_while_partitions_are_given_up_nothing_new_is_begun(reader: Reader) -> None:
    applier = Applying(let_go=0)
    reader._applier = cast("Any", applier)
    revoking = asyncio.create_task(reader.on_partitions_revoked({HERE}))
    await asyncio.sleep(0)
    await handled(reader, rolls(10, 11))
    await revoking
    assert (applier.applied, consuming(reader).committed) == ([], [])
    assert consuming(reader).position == {HERE: 10}
    await reader.on_partitions_assigned({HERE})
    await handled(reader, rolls(10, 11))
    assert consuming(reader).committed == [{HERE: 12}]


class Failing(Applying):
    """Ends a batch in a way that nobody foresaw."""

    def __init__(self, error: BaseException) -> None:
        super().__init__(0)
        self.error = error

    async def until_applied(self, _broker: object, _work: BatchInHand) -> None:
        raise self.error


class Panic(BaseException):
    """As a library's own, which is no Exception."""


@pytest.mark.parametrize("error", [RuntimeError(), KeyError("x"), MemoryError(), Panic()])
async def test_whatever_ends_a_batch_it_is_polled_again_and_nothing_is_committed(
    reader: Reader, error: BaseException, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polling, "FAILED_SECONDS", 0)
    reader._applier = cast("Any", Failing(error))
    await handled(reader, rolls(7, 8, 9))
    assert (consuming(reader).position, consuming(reader).committed) == ({HERE: 7}, [])
    assert reader.failing_since is not None
    await reader._hand.emptied()


@pytest.mark.parametrize("ending", [asyncio.CancelledError, SystemExit])
async def test_what_ends_the_task_goes_through_and_leaves_the_batch_to_be_polled_again(
    reader: Reader, ending: type[BaseException]
) -> None:
    reader._applier = cast("Any", Failing(ending()))
    with pytest.raises(ending):
        await handled(reader, rolls(7, 8))
    assert (consuming(reader).position, consuming(reader).committed) == ({HERE: 7}, [])


async def test_a_batch_that_never_came_to_its_handler_is_polled_again(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polling, "FAILED_SECONDS", 0)

    async def nothing(_records: object) -> None:
        return

    await reader._polling._must_be_done(rolls(7, 8), nothing)
    assert consuming(reader).position == {HERE: 7}
    assert reader.failing_since is not None


async def test_faststream_itself_swallows_and_is_fenced() -> None:
    """The subscriber FastStream makes, with a parser that fails: it says nothing, and the batch comes again."""
    broker = make_broker("127.0.0.1:1")

    async def apply(_batch: Batch) -> None:
        return

    reader = Reader("review", "127.0.0.1:1", cast("Mongo", SimpleNamespace(db={})), Consumer("g", (UNITS,), apply))
    subscriber = reader._polling._subscribe(broker)
    reader._polling._subscriber = cast("Any", SimpleNamespace(consumer=Consuming()))
    assert not subscriber.running
    await subscriber.consume_one(tuple(rolls(7, 8)))
    assert consuming(reader).position == {HERE: 7}


async def test_a_batch_that_is_done_is_not_polled_again(reader: Reader) -> None:
    reader._applier = cast("Any", Applying(let_go=0))
    await handled(reader, rolls(7, 8))
    assert (consuming(reader).position, consuming(reader).committed) == ({}, [{HERE: 9}])
