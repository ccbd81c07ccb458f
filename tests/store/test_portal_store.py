"""One suite for the portal's store in memory and on MongoDB: sessions, sign-ins, drafts, and what is encrypted."""

import asyncio
import base64
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from portal.signin.discovery import IssuerAway
from portal.signin.sealing import Seal
from portal.store import Login, Session, Store, Tokens
from portal.store_mongo import INDEXES, MongoStore
from portal.store_mongo.sessions import RENEWING
from shared.mongo import Mongo
from tests.fakes.portal_store import FakePortalStore
from tests.patience import patience
from tests.store.of_a_test import OF_A_TEST

NOW = datetime(2026, 11, 25, 3, 32, tzinfo=UTC)
KEY = base64.b64encode(bytes(range(32))).decode()
ANH = UUID(int=1)
Fetch = Callable[[Session], Awaitable[Session | None]]


@pytest.fixture
async def on_mongo(mongo: Mongo) -> Store:
    await mongo.ensure_indexes(INDEXES)
    return MongoStore(mongo, Seal(KEY))


@pytest.fixture(params=["memory", "mongo"])
def store(request: pytest.FixtureRequest) -> Store:
    found: Store = FakePortalStore() if request.param == "memory" else request.getfixturevalue("on_mongo")
    return found


def session(id_: str = "s-1", **changes: Any) -> Session:
    tokens = Tokens("access-secret", "refresh-secret", "identity-secret", NOW + timedelta(minutes=5))
    plain = Session(id_, ANH, "anh", "Nguyễn Thị Ánh", tokens, NOW + timedelta(days=30), False, "issuer-1", began=NOW)
    return replace(plain, **changes)


def login(**changes: Any) -> Login:
    return replace(Login("l-1", "verifier-secret", "nonce-secret", "/g/p/u", "Đồ gá".encode()), **changes)


def fetching(name: str = "fresh", calls: list[str] | None = None, pause: float = 0) -> Fetch:
    """Gets fresh tokens, noting with which refresh token."""

    async def fetch(asked: Session) -> Session:
        if calls is not None:
            calls.append(str(asked.tokens.refresh))
        await asyncio.sleep(pause)
        return replace(asked, tokens=Tokens(name, f"{name}-refresh", "identity", NOW + timedelta(minutes=10)))

    return fetch


async def test_what_was_put_is_read_back_as_it_was(store: Store) -> None:
    for one in (session(), session("s-2", is_staff=True, issuer_session=None)):
        await store.sessions.put(one)
        assert await store.sessions.get(one.id, NOW) == one


async def test_a_session_that_ran_out_is_none(store: Store) -> None:
    await store.sessions.put(session(idle_until=NOW))
    assert await store.sessions.get("s-1", NOW) is None
    assert await store.sessions.get("unknown", NOW) is None


async def test_use_lets_it_run_out_later_and_never_sooner(store: Store) -> None:
    await store.sessions.put(session())
    later = NOW + timedelta(days=40)
    await store.sessions.touch("s-1", later)
    await store.sessions.touch("s-1", NOW)
    await store.sessions.touch("unknown", later)
    assert await store.sessions.get("s-1", NOW) == session(idle_until=later)


async def test_all_who_ask_at_once_get_what_one_of_them_fetched(store: Store) -> None:
    await store.sessions.put(session())
    calls: list[str] = []
    found = await asyncio.gather(
        *(store.sessions.renew(session(), NOW, fetching(calls=calls, pause=0.05)) for _ in range(5))
    )
    assert calls == ["refresh-secret"]
    assert {one.tokens.access for one in found if one is not None} == {"fresh"}
    assert all(one is not None for one in found)


