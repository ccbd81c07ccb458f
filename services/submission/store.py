"""What submission keeps, as the rest of the service sees it: the catalogue, plans, targets, and all of it together."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from services.submission.appointment_store import Appointees, Invitations
from services.submission.card_store import Cards
from services.submission.domain.catalogue import Catalogue
from services.submission.domain.initiative import Initiative
from services.submission.domain.programmes import ProgrammeState
from services.submission.domain.targets import TargetState
from services.submission.domain.tree_plans import Plan, PlanState
from services.submission.domain.units import UnitState
from services.submission.initiative_store import Initiatives, Supplements
from shared.refusals import Refusal, Text
from shared.units import UnitTree


class TreeMoved(Refusal):
    """The tree changed between reading and writing: judge again on the present one."""

    slug = "tree-changed"
    title = Text("Cây đơn vị vừa thay đổi, hãy thử lại", "The tree of units has just changed; try again")


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
