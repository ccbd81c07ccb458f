"""Joining appointments to whoever calls, after their token proved who they are."""

import time
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime
from typing import Final, Literal, Protocol
from uuid import UUID

from shared.access import Caller
from shared.appointments.kept import KnownAppointments
from shared.appointments.terms import Terms, with_appointments
from shared.runtime import metrics

GrantSource = Literal["token", "appointments", "both"]

REMEMBERED_SECONDS: Final = 1.0
"""How long services that hear of appointments remember a person's, none too: a part of the two seconds of an end."""
MOST_PEOPLE: Final = 10_000
MOST_TERMS: Final = 50_000
"""Terms remembered altogether: some 20 MB."""


class _Clock(Protocol):
    def now(self) -> datetime: ...


class Joining:
    """Reads a person's terms, and judges them by the clock at each request."""

    def __init__(
        self,
        known: KnownAppointments,
        clock: _Clock,
        source: GrantSource = "both",
        *,
        remembered_seconds: float = REMEMBERED_SECONDS,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._known, self._clock, self._source = known, clock, source
        self._remembered = _Remembered(remembered_seconds, monotonic)

    async def join(self, proved: Caller) -> Caller:
        """The caller with all they may do now; fails when the store is away, rather than leave a right out."""
        return self.joined(proved, await self.terms_of(proved.person_id))

    async def terms_of(self, person: UUID) -> Terms:
        """What they are appointed to, sooner or later; nothing where appointments do not count."""
        if self._source == "token":
            return ()
        remembered = self._remembered.get(person)
        if remembered is not None:
            return remembered
        began = self._remembered.now()
        terms = await self._known.of(person)
        self._remembered.put(person, terms, began)
        return terms

    def joined(self, proved: Caller, terms: Terms) -> Caller:
        """The caller with those of the terms that hold now."""
        return with_appointments(proved, terms, self._clock.now(), tokens_too=self._source != "appointments")


class _Remembered:
    """Terms by person, since when they were asked for; a moment only, and no more than fit."""

    def __init__(self, seconds: float, monotonic: Callable[[], float]) -> None:
        self._seconds = seconds
        self.now = monotonic
        self._terms: OrderedDict[UUID, tuple[float, Terms]] = OrderedDict()
        self._count = 0

    def get(self, person: UUID) -> Terms | None:
        since, terms = self._terms.get(person, (float("-inf"), ()))
        return terms if self.now() < since + self._seconds else None

    def put(self, person: UUID, terms: Terms, began: float) -> None:
        if self._seconds <= 0:
            return
        self._forget(person)
        self._terms[person] = began, terms
        self._count += len(terms)
        while len(self._terms) > MOST_PEOPLE or self._count > MOST_TERMS:
            self._forget(next(iter(self._terms)))
        metrics.KEPT.labels("appointments").set(len(self._terms))

    def _forget(self, person: UUID) -> None:
        self._count -= len(self._terms.pop(person, (0.0, ()))[1])
