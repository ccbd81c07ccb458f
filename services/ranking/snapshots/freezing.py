"""Freezing a window: read at one moment, chained to the programme's snapshot before, signed, kept with its event."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Protocol
from uuid import NAMESPACE_URL, UUID, uuid4, uuid5

import orjson

from services.ranking.domain.programme import Programme
from services.ranking.snapshots.making import chunks_at
from services.ranking.snapshots.sealing import Json, Signer, digest
from services.ranking.store import Reading, Store
from shared.calendar import ALL, Span, days_after
from shared.refusals import Refusal, Text
from shared.web.idempotency import Creation, FirstAnswer

FORMAT = "vn.sangkien.snapshot.v1"
ATTEMPTS = 5


class WindowNotOver(Refusal):
    """Only what is over can be frozen."""

    slug = "window-not-over"
    title = Text("Đợt này chưa kết thúc, chưa thể chốt", "The window is not over yet, so it cannot be frozen")


class AlreadyFrozen(Refusal):
    """The window was frozen, and its deadline is still the same."""

    slug = "already-frozen"
    title = Text("Đợt này đã được chốt", "The window is frozen already")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One frozen window; `header` is what is signed, and vouches for the chunks by their hashes."""

    header: Json
    signature: str
    chunks: list[Json]

    @property
    def id(self) -> str:
        """Its id."""
        return str(self.header["id"])

    @property
    def answer(self) -> bytes:
        """What whoever froze it is answered; the same for ever."""
        return orjson.dumps({"header": self.header, "signature": self.signature})


class Snapshots(Protocol):
    """Where snapshots are kept."""

    async def last(self, programme: str) -> Json | None:
        """The header of a programme's newest snapshot."""
        ...

    async def headers(self, programme: str) -> list[Json]:
        """The headers of a programme's snapshots, by number."""
        ...

    async def get(self, id: UUID) -> Snapshot | None:  # noqa: A002
        """A snapshot, whole."""
        ...

    async def put(
        self, snapshot: Snapshot, attempt: str, jwk: Json, at: datetime, creation: Creation | None = None
    ) -> bool:
        """Keep it with its event; False when another one took its id, its number or its request's key meanwhile."""
        ...

    async def made_by(self, key: UUID) -> tuple[UUID, FirstAnswer] | None:
        """The id and the answer of the snapshot that a request with this key made."""
        ...

    async def keys(self) -> list[Json]:
        """Every public key that ever signed."""
        ...


def span_of(header: Json) -> Span:
    """The days that were frozen."""
    return Span(header["window"], date.fromisoformat(header["first_day"]), date.fromisoformat(header["last_day"]))


def due_of(programme: Programme, span: Span) -> date:
    """The last day on which decisions count for a window."""
    return days_after(span.last, programme.decision_days)


def due_windows(programme: Programme, now: datetime, today: date) -> Iterator[str]:
    """The windows whose deadline is over: the whole, phases, peaks and quarters; months and weeks on demand."""
    calendar = programme.calendar
    if calendar.days is None or (programme.import_until and now <= programme.import_until):
        return
    quarters = [span.name for span in calendar.quarters_until(today)]
    for window in (*quarters, *calendar.own_windows[1:], ALL):
        span = calendar.span(window)
        if span and due_of(programme, span) < today:
            yield window


async def freeze(  # noqa: PLR0913 - who freezes what, when
    store: Store,
    kept: Snapshots,
    signer: Signer,
    programme_id: str,
    window: str,
    *,
    now: datetime,
    today: date,
    by: str,
    creation: Creation | None = None,
) -> Snapshot:
    """Freeze a window, once for each deadline; raises WindowNotOver or AlreadyFrozen."""
    for _ in range(ATTEMPTS):
        async with store.reading() as reading:
            programme = reading.frame.programmes[programme_id]
            span = programme.calendar.span(window)
            if span is None or span.last >= today:
                raise WindowNotOver
            made = await _made(reading, kept, signer, (programme, Span(window, span.first, span.last)), now, by)
        if await kept.put(made, str(uuid4()), signer.jwk, now, creation):
            return made
    raise AlreadyFrozen


async def _made(
    reading: Reading, kept: Snapshots, signer: Signer, of: tuple[Programme, Span], now: datetime, by: str
) -> Snapshot:
    programme, span = of
    due = due_of(programme, span)
    identity = uuid5(NAMESPACE_URL, f"sangkien/{programme.id}/{span.name}/{span.last}/{due}")
    before = await kept.headers(programme.id)
    if any(header["id"] == str(identity) for header in before):
        raise AlreadyFrozen
    same = [header for header in before if header["window"] == span.name]
    chunks = await chunks_at(reading, programme, span)
    header: dict[str, Any] = {
        "format": FORMAT,
        "id": str(identity),
        "programme": programme.id,
        "programme_version": programme.version,
        "window": span.name,
        "first_day": span.first.isoformat(),
        "last_day": span.last.isoformat(),
        "due_on": due.isoformat(),
        "frozen_at": now.astimezone(UTC).isoformat(),
        "frozen_by": by,
        "revision": str(await reading.revision(programme.id)),
        "target_basis": programme.target_basis,
        "policy": dict(programme.policy.data),
        "offsets": await reading.offsets(),
        "chunks": [{"kind": one["kind"], "items": len(one["items"]), "sha256": digest(one)} for one in chunks],
        "number": len(before) + 1,
        "previous": digest(before[-1]) if before else None,
        "supersedes": same[-1]["id"] if same else None,
        "key": signer.kid,
    }
    return Snapshot(header, signer.sign(header), chunks)
