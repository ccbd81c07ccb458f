"""What codes are called: kinds, reasons, programmes, units. Remembered for a while, for pages name the same ones."""

import asyncio
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from portal.upstream.client import Visit
from portal.upstream.problems import Away, Refused
from portal.upstream.submission import Submission

SECONDS: Final = 300.0
MOST_UNITS: Final = 20_000
MOST_LEVELS: Final = 10
_AT_ONCE: Final = 8


@dataclass(frozen=True, slots=True)
class Lists:
    """Names by code, in one language."""

    kinds: Mapping[str, str]
    sectors: Mapping[str, str]
    reasons: Mapping[str, str]
    forms: Mapping[str, str]
    programmes: Mapping[str, Mapping[str, Any]]


class Named(NamedTuple):
    """A unit: its name, its level, and the unit it stands under."""

    name: str
    level: str | None
    parent: str | None = None


class Names:
    """Asks submission, once for all who ask meanwhile; what it does not tell is called by its code."""

    def __init__(self, submission: Submission) -> None:
        self._submission = submission
        self._lists: dict[str, tuple[float, Lists]] = {}
        self._units: dict[str, tuple[float, Named]] = {}

    async def lists(self, visit: Visit) -> Lists:
        """Names of everything but units; raises Away as long as they were never heard."""
        known = self._lists.get(visit.language)
        if known is not None and time.monotonic() - known[0] < SECONDS:
            return known[1]
        try:
            reference, programmes = await asyncio.gather(
                self._submission.reference(visit), self._submission.programmes(visit)
            )
        except Away:
            if known is None:
                raise
            return known[1]
        named = {kind: {one["code"]: one["name"] for one in reference[kind]} for kind in _NAMED}
        by_id = {programme["id"]: programme for programme in programmes}
        lists = Lists(named["kinds"], named["sectors"], named["reasons"], named["reward_forms"], by_id)
        self._lists[visit.language] = (time.monotonic(), lists)
        return lists

    async def units(self, visit: Visit, codes: Iterable[str | None]) -> dict[str, str]:
        """The names of these units."""
        return {code: unit.name for code, unit in (await self.known(visit, codes)).items()}

    async def known(self, visit: Visit, codes: Iterable[str | None]) -> dict[str, Named]:
        """These units by code; of one that nobody tells of, its code and no level."""
        wanted = {code for code in codes if code}
        now = time.monotonic()
        old = [code for code in wanted if code not in self._units or now - self._units[code][0] > SECONDS]
        if old:
            gate = asyncio.Semaphore(_AT_ONCE)
            await asyncio.gather(*(self._hear(visit, code, gate) for code in old))
        return {code: self._units[code][1] if code in self._units else Named(code, None) for code in wanted}

    async def path(self, visit: Visit, code: str) -> list[str]:
        """The codes of a unit and of all above it, the highest first."""
        codes = [code]
        while len(codes) < MOST_LEVELS and (above := (await self.known(visit, codes[:1]))[codes[0]].parent):
            codes.insert(0, above)
        return codes

    async def _hear(self, visit: Visit, code: str, gate: asyncio.Semaphore) -> None:
        async with gate:
            try:
                unit = await self._submission.unit(visit, code)
            except (Away, Refused):
                return
        if len(self._units) >= MOST_UNITS:
            self._units.pop(next(iter(self._units)))
        self._units[code] = (time.monotonic(), Named(unit["name"], unit["level"], unit["parent"]))


_NAMED: Final = ("kinds", "sectors", "reasons", "reward_forms")
