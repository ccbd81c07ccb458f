"""What submission keeps, as the rest of the service sees it: collections of aggregates and the catalogue."""

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from services.submission.appointment_store import Appointees, Invitations
from services.submission.domain.appointments.appointee import Appointee
from services.submission.domain.authors import Card
from services.submission.domain.catalogue import Catalogue
from services.submission.domain.initiative import Change, Initiative
from services.submission.domain.programmes import ProgrammeState
from services.submission.domain.showcase import Shown
from services.submission.domain.supplements import Supplement, Supplemented
from services.submission.domain.targets import TargetState
from services.submission.domain.tree_plans import Plan, PlanState
from services.submission.domain.units import UnitState
from shared.mongo import Session
from shared.refusals import Refusal, Text
from shared.units import UnitTree
from shared.web.idempotency import FirstAnswer


class TreeMoved(Refusal):
    """The tree changed between reading and writing: judge again on the present one."""

    slug = "tree-changed"
    title = Text("Cây đơn vị vừa thay đổi, hãy thử lại", "The tree of units has just changed; try again")


@dataclass(frozen=True, slots=True)
class Query:
    """Which initiatives are asked for, newest first; `after` is (created_at, id) of the last one seen.

    `units` are those whose own and all below them are asked for, `programmes` those of any of which; None does not
    ask. `drafts` adds those that were never submitted. `words` are folded and all have to be in title or summary.
    """

    person: UUID | None = None
    units: Collection[str] | None = None
    programmes: tuple[str, ...] | None = None
    status: str | None = None
    words: tuple[str, ...] = ()
    drafts: bool = False
    after: tuple[datetime, UUID] | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True)
class CardQuery:
    """Which cards of units and all below them are asked for, by folded words, in the order of their ids."""

    units: Collection[str]
    words: tuple[str, ...] = ()
    after: UUID | None = None
    limit: int = 50


class Initiatives(Protocol):
    """Initiatives; every write carries its event and is guarded by the revision that was read."""

    async def create(self, change: Change, first: FirstAnswer, likeness: str | None = None) -> UUID | None:
        """Write a new one with the answer to it; raises AlreadyMade when its id is there, ReceiptTaken for its code.

        Gives the id of its twin: what was made of the same `likeness` less than a minute before.
        """

    async def first_answer(self, id: UUID) -> FirstAnswer | None:  # noqa: A002
        """What was answered when it was made; None when it never was."""

    async def save(self, change: Change) -> Initiative:
        """Write a changed one and return it at its new revision; raises Stale, or ReceiptTaken for a new code."""

    async def without_receipt(self, after: UUID | None, limit: int) -> list[Initiative]:
        """Those that have no receipt's code, in the order of their ids."""

    async def get(self, id: UUID) -> Initiative | None:  # noqa: A002
        """The initiative with this id."""

    async def get_many(self, ids: Iterable[UUID]) -> list[Initiative]:
        """Those of these ids that exist."""

    async def find(self, query: Query) -> list[Initiative]:
        """A page of what the query asks for."""

    async def shown(self, programme: str, after: tuple[datetime, UUID] | None, limit: int) -> list[Shown]:
        """What a programme shows, the newest first; `after` is (since, id) of the last one seen."""

    async def save_judged(self, changes: Sequence[Change], seal: Callable[[Session], Awaitable[None]]) -> None:
        """Write what decisions changed, in one transaction that ends with `seal`; raises Stale."""


class Supplements(Protocol):
    """Texts that were added to initiatives after they were submitted."""

    async def save(self, supplemented: Supplemented) -> Initiative:
        """Write the text, the changed initiative and its event, all or nothing; raises Stale."""

    async def of(self, initiative: UUID, at: int | None = None) -> list[Supplement]:
        """Those that counted when the initiative's supplement was `at` (`supplements.newest_of_each`)."""


