"""Submission's store in memory, with the guards of the real one and the events it would publish."""

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Protocol, TypeVar, cast
from uuid import UUID

from services.submission import published
from services.submission.card_store import CardQuery
from services.submission.domain.appointments.appointee import Appointee
from services.submission.domain.authors import LATEST_ACTS, Card, with_leads
from services.submission.domain.catalogue import Catalogue
from services.submission.domain.erasing import is_theirs_alone
from services.submission.domain.initiative import Change, Initiative
from services.submission.domain.programmes import ProgrammeState
from services.submission.domain.refusals import MemberNumberTaken, ReceiptTaken
from services.submission.domain.showcase import Shown, shown
from services.submission.domain.supplements import Supplement, Supplemented, newest_of_each
from services.submission.domain.targets import TargetState
from services.submission.domain.tree_plans import Plan, PlanState
from services.submission.domain.units import UnitState
from services.submission.initiative_store import Query
from services.submission.store import TreeMoved
from shared.events.authors import AuthorData
from shared.mongo import Document, Session
from shared.refusals import AlreadyMade, Stale
from shared.text import folded, same_key
from shared.units import UnitTree
from shared.web.idempotency import TWIN_WITHIN, FirstAnswer, shortened
from tests.fakes.appointees import FakeAppointees, FakeInvitations


class Revised(Protocol):
    @property
    def revision(self) -> int: ...


StateT = TypeVar("StateT", bound=Revised)


def _put(kept: dict[Any, StateT], key: object, state: StateT) -> StateT:
    present = kept.get(key)
    if (present.revision if present else 0) != state.revision:
        raise Stale
    kept[key] = replace(cast("Any", state), revision=state.revision + 1)
    return kept[key]


class Requests:
    """What made each thing: the first answer of a request with a key, else what the request was like."""

    def __init__(self) -> None:
        self.firsts: dict[UUID, FirstAnswer] = {}
        self.made: list[tuple[UUID, str, datetime]] = []

    def note(self, id_: UUID, first: FirstAnswer, likeness: str | None, at: datetime) -> UUID | None:
        self.firsts[id_] = first if first.request_hash else FirstAnswer(None, b"")
        alike = [made for made, like, then in self.made if like == likeness and at - then <= TWIN_WITHIN]
        if likeness is not None:
            self.made.append((id_, likeness, at))
        return alike[-1] if alike else None

    def forget(self, id_: UUID) -> None:
        known = self.firsts.get(id_, FirstAnswer(None, b"")).request_hash
        self.firsts[id_] = FirstAnswer(shortened(known) if known else None, b"")
        self.made = [request for request in self.made if request[0] != id_]

    async def first_answer(self, id: UUID) -> FirstAnswer | None:  # noqa: A002
        return self.firsts.get(id)


class FakeInitiatives(Requests):
    def __init__(self, events: list[Document], tree: Callable[[], UnitTree]) -> None:
        super().__init__()
        self.tree = tree
        self.kept: dict[UUID, Initiative] = {}
        self.events = events

    async def create(self, change: Change, first: FirstAnswer, likeness: str | None = None) -> UUID | None:
        if change.initiative.id in self.kept:
            raise AlreadyMade
        await self.save(change)
        return self.note(change.initiative.id, first, likeness, change.initiative.created_at)

    async def save(self, change: Change) -> Initiative:
        code = change.initiative.receipt
        if code and any(i.receipt == code and i.id != change.initiative.id for i in self.kept.values()):
            raise ReceiptTaken
        saved = _put(self.kept, change.initiative.id, change.initiative)
        self.events += published.of_initiative(change)
        return saved

    async def get(self, id: UUID) -> Initiative | None:  # noqa: A002
        return self.kept.get(id)

    async def without_receipt(self, after: UUID | None, limit: int) -> list[Initiative]:
        found = [i for i in self.kept.values() if i.receipt is None and (after is None or i.id > after)]
        return sorted(found, key=lambda i: i.id)[:limit]

    async def get_many(self, ids: Iterable[UUID]) -> list[Initiative]:
        return [self.kept[id_] for id_ in set(ids) if id_ in self.kept]

    async def find(self, query: Query) -> list[Initiative]:
        found = sorted(self.kept.values(), key=lambda i: (i.created_at, i.id), reverse=True)
        return [initiative for initiative in found if _matches(initiative, query, self.tree())][: query.limit]

    async def shown(self, programme: str, after: tuple[datetime, UUID] | None, limit: int) -> list[Shown]:
        rows = (shown(initiative) for initiative in self.kept.values() if initiative.public.programme == programme)
        found = sorted((one for one in rows if one), key=lambda one: (one.since, one.initiative.id), reverse=True)
        return [one for one in found if after is None or (one.since, one.initiative.id) < after][:limit]

    async def save_judged(self, changes: Sequence[Change], seal: Callable[[Session], Awaitable[None]]) -> None:
        for change in changes:
            if self.kept[change.initiative.id].revision != change.initiative.revision:
                raise Stale
        await seal(cast("Session", None))
        for change in changes:
            await self.save(change)


