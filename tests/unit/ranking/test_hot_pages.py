"""Pages answered from memory are never older than the revision that was read just now."""

import asyncio

import httpx
import pytest

from services.ranking.api import revisions
from services.ranking.api.hot import HotPages
from tests.fakes.ranking_store import MemoryStore
from tests.unit.ranking.builders import applied, frame, programme, submitted
from tests.unit.ranking.test_boards import BOARD, application


@pytest.fixture
async def store() -> MemoryStore:
    return await applied(frame(), [submitted("a", "xa-a")])


def client(store: MemoryStore) -> tuple[httpx.AsyncClient, list[str]]:
    """A client, and the paths that reached the application behind the hot pages."""
    app = application(store)
    reached: list[str] = []

    async def noting(scope: dict[str, object], receive: object, send: object) -> None:
        reached.append(str(scope["path"]))
        await app(scope, receive, send)  # type: ignore[arg-type]

    front = HotPages(noting)  # type: ignore[arg-type]

    async def whole(scope: dict[str, object], receive: object, send: object) -> None:
        scope["app"] = app
        await front(scope, receive, send)  # type: ignore[arg-type]

    return httpx.AsyncClient(transport=httpx.ASGITransport(whole), base_url="http://ranking"), reached  # type: ignore[arg-type]


async def test_a_page_is_answered_from_memory_while_its_revision_stands(
    store: MemoryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(revisions, "STALE_SECONDS", 0.0)
    http, reached = client(store)
    async with http:
        first = await http.get(BOARD)
        again = await http.get(BOARD)
        assert (again.content, again.headers) == (first.content, first.headers)
        assert len(reached) == 1
        await applied([submitted("b", "xa-b")], store=store)
        newer = await http.get(BOARD)
        assert newer.json()["total"]["submitted"] == 2
        assert len(reached) == 2


async def test_a_programme_that_is_public_no_longer_is_not_shown(
    store: MemoryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(revisions, "STALE_SECONDS", 0.0)
    http, _ = client(store)
    async with http:
        assert (await http.get(BOARD)).status_code == 200
        await applied([programme(2, public=False)], store=store)
        assert (await http.get(BOARD)).status_code == 401


async def test_what_depends_on_the_caller_or_the_day_is_never_kept(store: MemoryStore) -> None:
    http, reached = client(store)
    async with http:
        tag = (await http.get(BOARD)).headers["etag"]
        for params, headers in (
            ({"behind": "true"}, {}),
            ({"movement": "true"}, {}),
            ({"around": "ninh-kieu"}, {}),
            ({}, {"If-None-Match": tag}),
            ({"by": "nonsense"}, {}),
        ):
            before = len(reached)
            for _ in range(2):
                await http.get(BOARD, params=params, headers=headers)
            assert len(reached) == before + 2, (params, headers)


async def test_writing_movement_in_another_way_does_not_get_it_kept(store: MemoryStore) -> None:
    http, reached = client(store)
    async with http:
        for _ in range(2):
            assert "moved" in (await http.get(f"{BOARD}?m%6Fvement=true")).json()["rows"][0]
    assert len(reached) == 2


async def test_many_who_ask_at_once_wait_for_one_read(store: MemoryStore) -> None:
    http, reached = client(store)
    reads = 0
    plain = store.revision

    async def slow(programme: str) -> object:
        nonlocal reads
        reads += 1
        await asyncio.sleep(0.01)
        return await plain(programme)

    async with http:
        await http.get(BOARD)
        store.revision = slow  # type: ignore[method-assign,assignment]
        answers = await asyncio.gather(*(http.get(BOARD) for _ in range(20)))
    assert {answer.status_code for answer in answers} == {200}
    assert (reads, len(reached)) == (1, 1)


async def test_a_page_a_little_old_is_answered_at_once_and_looked_at_again_behind(store: MemoryStore) -> None:
    http, reached = client(store)
    async with http:
        await http.get(BOARD)
        await http.get(BOARD)
        await applied([submitted("b", "xa-b")], store=store)
        seen = [(await http.get(BOARD)).json()["total"]["submitted"]]
        while seen[-1] == 1:
            await asyncio.sleep(0.02)
            seen.append((await http.get(BOARD)).json()["total"]["submitted"])
    assert seen[-1] == 2
    assert len(reached) == 2
