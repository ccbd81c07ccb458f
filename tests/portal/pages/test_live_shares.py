"""One visitor takes a share of the live boards; others find theirs, and what is let go is there again."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator

import httpx
import pytest

from portal.live import shares
from portal.live.board import LiveBoard
from portal.live.boards import LiveBoards
from portal.live.shares import Share, Taken
from tests.patience import patience
from tests.portal.pages.conftest import Browser
from tests.portal.pages.samples import PROGRAMME

NOTHING = 204
PERSON, OTHER = "person a", "person b"


@pytest.fixture
async def boards(talkative: Browser, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[LiveBoards]:
    """Followed in name only; one visitor may have two boards and one stream."""

    async def run(_board: LiveBoard) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(LiveBoard, "run", run)
    for name in ("OF_A_PERSON", "OF_AN_ADDRESS"):
        monkeypatch.setattr(shares, name, Share(boards=2, streams=1))
    known: LiveBoards = talkative.app.state.live
    yield known
    await known.close()


async def test_no_visitor_uses_up_the_boards_of_all(boards: LiveBoards) -> None:
    for unit in ("a", "b"):
        assert await boards.board(None, PROGRAMME, {"unit": unit}, PERSON) is not None
    assert await boards.board(None, PROGRAMME, {"unit": "c"}, PERSON) is None
    assert await boards.board(None, PROGRAMME, {"unit": "a"}, PERSON) is not None, "one that is followed anyway"
    assert await boards.board(None, PROGRAMME, {"unit": "c"}, OTHER) is not None


async def test_a_board_that_is_followed_no_longer_gives_its_share_back(boards: LiveBoards) -> None:
    taken = boards.taken
    for unit in ("a", "b"):
        await boards.board(None, PROGRAMME, {"unit": unit}, PERSON)
    assert not taken.may_begin(PERSON)
    await boards.close()
    await asyncio.sleep(0)
    assert taken.may_begin(PERSON)


async def test_a_stream_counts_while_it_is_open(boards: LiveBoards) -> None:
    taken = boards.taken
    with taken.listening(PERSON) as may_listen:
        assert may_listen
        assert not taken.may_listen(PERSON)
        assert taken.may_listen(OTHER)
        with taken.listening(PERSON) as may_listen_twice:
            assert not may_listen_twice
    assert taken.may_listen(PERSON)


async def test_whoever_listens_too_often_has_the_page_poll(talkative: Browser, boards: LiveBoards) -> None:
    with boards.taken.listening(f"person {talkative.sign_in().person}"):
        answer: httpx.Response = await talkative.get(f"/bang/{PROGRAMME}/stream")
    assert answer.status_code == NOTHING


async def test_streams_that_begin_at_once_are_as_many_as_those_one_after_another(
    talkative: Browser, boards: LiveBoards, monkeypatch: pytest.MonkeyPatch
) -> None:
    end = asyncio.Event()

    async def listen(*_: object) -> AsyncGenerator[bytes]:
        await end.wait()
        yield b": \n\n"

    monkeypatch.setattr(LiveBoard, "listen", listen)
    asked = [asyncio.create_task(talkative.get(f"/bang/{PROGRAMME}/stream")) for _ in range(5)]
    await asyncio.wait(asked, timeout=patience(1))
    end.set()
    statuses = sorted([(await one).status_code for one in asked])
    assert statuses == [200, *[NOTHING] * 4]


def test_nobody_is_remembered_who_takes_nothing() -> None:
    taken = Taken()
    taken.begin(PERSON)
    taken.end(PERSON)
    assert vars(taken) == vars(Taken())