class Cards(Protocol):
    """Cards of people. An erased one stays as a shell."""

    async def create(self, card: Card, first: FirstAnswer, likeness: str | None = None) -> UUID | None:
        """Write a new one with the answer to it, and give its twin; raises AlreadyMade or MemberNumberTaken."""

    async def first_answer(self, id: UUID) -> FirstAnswer | None:  # noqa: A002
        """What was answered when it was made. Of an erased card: no body, and of the hash its beginning alone."""

    async def save(self, card: Card) -> Card:
        """Write a changed one; raises Stale or MemberNumberTaken."""

    async def get(self, id: UUID) -> Card | None:  # noqa: A002
        """The card with this id, erased or not."""

    async def get_many(self, ids: Iterable[UUID]) -> Mapping[UUID, Card]:
        """Those of these that exist, erased or not."""

    async def by_number(self, home_unit: str, member_number: str) -> Card | None:
        """The card with this member number in this unit, however it is spelled (`shared.text.same_key`)."""

    async def without_account(self, email: str) -> list[Card]:
        """Cards made by proxies that name this e-mail address."""

    async def find(self, query: CardQuery) -> list[Card]:
        """A page of what the query asks for."""

    async def homes(self, ids: Iterable[UUID]) -> Mapping[UUID, str]:
        """Home units of those who have a card; may be a few seconds old."""

    async def names(self, ids: Iterable[UUID]) -> Mapping[UUID, str]:
        """Names of those who have a card that is not erased."""

    async def link(
        self,
        account: Card,
        old: Card,
        relink: Callable[[Initiative], Change],
        judge: Callable[[Appointee], None] | None = None,
    ) -> Card:
        """Write the account's card, the old one's tombstone and `relink` of each of its initiatives, all or nothing.

        What the card was appointed to is the account's from then on; `judge` refuses that, looking at what is moved.
        """

    async def erase(self, card: Card) -> Card:
        """Write the shell of an erased card, and end what its person was appointed to; raises Stale."""

    async def follow_links(self, now: datetime, relink: Callable[[Initiative, UUID, UUID], Change]) -> int:
        """Put accounts in place of cards that were linked while an act that named them was under way.

        `relink` is given the initiative, the card and the account. How many changed; it bears being cut short.
        """


class Units(Protocol):
    """The catalogue and the changes of it."""

    async def catalogue(self, *, fresh: bool = False) -> Catalogue:
        """All units and programmes; at most a second old, or read now when `fresh`."""

    async def unit(self, code: str) -> UnitState | None:
        """One unit as it stands."""

    async def save_unit(self, unit: UnitState, tree_version: int) -> UnitState:
        """Write a unit judged on the tree at `tree_version`; raises TreeMoved when it is elsewhere, or Stale."""

    async def many(self, codes: Collection[str]) -> Mapping[str, UnitState]:
        """Those of these units that exist, as they stand."""

    async def save_units(self, units: Sequence[UnitState], tree_version: int, plan: Plan) -> Plan:
        """As `save_unit` for several, and the plan they come of; all or nothing, raises TreeMoved or Stale."""

    async def programme(self, id: str) -> ProgrammeState | None:  # noqa: A002
        """One programme as it stands."""

    async def save_programme(self, programme: ProgrammeState) -> ProgrammeState:
        """Write a new or changed programme; raises Stale."""


class Plans(Protocol):
    """Planned changes of the tree."""

    async def get(self, id: UUID) -> Plan | None:  # noqa: A002
        """The plan with this id."""

    async def find(
        self, units: Collection[str] | None, state: PlanState | None, after: tuple[datetime, UUID] | None, limit: int
    ) -> list[Plan]:
        """Those that touch any of these units, or all of them (None), newest first; `after` is (created_at, id)."""

    async def due(self, today: date) -> Sequence[Plan]:
        """Those whose day has come and that are still planned, in the order they are to be made."""

    async def save(self, plan: Plan) -> Plan:
        """Write a new or changed plan; raises Stale, or AlreadyMade for a new one that is there."""


class Targets(Protocol):
    """Targets of units in programmes."""

    async def get_many(self, ids: Iterable[str]) -> Mapping[str, TargetState]:
        """Those of these ids (`programme/unit`) that exist."""

    async def of_programme(self, programme: str, after: str, limit: int) -> list[TargetState]:
        """Those of a programme whose unit's code comes after a text, by code."""

    async def save(self, targets: Sequence[TargetState]) -> list[TargetState]:
        """Write all of them or none; raises Stale."""


class Store(Protocol):
    """All that submission keeps."""

    @property
    def initiatives(self) -> Initiatives:
        """Initiatives."""

    @property
    def supplements(self) -> Supplements:
        """What was added to them."""

    @property
    def cards(self) -> Cards:
        """Cards of people."""

    @property
    def appointees(self) -> Appointees:
        """People with what they are appointed to."""

    @property
    def invitations(self) -> Invitations:
        """Invitations to be appointed, and to be an author."""

    @property
    def units(self) -> Units:
        """Units and programmes."""

    @property
    def plans(self) -> Plans:
        """Planned changes of the tree."""

    @property
    def targets(self) -> Targets:
        """Targets."""

    async def follow_erasures(self, now: datetime, forget: Callable[[Initiative, UUID], Initiative]) -> int:
        """Texts go with whoever they were of alone, soon after they had themselves erased and once more an hour later.

        `forget` gives what is left of an initiative. How many lost something; it bears being cut short.
        """

    async def follow_tree(self) -> int:
        """Initiatives and cards are found where their units hang by now; how many had to move."""

    async def tree(self) -> UnitTree:
        """The tree of the present catalogue."""