async def test_whoever_comes_late_with_old_tokens_gets_the_new_ones(store: Store) -> None:
    await store.sessions.put(session())
    calls: list[str] = []
    await store.sessions.renew(session(), NOW, fetching(calls=calls))
    late = await store.sessions.renew(session(), NOW, fetching("another", calls))
    assert late is not None
    assert late.tokens.access == "fresh"
    assert calls == ["refresh-secret"], "an old refresh token is not sent a second time"
    again = await store.sessions.renew(late, NOW, fetching("third", calls))
    assert calls == ["refresh-secret", "fresh-refresh"]
    assert await store.sessions.get("s-1", NOW) == again


async def test_no_more_tokens_end_the_session(store: Store) -> None:
    await store.sessions.put(session())

    async def refused(_session: Session) -> None:
        return None

    assert await store.sessions.renew(session(), NOW, refused) is None
    assert await store.sessions.get("s-1", NOW) is None
    assert await store.sessions.renew(session(), NOW, fetching()) is None, "nor is it made again"


async def test_a_renewal_that_failed_leaves_it_for_the_next(store: Store) -> None:
    await store.sessions.put(session())

    async def away(_session: Session) -> None:
        raise IssuerAway

    with pytest.raises(IssuerAway):
        await store.sessions.renew(session(), NOW, away)
    assert await store.sessions.get("s-1", NOW) == session()
    assert await store.sessions.renew(session(), NOW, fetching()) is not None


async def test_a_session_that_ended_during_its_renewal_stays_ended(store: Store) -> None:
    await store.sessions.put(session())

    async def ended_meanwhile(asked: Session) -> Session:
        await store.sessions.drop_of(subject="anh")
        return asked

    assert await store.sessions.renew(session(), NOW, ended_meanwhile) is None
    assert await store.sessions.get("s-1", NOW) is None


async def has_draft(store: Store) -> bool:
    known = await store.sessions.get("s-1", NOW)
    assert known is not None
    return known.has_draft


async def test_a_draft_stays_until_it_is_dropped_and_outlives_a_renewal(store: Store) -> None:
    until = NOW + timedelta(hours=1)
    await store.sessions.put(session())
    assert not await has_draft(store)
    await store.sessions.put_draft("s-1", b"one", until)
    await store.sessions.put_draft("s-1", b"hai", until)
    await store.sessions.renew(session(), NOW, fetching())
    for _ in range(2):
        assert await store.sessions.draft("s-1", NOW) == b"hai"
    assert await has_draft(store)
    assert await store.sessions.draft("s-1", until) is None
    await store.sessions.drop_draft("s-1")
    assert await store.sessions.draft("s-1", NOW) is None
    assert not await has_draft(store)


async def test_a_draft_ends_with_its_session_and_needs_one(store: Store) -> None:
    until = NOW + timedelta(hours=1)
    await store.sessions.put_draft("s-1", b"of nobody", until)
    await store.sessions.put(session())
    assert await store.sessions.draft("s-1", NOW) is None
    await store.sessions.put_draft("s-1", b"mine", until)
    await store.sessions.drop("s-1")
    assert await store.sessions.draft("s-1", NOW) is None


async def test_an_accounts_sessions_end_together_or_one_of_the_issuers(store: Store) -> None:
    for one in (session("1"), session("2", issuer_session="issuer-2"), session("3", subject="binh")):
        await store.sessions.put(one)
    assert await store.sessions.drop_of() == 0
    assert await store.sessions.drop_of(subject="anh", issuer_session="issuer-2") == 1
    assert [bool(await store.sessions.get(id_, NOW)) for id_ in "123"] == [True, False, True]
    assert await store.sessions.drop_of(subject="anh") == 1
    assert [bool(await store.sessions.get(id_, NOW)) for id_ in "123"] == [False, False, True]


@pytest.mark.parametrize("draft", [None, "Đồ gá".encode()])
async def test_a_sign_in_is_taken_once(store: Store, draft: bytes | None) -> None:
    one = login(draft=draft)
    await store.logins.put(one, NOW + timedelta(hours=1))
    assert await store.logins.get("l-1", NOW) == one
    assert await store.logins.take("l-1", NOW) == one
    assert await store.logins.take("l-1", NOW) is None
    assert await store.logins.get("l-1", NOW) is None