def _matches(initiative: Initiative, query: Query, tree: UnitTree) -> bool:
    text = folded(f"{initiative.public.title} {initiative.public.summary}")
    return (
        (query.person is None or query.person in initiative.people)
        and (query.units is None or any(tree.is_within(initiative.public.unit, unit) for unit in query.units))
        and (query.programmes is None or initiative.public.programme in query.programmes)
        and query.status in (None, initiative.status)
        and (query.drafts or initiative.content_version > 0)
        and all(word in text for word in query.words)
        and (query.after is None or (initiative.created_at, initiative.id) < query.after)
    )


class FakeSupplements:
    def __init__(self, initiatives: FakeInitiatives) -> None:
        self.initiatives = initiatives
        self.kept: list[Supplement] = []

    async def save(self, supplemented: Supplemented) -> Initiative:
        saved = await self.initiatives.save(supplemented.change)
        self.kept.append(supplemented.supplement)
        return saved

    async def of(self, initiative: UUID, at: int | None = None) -> list[Supplement]:
        of_it = [one for one in self.kept if one.initiative == initiative]
        counting = newest_of_each(((one.number, one.section, one.content_version) for one in of_it), at)
        return [one for one in of_it if one.number in counting]

    def erase(self, initiative: UUID) -> int:
        gone = sum(one.initiative == initiative and one.text is not None for one in self.kept)
        self.kept = [replace(one, text=None) if one.initiative == initiative else one for one in self.kept]
        return gone


