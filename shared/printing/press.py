"""The press: pages set in processes of their own, a bounded number at once, each for a bounded time.

A page that hangs or eats memory ends with its process and takes nothing of the service along.
"""

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import orjson
import structlog
from anyio import BrokenWorkerProcess, CapacityLimiter, to_process

from shared.printing.typesetting import FontMissing, Form, Unprintable, edition, typeset_apart
from shared.refusals import Text
from shared.web.problems import Unavailable
from shared.web.rates import Rates

WAITING_FOR_EACH: Final = 8
"""So many pages may wait for each process; more are refused at once, since waiting would only end in a time-out."""

log = structlog.get_logger(__name__)


class PressBusy(Unavailable):
    """More pages are asked for than the press sets."""

    slug = "press-busy"
    title = Text(
        "Đang có quá nhiều người in, hãy thử lại sau ít giây",
        "Too many pages are being printed; try again in a few seconds",
    )


class PressStopped(Unavailable):
    """The page took too long or too much, or fonts are missing; the page for the screen is there all the same."""

    slug = "press-stopped"
    title = Text(
        "Chưa tạo được bản PDF, hãy xem bản trên trang web", "The PDF could not be made; use the page for the screen"
    )


@dataclass(frozen=True, slots=True)
class Page:
    """A page that was set, as PDF or a picture; `tag` is the same for the same data in the same release."""

    content: bytes
    tag: str


class Press:
    """Sets pages of one template in at most `processes` at once; remembers the newest `remembered` by their data.

    `rates` says how often one person may ask.
    """

    def __init__(
        self,
        template: Path,
        processes: int,
        seconds: float,
        rates: Rates,
        *,
        remembered: int = 100,
        form: Form = "pdf",
        setting: Callable[[Path, Mapping[str, Any], Form], bytes] = typeset_apart,
    ) -> None:
        self._template = template
        self._processes = processes
        self._seconds = seconds
        self.rates = rates
        self._remembered = remembered
        self._setting = setting
        self._form: Form = form
        self._pages: OrderedDict[str, Page] = OrderedDict()
        self._waiting = 0

    async def page(self, data: Mapping[str, Any]) -> Page:
        """The page of `data`. Raises PressBusy, PressStopped, and Unprintable for letters that no font has."""
        depends_on = [edition(self._template), self._form, data]
        tag = hashlib.sha256(orjson.dumps(depends_on, option=orjson.OPT_SORT_KEYS)).hexdigest()[:32]
        if (known := self._pages.pop(tag, None)) is None:
            known = Page(await self._set(data), tag)
        self._pages[tag] = known
        while len(self._pages) > self._remembered:
            self._pages.popitem(last=False)
        return known

    @cached_property
    def _limiter(self) -> CapacityLimiter:
        return CapacityLimiter(self._processes)

    async def _set(self, data: Mapping[str, Any]) -> bytes:
        if self._waiting >= self._processes * (1 + WAITING_FOR_EACH):
            raise PressBusy
        self._waiting += 1
        try:
            async with asyncio.timeout(self._seconds):
                return await to_process.run_sync(
                    self._setting, self._template, data, self._form, cancellable=True, limiter=self._limiter
                )
        except Unprintable:
            raise
        except (TimeoutError, BrokenWorkerProcess, FontMissing, MemoryError, RuntimeError) as error:
            log.exception("a page was not set", error=type(error).__name__)
            raise PressStopped from error
        finally:
            self._waiting -= 1