async def test_a_sign_in_that_took_too_long_is_none(store: Store) -> None:
    await store.logins.put(login(), NOW)
    assert await store.logins.get("l-1", NOW) is None
    assert await store.logins.take("l-1", NOW) is None


async def test_what_was_heard_is_remembered(store: Store) -> None:
    assert not await store.logins.is_heard("a")
    for _ in range(2):
        await store.logins.put_heard("a", NOW)
        assert await store.logins.is_heard("a")
    assert not await store.logins.is_heard("b")


async def raw(mongo: Mongo, name: str) -> str:
    return str([one async for one in mongo.db[name].find({}, comment=OF_A_TEST)])


async def test_no_secret_name_or_draft_can_be_read_in_the_database(mongo: Mongo, on_mongo: Store) -> None:
    await on_mongo.sessions.put(session())
    await on_mongo.sessions.put_draft("s-1", b"draft-secret", NOW + timedelta(hours=1))
    await on_mongo.sessions.renew(session(), NOW, fetching("fresh-secret"))
    await on_mongo.logins.put(login(draft=b"draft-secret"), NOW)
    for name in ("sessions", "logins"):
        documents = await raw(mongo, name)
        assert "sealed" in documents
        assert "secret" not in documents
        assert "Nguyễn" not in documents


async def test_what_was_encrypted_opens_in_its_own_document_and_with_its_own_key_alone(
    mongo: Mongo, on_mongo: Store
) -> None:
    await on_mongo.sessions.put(session("s-1"))
    await on_mongo.sessions.put(session("s-2"))
    other = await mongo.db["sessions"].find_one({"_id": "s-2"}, comment=OF_A_TEST)
    assert other is not None
    await mongo.db["sessions"].update_one({"_id": "s-1"}, {"$set": {"sealed": other["sealed"]}}, comment=OF_A_TEST)
    assert await on_mongo.sessions.get("s-1", NOW) is None
    changed = MongoStore(mongo, Seal(base64.b64encode(bytes(32)).decode()))
    assert await changed.sessions.get("s-2", NOW) is None
    await on_mongo.logins.put(login(), NOW + timedelta(hours=1))
    assert await changed.logins.get("l-1", NOW) is None


async def test_a_renewal_that_nobody_ended_is_taken_over(mongo: Mongo, on_mongo: Store) -> None:
    await on_mongo.sessions.put(session())
    left: dict[str, Any] = {"$set": {"renewing_until": NOW + RENEWING}}
    await mongo.db["sessions"].update_one({"_id": "s-1"}, left, comment=OF_A_TEST)
    later = NOW + RENEWING + timedelta(seconds=1)
    assert await on_mongo.sessions.renew(session(), later, fetching()) is not None


async def test_a_request_that_ends_does_not_end_its_renewal(on_mongo: Store) -> None:
    await on_mongo.sessions.put(session())
    calls: list[str] = []
    request = asyncio.create_task(on_mongo.sessions.renew(session(), NOW, fetching(calls=calls, pause=0.2)))
    async with asyncio.timeout(patience(10)):
        while not calls:  # noqa: ASYNC110 - the issuer is being asked
            await asyncio.sleep(0.01)
    request.cancel()
    other = await on_mongo.sessions.renew(session(), NOW, fetching("another"))
    assert other is not None
    assert other.tokens.access == "fresh"


async def test_the_database_forgets_by_itself(mongo: Mongo, on_mongo: Store) -> None:
    await on_mongo.sessions.put(session(id_=uuid4().hex))
    expiring = {}
    for name in ("sessions", "logins", "heard"):
        indexes = await mongo.db[name].index_information()
        found = [one["key"][0][0] for one in indexes.values() if one.get("expireAfterSeconds") == 0]
        expiring[name] = found
    assert expiring == {"sessions": ["idle_until"], "logins": ["until"], "heard": ["until"]}
