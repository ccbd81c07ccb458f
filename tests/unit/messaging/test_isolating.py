"""A batch that fails by one record loses that one alone, in order, and only when it is the record's doing."""

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any, cast

import pytest
from pymongo.errors import AutoReconnect, DocumentTooLarge, OperationFailure, PyMongoError

from shared.events.reading import Tombstone
from shared.messaging import isolating
from shared.messaging.applier import BatchApplier
from shared.messaging.consumer import Batch, Consumer, Paused, Record
from shared.messaging.dead_letters import InvalidRecord
from shared.messaging.guard import Guard, TooManyInvalid
from shared.messaging.hand import Hand
from shared.messaging.isolating import apply_in_parts, is_of_a_record
from shared.messaging.partitions import EpochLost, NotOurs
from shared.messaging.work import Abandoned, BatchInHand, place_of
from shared.mongo import refuses_document
from shared.refusals import Stale


def records(count: int) -> list[Record]:
    return [Record("t", n % 3, n, f"k{n % 7}", Tombstone(f"k{n % 7}", n)) for n in range(count)]


class Handler:
    """Applies all but what it cannot; a part is applied whole or not at all."""

    def __init__(self, poison: set[int], error: Exception | None = None) -> None:
        self.poison, self.error = poison, error or OverflowError()
        self.applied: list[Record] = []
        self.set_aside: list[tuple[int, str]] = []
        self.attempts = 0

    async def apply(self, part: Sequence[Record]) -> None:
        self.attempts += 1
        if any(record.offset in self.poison for record in part):
            raise self.error
        self.applied += part

    async def leave_out(self, record: Record, reason: str, _error: str) -> None:
        self.set_aside.append((record.offset, reason))


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(isolating, "ALONE_AGAIN_SECONDS", 0)


@pytest.mark.parametrize("poison", [set(), {0}, {999}, {500}, {0, 1, 2, 999}, {3, 500, 501}])
async def test_only_what_fails_alone_is_set_aside_and_every_key_keeps_its_order(poison: set[int]) -> None:
    handler = Handler(poison)
    await apply_in_parts(records(1000), handler.apply, handler.leave_out)
    assert handler.set_aside == [(offset, "failed") for offset in sorted(poison)]
    assert [r.offset for r in handler.applied] == [n for n in range(1000) if n not in poison]
    assert handler.attempts <= 1 + len(poison) * 23


async def test_what_a_handler_refuses_on_the_way_is_refused() -> None:
    handler = Handler({1})

    async def apply(part: Sequence[Record]) -> None:
        if part[0].offset == 0:
            raise InvalidRecord(part[0], "no such unit")
        await handler.apply(part)

    await apply_in_parts(records(4), apply, handler.leave_out)
    assert handler.set_aside == [(0, "refused"), (1, "failed")]
    assert [r.offset for r in handler.applied] == [2, 3]


async def test_a_record_that_comes_through_at_its_second_try_is_applied() -> None:
    handler = Handler({0})

    async def apply(part: Sequence[Record]) -> None:
        try:
            await handler.apply(part)
        finally:
            handler.poison.clear()

    await apply_in_parts(records(1), apply, handler.leave_out)
    assert (len(handler.applied), handler.set_aside) == (1, [])


PASSING = [
    AutoReconnect(),
    PyMongoError(),
    OperationFailure("", 112),
    OperationFailure("", 2, {"errorLabels": ["TransientTransactionError"]}),
    ConnectionResetError(),
    TimeoutError(),
    MemoryError(),
    Paused(),
    EpochLost(),
    NotOurs(),
    Abandoned(),
    Stale(),
    TooManyInvalid("t", 21, 21),
]


@pytest.mark.parametrize("error", PASSING, ids=lambda error: type(error).__name__)
async def test_what_is_the_store_s_or_a_verdict_of_ours_is_no_record_s_fault(error: Exception) -> None:
    assert not is_of_a_record(error)
    handler = Handler({2}, error)
    with pytest.raises(type(error)):
        await apply_in_parts(records(4), handler.apply, handler.leave_out)
    assert not handler.set_aside


def test_what_the_store_can_never_hold_is_the_record_s_fault() -> None:
    too_large: PyMongoError = OperationFailure("", 17419)
    several = OperationFailure("", 65, {"writeErrors": [{"code": 11000}, {"code": 2}]})
    of_the_store = [too_large, several]
    assert all(isinstance(error, PyMongoError) and refuses_document(error) for error in of_the_store)
    ours = [*of_the_store, DocumentTooLarge("too large"), OverflowError(), KeyError("x")]
    assert all(is_of_a_record(error) for error in ours)
    assert not refuses_document(OperationFailure("", 11000))


class Letters:
    """Where records are set aside, without a broker."""

    def __init__(self) -> None:
        self.sent: dict[int, str] = {}

    async def set_aside(self, _broker: object, work: BatchInHand) -> None:
        for place, fault in work.faults.items():
            self.sent[place[2]] = fault.reason
            work.set_aside.add(place)


class Holding:
    """Partitions that are always ours; remembers where each part would go on."""

    def __init__(self) -> None:
        self.held: list[dict[Any, int]] = []

    async def hold(self, offsets: dict[Any, int]) -> Any:
        self.held.append(offsets)

        async def nothing(_session: object) -> None:
            return

        return SimpleNamespace(seal=nothing, exclude=nothing)


def applier_of(handler: Handler, guard: Guard | None = None) -> tuple[BatchApplier, Letters]:
    async def apply(batch: Batch) -> None:
        await handler.apply(batch.records)

    consumer = Consumer("g", (), apply)
    mongo = cast("Any", SimpleNamespace(db={"dead_letters": None}))
    applier = BatchApplier("review", mongo, consumer, Hand(), guard or Guard())
    applier._partitions = cast("Any", Holding())
    letters = Letters()
    applier._letters = cast("Any", letters)
    return applier, letters


def in_hand(count: int) -> BatchInHand:
    some = records(count)
    return BatchInHand(raw={place_of(r): cast("Any", r) for r in some}, good={place_of(r): r for r in some})


async def test_a_batch_that_fails_alike_twice_sets_the_culprit_aside_and_applies_the_rest() -> None:
    handler = Handler({5})
    applier, letters = applier_of(handler)
    work = in_hand(20)
    await applier.until_applied(cast("Any", None), work)
    assert letters.sent == {5: "failed"}
    assert [r.offset for r in handler.applied] == [n for n in range(20) if n != 5]
    assert work.faults[("t", 2, 5)].error.startswith(f"OverflowError in {__name__}")
    assert (applier.failing_since, applier.stopped_reason) == (None, None)


async def test_a_store_that_is_away_costs_no_record() -> None:
    handler = Handler({5}, AutoReconnect("away"))
    applier, letters = applier_of(handler)

    async def comes_back(part: Sequence[Record]) -> None:
        if handler.attempts == 3:
            handler.poison.clear()
        await Handler.apply(handler, part)

    handler.apply = comes_back  # type: ignore[method-assign]
    await applier.until_applied(cast("Any", None), in_hand(20))
    assert (letters.sent, len(handler.applied)) == ({}, 20)


async def test_a_program_that_fails_on_everything_does_not_pour_the_topic_away() -> None:
    handler = Handler(set(range(100)))
    applier, letters = applier_of(handler, Guard(allowed=3))
    work = in_hand(100)
    for _ in range(3):
        assert not await applier._attempt(cast("Any", None), work)
    assert applier.stopped_reason is not None
    assert len(letters.sent) <= 4
