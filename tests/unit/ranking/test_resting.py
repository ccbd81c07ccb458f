"""The pause of a rebuild: losing it ends the rebuild, unless the rebuild is just taking it away itself."""

import asyncio
import contextlib
from collections.abc import Iterator
from typing import Any, Self

import pytest

from services.ranking.recount import resting as resting_module
from services.ranking.recount.resting import resting


class PauseLost(Exception):  # noqa: N818 - a state, as in the code it stands for
    """Somebody wrote meanwhile."""


class Keeping:
    """Keeps a pause until it is `taken`; `told` is set once the renewal has seen that."""

    def __init__(self) -> None:
        self.taken = False
        self.told = asyncio.Event()
        self._loop = asyncio.get_running_loop()

    async def rest(self, _token: str) -> None:
        return

    async def rest_on(self, _token: str) -> None:
        if self.taken:
            self._loop.call_soon_threadsafe(self.told.set)
            raise PauseLost

    async def go_on(self, _token: str) -> None:
        return

    @contextlib.contextmanager
    def apart(self) -> Iterator[Self]:
        yield self


@pytest.fixture
def keeping(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(resting_module, "RENEW_SECONDS", 0.005)
    return Keeping


async def test_a_pause_that_is_lost_ends_what_is_inside(keeping: Any) -> None:
    kept = keeping()

    async def rest() -> None:
        async with resting(kept, "token"):
            kept.taken = True
            await asyncio.Event().wait()

    with pytest.raises(PauseLost):
        await rest()


async def test_adopting_takes_the_pause_away_and_is_not_ended_by_it(keeping: Any) -> None:
    kept = keeping()
    async with resting(kept, "token") as pause:
        pause.over = True
        kept.taken = True
        await kept.told.wait()
        await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert pause.lost is None


async def test_whoever_ends_it_from_outside_is_not_told_of_a_loss(keeping: Any) -> None:
    kept = keeping()

    async def rest() -> None:
        async with resting(kept, "token"):
            await asyncio.Event().wait()

    task = asyncio.create_task(rest())
    await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
