"""The review store in memory: the same guards, its outbox readable."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, cast
from uuid import UUID

from services.review.domain.case import Case, Decided
from services.review.domain.placing import placed
from services.review.domain.programme import ProgrammeRules
from services.review.queues import (
    AGES,
    MOST_COUNTED,
    NEVER,
    ClaimedBy,
    Claims,
    Counts,
    Found,
    Queue,
    Total,
    UnitWaits,
    Waits,
    sort_key,
)
from services.review.store import ReviewWrites, SessionWrite
from services.review.words import words_of
from shared.access import Scope
from shared.mongo import Session
from shared.refusals import Stale
from shared.units import Unit, UnitTree


class MemoryReviewStore:
    def __init__(self, now: datetime | None = None) -> None:
        self.clock = now
        self.kept: dict[UUID, Case] = {}
        self.kept_names: dict[UUID, str] = {}
        self.receipts: dict[str, UUID] = {}
        self.outbox: list[Decided] = []
        self.units: dict[str, Unit] = {}
        self.known_programmes: dict[str, ProgrammeRules] = {}
        self.tree_version = 0

    async def now(self) -> datetime:
        return self.clock or datetime.now(UTC)

    async def tree(self) -> UnitTree:
        return UnitTree(self.units.values(), version=self.tree_version)

    async def programmes(self, ids: Iterable[str]) -> dict[str, ProgrammeRules]:
        return {id_: self.known_programmes[id_] for id_ in ids if id_ in self.known_programmes}

    async def cases(self, ids: Iterable[UUID]) -> dict[UUID, Case]:
        return {id_: self.kept[id_] for id_ in ids if id_ in self.kept}

    async def case_of_receipt(self, receipt: str) -> Case | None:
        return self.kept[self.receipts[receipt]] if receipt in self.receipts else None

    async def keep_name(self, person: UUID, name: str) -> None:
        self.kept_names[person] = name

    async def names(self, people: Collection[UUID]) -> dict[UUID, str]:
        return {person: self.kept_names[person] for person in people if person in self.kept_names}

    async def forget_names(self, people: Collection[UUID], *, seal: SessionWrite) -> None:
        await seal(cast("Session", None))
        for person in people:
            self.kept_names.pop(person, None)

    async def append(self, decided: Decided) -> Case:
        written = await self.save(decided.case)
        self.outbox.append(decided)
        return written

    async def save(self, case: Case) -> Case:
        known = self.kept.get(case.id)
        if known is None or known.revision != case.revision:
            raise Stale
        return self._put(case)

    def _put(self, case: Case) -> Case:
        self.kept[case.id] = replace(case, revision=case.revision + 1)
        if case.face.receipt is not None:
            self.receipts[case.face.receipt] = case.id
        return self.kept[case.id]

    async def find(self, queue: Queue) -> Found:
        return Found(self._rows(queue)[: queue.limit])

    async def total(self, queue: Queue) -> Total:
        count = len(self._rows(replace(queue, after=None)))
        return Total(min(count, MOST_COUNTED), count > MOST_COUNTED)

    def _rows(self, queue: Queue) -> list[Case]:
        rows = (case for case in self.kept.values() if _matches(case, queue))
        return sorted(rows, key=lambda case: _order(case, queue), reverse=queue.sort.is_descending)

    async def counts(self, within: tuple[Scope, ...], now: datetime) -> Counts:
        cases = [case for case in self.kept.values() if _is_in(case, within)]
        levels = [case.awaited.level for case in cases if case.awaited and case.awaited.level]
        overdue = sum((case.due_at or NEVER) < now for case in cases)
        with_authors = sum(bool(case.missing_sections) for case in cases)
        return Counts(Counter(case.status for case in cases), Counter(levels), overdue, with_authors)

    async def waits(self, within: tuple[Scope, ...], now: datetime, after: str | None, limit: int) -> Waits:
        since: dict[str, list[Case]] = {}
        for case in self.kept.values():
            if case.awaited is not None and case.awaited.unit > (after or "") and _is_in(case, within):
                since.setdefault(case.awaited.unit, []).append(case)
        rows = [_waits(unit, since[unit], now) for unit in sorted(since)]
        return Waits(tuple(rows[:limit]), more=len(rows) > limit)

    async def follow(self, news: ReviewWrites, *, exclude: SessionWrite, seal: SessionWrite) -> None:
        if any(self._revision(case.id) != case.revision for case in news.cases):
            raise Stale
        session = cast("Session", None)
        if news.units or news.programmes:
            await exclude(session)
        await seal(session)
        self.units.update({unit.code: unit for unit in news.units})
        self.tree_version += 1 if news.units else 0
        self.known_programmes.update({known.programme: known for known in news.programmes})
        for case in news.cases:
            self._put(case)

    def _revision(self, id_: UUID) -> int:
        return self.kept[id_].revision if id_ in self.kept else 0

    async def expire_claims(self, now: datetime) -> int:
        ended = [case for case in self.kept.values() if case.claim and case.claim.until <= now]
        for case in ended:
            self._put(replace(case, claim=None))
        return len(ended)

    async def place_again(self) -> int:
        tree = await self.tree()
        moved = 0
        for case in list(self.kept.values()):
            after = placed(case, tree, self.known_programmes.get(case.face.programme), released_at=await self.now())
            if after != case:
                self._put(after)
                moved += 1
        return moved


def _waits(unit: str, cases: list[Case], now: datetime) -> UnitWaits:
    overdue = sum((case.due_at or NEVER) < now for case in cases)
    younger = tuple(sum(case.since >= now - age for case in cases) for age in AGES)
    return UnitWaits(unit, len(cases), min(case.since for case in cases), overdue, younger)


def _order(case: Case, queue: Queue) -> tuple[Any, ...]:
    return (sort_key(case, queue.sort), case.id.bytes)


def _is_after(case: Case, queue: Queue) -> bool:
    if queue.after is None:
        return True
    last, here = (queue.after[0], queue.after[1].bytes), _order(case, queue)
    return here < last if queue.sort.is_descending else here > last


def _claimed(case: Case, claims: Claims | None) -> bool:
    if claims is None:
        return True
    holder = case.claim.holder if case.claim and case.claim.stands(claims.now) else None
    match claims.by:
        case ClaimedBy.MINE:
            return holder == claims.viewer
        case ClaimedBy.OTHERS:
            return holder not in (None, claims.viewer)
        case ClaimedBy.NONE:
            return holder is None


def _matches(case: Case, queue: Queue) -> bool:
    awaited = case.awaited
    conditions = (
        _awaits(case, queue.within) if queue.awaiting else _is_in(case, queue.within),
        queue.programme in (None, case.face.programme),
        queue.level is None or (awaited is not None and awaited.level is queue.level),
        queue.status in (None, case.status),
        queue.waits_since_before is None or case.since <= queue.waits_since_before,
        queue.due_before is None or (case.due_at or NEVER) < queue.due_before,
        queue.kind in (None, case.face.kind),
        set(queue.words) <= set(words_of(case.face.title, case.face.summary)),
        _claimed(case, queue.claims),
        _is_after(case, queue),
    )
    return all(conditions)


def _awaits(case: Case, scopes: tuple[Scope, ...]) -> bool:
    awaited = case.awaited.unit if case.awaited else None
    return any(awaited == scope.unit and scope.programme in (None, case.face.programme) for scope in scopes)


def _is_in(case: Case, scopes: tuple[Scope, ...]) -> bool:
    return any(scope.unit in case.path and scope.programme in (None, case.face.programme) for scope in scopes)
