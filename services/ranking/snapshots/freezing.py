"""Freezing a window: read at one moment, chained to the programme's snapshot before, signed, kept with its event."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final, NamedTuple, Protocol
from uuid import NAMESPACE_URL, UUID, uuid4, uuid5

import orjson

from services.ranking.domain.closing import Deadlines, last_final
from services.ranking.domain.programme import ScoringProgramme
from services.ranking.snapshots.making import chunks_at
from services.ranking.snapshots.sealing import FORMATS, Json, Signer, digest
from services.ranking.store import Reading, Store
from shared.calendar import Span
from shared.percent import policy_in_percent
from shared.refusals import Refusal, Text
from shared.web.idempotency import Creation, FirstAnswer

FORMAT: Final = FORMATS[-1]
ATTEMPTS: Final = 5


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


async def freeze(  # noqa: PLR0913 - who freezes what, when
    store: Store,
    snapshots: Snapshots,
    signer: Signer,
    programme_id: str,
    window: str,
    *,
    now: datetime,
    today: date,
    by: str,
    creation: Creation | None = None,
) -> Snapshot:
    """Freeze a window that is over: finally, once for each deadline, or before it, once for each state of the figures.

    Raises WindowNotOver or AlreadyFrozen.
    """
    for _ in range(ATTEMPTS):
        async with store.reading() as reading:
            programme = reading.frame.programmes[programme_id]
            span = programme.calendar.span(window)
            if span is None or span.last >= today:
                raise WindowNotOver
            headers = await snapshots.headers(programme_id)
            revision = await reading.revision(programme_id)
            place = _placed(programme, Span(window, span.first, span.last), headers, today, str(revision))
            made = await _made(reading, place, signer, now, by)
        if await snapshots.put(made, str(uuid4()), signer.jwk, now, creation):
            return made
    raise AlreadyFrozen


class _Place(NamedTuple):
    """What is to be frozen, and where it stands in the programme's chain."""

    programme: ScoringProgramme
    span: Span
    revision: str
    final: bool
    deadlines: dict[str, Any]
    identity: UUID
    before: Sequence[Json]


def _placed(programme: ScoringProgramme, span: Span, headers: Sequence[Json], today: date, revision: str) -> _Place:
    """Where the next snapshot of a window stands, and under which id; raises AlreadyFrozen when there is none to make.

    The id holds all that makes it final, so that whoever makes it makes the same one; an early one's the revision.
    """
    standing = last_final(headers, span.name)
    before = Deadlines.stated(standing) if standing else None
    deadlines = Deadlines.of(programme, span)
    closes_on = deadlines.closes_on(before)
    final = closes_on < today
    if before is not None and not deadlines.differs(before):
        raise AlreadyFrozen
    moments = deadlines.as_stated()
    stated = {"due_on": closes_on.isoformat(), "deadlines": moments}
    named = [programme.id, span.name, span.first, span.last, closes_on, *moments.values()]
    if not final:
        named += ["early", revision]
    identity = uuid5(NAMESPACE_URL, "sangkien/" + "/".join(map(str, named)))
    if any(header["id"] == str(identity) for header in headers):
        raise AlreadyFrozen
    return _Place(programme, span, revision, final, stated, identity, headers)


async def _made(reading: Reading, place: _Place, signer: Signer, now: datetime, by: str) -> Snapshot:
    programme, span, headers = place.programme, place.span, place.before
    root = reading.frame.tree.get(reading.frame.tree.resolve(programme.root_unit))
    same = [header for header in headers if header["window"] == span.name]
    chunks = await chunks_at(reading, programme, span)
    header: dict[str, Any] = {
        "format": FORMAT,
        "id": str(place.identity),
        "programme": programme.id,
        "programme_name": programme.name,
        "programme_version": programme.version,
        "unit": programme.root_unit,
        "unit_name": root.name if root else programme.root_unit,
        "window": span.name,
        "first_day": span.first.isoformat(),
        "last_day": span.last.isoformat(),
        **place.deadlines,
        "final": place.final,
        "frozen_at": now.astimezone(UTC).isoformat(),
        "frozen_by": by,
        "revision": place.revision,
        "target_basis": programme.target_basis,
        "policy": policy_in_percent(programme.policy.data),
        "offsets": await reading.offsets(),
        "chunks": [{"kind": one["kind"], "items": len(one["items"]), "sha256": digest(one)} for one in chunks],
        "number": len(headers) + 1,
        "previous": digest(headers[-1]) if headers else None,
        "supersedes": same[-1]["id"] if same else None,
        "key": signer.kid,
    }
    return Snapshot(header, signer.sign(header), chunks)
