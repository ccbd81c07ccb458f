"""The pause in which a rebuild reads the log: applying rests for as long as it lasts.

It is renewed from a thread of its own with connections of its own, so that no computation of the rebuild keeps the
renewal waiting. Time alone loses nothing: a pause that ran out may be renewed until somebody has written meanwhile,
which takes the rebuild's token away.
"""

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Final

import structlog

from services.ranking.recount.keeping import Keeping
from shared.mongo import PyMongoError

RENEW_SECONDS: Final = 3.0

_log = structlog.get_logger(__name__)


class Pause:
    """The pause as its rebuild holds it. `over` says that losing it means nothing any more: adopting ends it itself."""

    def __init__(self) -> None:
        self.over = False
        self.lost: Exception | None = None
        self._inside = asyncio.current_task()

    def lose(self, error: Exception) -> None:
        """End what is inside, from the loop."""
        if not self.over and self._inside is not None:
            self.lost = error
            self._inside.cancel()


@asynccontextmanager
async def resting(keeping: Keeping, token: str) -> AsyncIterator[Pause]:
    """Applying rests for as long as this lasts; losing the pause ends what is inside."""
    await keeping.rest(token)
    pause, loop = Pause(), asyncio.get_running_loop()
    renewal = _Renewal(keeping, token, lambda error: loop.call_soon_threadsafe(pause.lose, error))
    renewal.start()
    try:
        yield pause
    except asyncio.CancelledError:
        if pause.lost is not None:
            raise pause.lost from None
        raise
    finally:
        pause.over = True
        await asyncio.to_thread(renewal.stop)
        with contextlib.suppress(Exception):
            await keeping.go_on(token)


class _Renewal(threading.Thread):
    """Renews until it is stopped; a store that is away is asked again, a pause that is lost is told."""

    def __init__(self, keeping: Keeping, token: str, lost: Callable[[Exception], object]) -> None:
        super().__init__(name="rebuild's pause", daemon=True)
        self._keeping, self._token, self._lost = keeping, token, lost
        self._stopped = threading.Event()

    def stop(self) -> None:
        self._stopped.set()
        self.join()

    def run(self) -> None:
        with asyncio.Runner() as runner, self._keeping.apart() as keeping:
            while not self._stopped.wait(RENEW_SECONDS):
                try:
                    runner.run(keeping.rest_on(self._token))
                except PyMongoError as error:
                    _log.warning("rebuild.pause_again", error=repr(error)[:200])
                except Exception as error:  # noqa: BLE001 - told to whoever waits for the rebuild
                    self._lost(error)
                    return