class FakeCards(Requests):
    def __init__(self, initiatives: FakeInitiatives, events: list[Document]) -> None:
        super().__init__()
        self.kept: dict[UUID, Card] = {}
        self.links: dict[UUID, UUID] = {}
        self.erasures: dict[UUID, tuple[datetime, datetime]] = {}
        self.initiatives = initiatives
        self.events = events
        self.appointees = FakeAppointees(events, self.save)
        self.invitations = FakeInvitations(self.appointees, initiatives.save)

    async def create(self, card: Card, first: FirstAnswer, likeness: str | None = None) -> UUID | None:
        if card.id in self.kept:
            raise AlreadyMade
        await self.save(card)
        return self.note(card.id, first, likeness, card.created_at)

    async def save(self, card: Card) -> Card:
        if card.data is not None and card.data.member_number is not None:
            holder = await self.by_number(card.data.home_unit, card.data.member_number)
            if holder is not None and holder.id != card.id:
                raise MemberNumberTaken
        if card.erased:
            self.forget(card.id)
        saved = _put(self.kept, card.id, card)
        self.events += published.of_card(card)
        return saved

    async def get(self, id: UUID) -> Card | None:  # noqa: A002
        return self.kept.get(id)

    async def get_many(self, ids: Iterable[UUID]) -> Mapping[UUID, Card]:
        return {id_: self.kept[id_] for id_ in ids if id_ in self.kept}

    async def by_number(self, home_unit: str, member_number: str) -> Card | None:
        wanted = (home_unit, same_key(member_number))
        cards = (card for card in self.kept.values() if card.data is not None)
        return next((c for c in cards if c.data and (c.data.home_unit, _number(c.data)) == wanted), None)

    async def without_account(self, email: str) -> list[Card]:
        cards = (card for card in self.kept.values() if card.data is not None and not card.account)
        return [c for c in cards if c.data and c.data.email and c.data.email.casefold() == email.casefold()]

    async def find(self, query: CardQuery) -> list[Card]:
        found = sorted(
            (card for card in self.kept.values() if _card_matches(card, query, self.initiatives.tree())),
            key=lambda card: card.id,
        )
        return found[: query.limit]

    async def homes(self, ids: Iterable[UUID]) -> Mapping[UUID, str]:
        known = {id_: self.kept[id_].data for id_ in ids if id_ in self.kept}
        return {id_: data.home_unit for id_, data in known.items() if data is not None}

    async def names(self, ids: Iterable[UUID]) -> Mapping[UUID, str]:
        known = {id_: self.kept[id_].data for id_ in ids if id_ in self.kept}
        return {id_: data.name for id_, data in known.items() if data is not None}

    async def link(
        self,
        account: Card,
        old: Card,
        relink: Callable[[Initiative], Change],
        judge: Callable[[Appointee], None] | None = None,
    ) -> Card:
        changes = [relink(i) for i in self.initiatives.kept.values() if old.id in i.people]
        before, present = self.kept.get(account.id), self.kept.get(old.id)
        if (before.revision if before else 0) != account.revision or not present or present.revision != old.revision:
            raise Stale
        if judge is not None:
            judge(await self.appointees.get(old.id))
        await self.save(old)
        self.links[old.id] = account.id
        for change in changes:
            await self.initiatives.save(change)
        now = old.last_event_at or account.created_at
        appointee = self.appointees.move(old.id, account.id, now)
        return await self.save(with_leads(account, appointee.leads(now)))

    async def erase(self, card: Card) -> Card:
        saved = await self.save(card)
        self.invitations.forget(card.id)
        self.appointees.erase(card.id, card.last_event_at or card.created_at)
        self.erasures[card.id] = (card.last_event_at or card.created_at,) * 2
        return saved

    async def follow_links(self, now: datetime, relink: Callable[[Initiative, UUID, UUID], Change]) -> int:
        changed = 0
        for initiative in list(self.initiatives.kept.values()):
            for old in sorted(self.links.keys() & set(initiative.people)):
                await self.initiatives.save(relink(self.initiatives.kept[initiative.id], old, self.links[old]))
            changed += bool(self.links.keys() & set(initiative.people))
        for old in [old for old in self.links if (self.kept[old].last_event_at or now) + LATEST_ACTS <= now]:
            del self.links[old]
        return changed


def _number(data: AuthorData) -> str | None:
    return None if data.member_number is None else same_key(data.member_number)


def _card_matches(card: Card, query: CardQuery, tree: UnitTree) -> bool:
    data = card.data
    if data is None or not any(tree.is_within(data.home_unit, unit) for unit in query.units):
        return False
    text = folded(f"{data.name} {data.member_number or ''}")
    return all(word in text for word in query.words) and (query.after is None or card.id > query.after)


class FakePlans:
    def __init__(self) -> None:
        self.kept: dict[UUID, Plan] = {}

    async def get(self, id: UUID) -> Plan | None:  # noqa: A002
        return self.kept.get(id)

    async def find(
        self, units: Collection[str] | None, state: PlanState | None, after: tuple[datetime, UUID] | None, limit: int
    ) -> list[Plan]:
        found = sorted(
            (
                plan
                for plan in self.kept.values()
                if units is None
                or (
                    not plan.units.isdisjoint(units)
                    and state in (None, plan.state)
                    and (after is None or (plan.created_at, plan.id) < after)
                )
            ),
            key=lambda plan: (plan.created_at, plan.id),
            reverse=True,
        )
        return found[:limit]

    async def due(self, today: date) -> list[Plan]:
        found = [plan for plan in self.kept.values() if plan.state is PlanState.PLANNED and plan.on <= today]
        return sorted(found, key=lambda plan: (plan.on, plan.created_at, plan.id))

    async def save(self, plan: Plan) -> Plan:
        if plan.revision == 0 and plan.id in self.kept:
            raise AlreadyMade
        return _put(self.kept, plan.id, plan)


