"""What every store relies on: a transaction is committed once whatever is heard of it, and an outbox has an end."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from motor.motor_asyncio import AsyncIOMotorClientSession
from pymongo.errors import NetworkTimeout

from shared.messaging import outbox
from shared.messaging.outbox import MOST_WAITING, TooMuchWaits
from shared.mongo import Mongo, Session
from shared.refusals import Stale

Commit = Callable[[Session], Awaitable[None]]


def unknown() -> NetworkTimeout:
    """The answer to a commit did not come: it may have been made."""
    return NetworkTimeout("no answer", {"errorLabels": ["UnknownTransactionCommitResult"]})


@pytest.fixture
def commits(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What becomes of the commits to come, first to last; those after them are answered."""
    plan: list[str] = []
    commit: Commit = AsyncIOMotorClientSession.commit_transaction

    async def commit_and_lose_the_answer(session: Session) -> None:
        fate = plan.pop(0) if plan else "answered"
        if fate != "lost on the way there":
            await commit(session)
        if fate != "answered":
            raise unknown()

    monkeypatch.setattr(AsyncIOMotorClientSession, "commit_transaction", commit_and_lose_the_answer)
    return plan


@pytest.mark.parametrize("fate", ["lost on the way there", "lost on the way back"])
async def test_a_commit_of_unknown_outcome_is_committed_again_and_counts_once(
    mongo: Mongo, commits: list[str], fate: str
) -> None:
    commits.append(fate)
    runs = []

    async def work(session: Session) -> str:
        runs.append(1)
        await mongo.db["counts"].update_one({"_id": "n"}, {"$inc": {"n": 1}}, upsert=True, session=session)
        return "done"

    assert await mongo.transaction(work) == "done"
    assert await mongo.db["counts"].find_one({"_id": "n"}) == {"_id": "n", "n": 1}
    assert len(runs) == 1, "its work is not run again: what it did may stand already"


async def test_a_commit_that_never_comes_through_is_told_and_nothing_is_guessed(
    mongo: Mongo, commits: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.mongo.TRANSACTION_ATTEMPTS", 2)
    commits += ["lost on the way there"] * 2

    async def work(session: Session) -> None:
        await mongo.db["counts"].insert_one({"_id": "n"}, session=session)

    with pytest.raises(NetworkTimeout):
        await mongo.transaction(work)


def waiting(count: int, size: int = 1) -> list[dict[str, Any]]:
    return [{"id": f"e{n}", "body": b"x" * size} for n in range(count)]


@pytest.mark.parametrize(("events", "size"), [(MOST_WAITING, 1), (3, outbox.MOST_WAITING_BYTES // 3)])
async def test_a_full_outbox_takes_no_more_until_the_relay_has_emptied_it(mongo: Mongo, events: int, size: int) -> None:
    things = mongo.db["things"]
    await outbox.insert(things, "a", {"n": 0}, waiting(events, size))
    with pytest.raises(TooMuchWaits):
        await outbox.update(things, "a", 1, {"n": 1}, waiting(1))
    with pytest.raises(Stale):
        await outbox.update(things, "a", 7, {"n": 1}, waiting(1))
    await outbox.update(things, "a", 1, {"n": 1}, [])
    await things.update_one({"_id": "a"}, {"$set": {"outbox": []}})
    await outbox.update(things, "a", 2, {"n": 2}, waiting(1))
    assert (await things.find_one({"_id": "a"}, {"n": 1, "revision": 1})) == {"_id": "a", "n": 2, "revision": 3}