class FakeUnits:
    def __init__(self, events: list[Document], plans: FakePlans) -> None:
        self.plans = plans
        self.units: dict[str, UnitState] = {}
        self.programmes: dict[str, ProgrammeState] = {}
        self.tree = UnitTree()
        self.events = events

    async def catalogue(self, *, fresh: bool = False) -> Catalogue:
        return Catalogue(self.tree, {id_: programme.data for id_, programme in self.programmes.items()})

    async def unit(self, code: str) -> UnitState | None:
        return self.units.get(code)

    async def save_unit(self, unit: UnitState, tree_version: int) -> UnitState:
        if tree_version != self.tree.version:
            raise TreeMoved
        saved = _put(self.units, unit.data.code, unit)
        self.tree = self.tree.with_unit(saved.data.to_unit())
        self.events += published.of_unit(unit)
        return saved

    async def many(self, codes: Collection[str]) -> Mapping[str, UnitState]:
        return {code: self.units[code] for code in codes if code in self.units}

    async def save_units(self, units: Sequence[UnitState], tree_version: int, plan: Plan) -> Plan:
        if tree_version != self.tree.version:
            raise TreeMoved
        for unit in units:
            await self.save_unit(unit, self.tree.version)
        return await self.plans.save(plan)

    async def programme(self, id: str) -> ProgrammeState | None:  # noqa: A002
        return self.programmes.get(id)

    async def save_programme(self, programme: ProgrammeState) -> ProgrammeState:
        saved = _put(self.programmes, programme.data.id, programme)
        self.events += published.of_programme(programme)
        return saved


class FakeTargets:
    def __init__(self, events: list[Document]) -> None:
        self.kept: dict[str, TargetState] = {}
        self.events = events

    async def get_many(self, ids: Iterable[str]) -> Mapping[str, TargetState]:
        return {id_: self.kept[id_] for id_ in ids if id_ in self.kept}

    async def of_programme(self, programme: str, after: str, limit: int) -> list[TargetState]:
        found = [kept for kept in self.kept.values() if kept.data.programme == programme and kept.data.unit > after]
        return sorted(found, key=lambda target: target.data.unit)[:limit]

    async def save(self, targets: Sequence[TargetState]) -> list[TargetState]:
        for target in targets:
            present = self.kept.get(target.id)
            if (present.revision if present else 0) != target.revision:
                raise Stale
        for target in targets:
            self.events += published.of_target(target)
        return [_put(self.kept, target.id, target) for target in targets]


class FakeSubmissionStore:
    """`events` are the outbox entries written so far, in order."""

    def __init__(self) -> None:
        self.events: list[Document] = []
        self.initiatives = FakeInitiatives(self.events, lambda: self.units.tree)
        self.cards = FakeCards(self.initiatives, self.events)
        self.supplements = FakeSupplements(self.initiatives)
        self.appointees = self.cards.appointees
        self.invitations = self.cards.invitations
        self.plans = FakePlans()
        self.units = FakeUnits(self.events, self.plans)
        self.targets = FakeTargets(self.events)

    async def follow_erasures(self, now: datetime, forget: Callable[[Initiative, UUID], Initiative]) -> int:
        lost = 0
        for person, (at, due) in list(self.cards.erasures.items()):
            if due > now:
                continue
            theirs = [i for i in self.initiatives.kept.values() if person in i.content.author_ids]
            is_back = due != at and not self.cards.kept[person].erased
            for initiative in [] if is_back else [i for i in theirs if i.created_at <= at]:
                after = forget(initiative, person)
                alone = is_theirs_alone(initiative, person)
                gone = self.supplements.erase(initiative.id) if alone else 0
                if after is not initiative:
                    await self.initiatives.save(Change(after))
                    if alone:
                        self.initiatives.forget(initiative.id)
                lost += bool(gone or after is not initiative)
            self.cards.erasures[person] = (at, at + LATEST_ACTS)
            if at + LATEST_ACTS <= now:
                del self.cards.erasures[person]
        return lost

    async def follow_tree(self) -> int:
        return 0

    async def tree(self) -> UnitTree:
        return (await self.units.catalogue()).tree
