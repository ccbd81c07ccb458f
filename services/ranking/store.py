"""What ranking keeps, as its handlers and its readers see it. Mongo's version is in store_mongo, memory's in tests."""

from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Final, NamedTuple, Protocol

from services.ranking.domain.approvals import FreshApproval, FreshApprovals
from services.ranking.domain.cells import Cell
from services.ranking.domain.changes import Days, Figures, Membership, Spot
from services.ranking.domain.facts import Facts
from services.ranking.domain.frame import Frame, FrameNews
from services.ranking.domain.milestones import Milestone
from services.ranking.domain.movement import Kept
from services.ranking.domain.targets import Target
from shared.messaging.consumer import Batch
from shared.units import UnitTree

GROUP: Final = "ranking"
"""Who reads submissions and decisions."""
FRAME_GROUP: Final = "ranking-frame"
"""Who reads units, programmes and targets."""


class Rest(Enum):
    """Whether applying rests because the log is being read anew."""

    NONE = "none"
    LASTS = "lasts"
    RAN_OUT = "ran out"
    """Its rebuild may have died; whoever writes first ends it."""


class Head(NamedTuple):
    """The frame's version, and whether applying rests."""

    version: int
    rest: Rest = Rest.NONE


@dataclass(slots=True)
class Writes:
    """The effects of a transaction beside the frame: facts, days and targets replaced, cells moved."""

    facts: list[Facts] = field(default_factory=list)
    days: dict[Membership, Days] = field(default_factory=dict)
    cells: dict[Spot, Cell] = field(default_factory=dict)
    targets: list[Target] = field(default_factory=list)
    dailies: dict[Spot, Figures] = field(default_factory=dict)
    """By unit and month, by how much the counts of its days move."""
    approvals: dict[str, list[FreshApproval]] = field(default_factory=dict)
    """By programme, in the order they came."""
    programmes: set[str] = field(default_factory=set)
    """Programmes whose boards may look different now; the revision of each rises by one."""


class RankingTransaction(Protocol):
    """One transaction: its reads see one moment, its writes become visible together."""

    async def head(self) -> Head:
        """The frame's version at this moment; 0 before anything was learnt."""
        ...

    async def end_rest(self) -> None:
        """End a pause that ran out: the rebuild it was for can no longer swap."""
        ...

    async def facts(self, generation: int, initiatives: Collection[str]) -> dict[str, Facts]:
        """What is known of these initiatives."""
        ...

    async def has_facts(self, generation: int, programme: str) -> bool:
        """Whether anything was ever submitted to a programme."""
        ...

    async def days(self, generation: int, memberships: Collection[Membership]) -> dict[Membership, Days]:
        """The days on which these authors have registered initiatives."""
        ...

    async def totals(self, frame: Frame, units: Collection[str]) -> dict[Spot, Figures]:
        """The totals of units in all windows of all programmes, each in its programme's generation."""
        ...

    async def dailies(self, frame: Frame, units: Collection[str]) -> dict[Spot, Figures]:
        """The counts of units by day in all months of all programmes, each in its programme's generation."""
        ...

    async def totals_at(self, frame: Frame, spots: Collection[Spot]) -> dict[Spot, Figures]:
        """The totals of these spots, as they are after this transaction's writes so far."""
        ...

    async def targets(self, keys: Iterable[tuple[str, str]]) -> list[Target]:
        """The targets of these (programme, unit)."""
        ...

    async def targets_after(self, name: str, most: int) -> list[Target]:
        """The next targets by name (`programme/unit`), at most so many; "" for the first."""
        ...

    async def cross(self, milestones: Sequence[Milestone]) -> None:
        """Keep those that were never crossed before, each with its event."""
        ...

    async def write(self, frame: Frame, writes: Writes) -> None:
        """All effects; the transaction ends with it."""
        ...

    async def learn(self, frame: Frame, news: FrameNews) -> None:
        """Make `frame` the present one."""
        ...


@dataclass(frozen=True, slots=True)
class Revision:
    """What a board's content depends on: it is the same while these are. Written `generation.revision`."""

    generation: int
    number: int

    def __str__(self) -> str:
        return f"{self.generation}.{self.number}"


class Reading(Protocol):
    """Reads of one moment, for boards."""

    @property
    def frame(self) -> Frame:
        """The frame of that moment."""
        ...

    async def revision(self, programme: str) -> Revision:
        """The programme's revision at that moment."""
        ...

    async def cells(self, programme: str, window: str, units: Collection[str]) -> dict[str, Cell]:
        """The cells of units in one window, by unit."""
        ...

    async def windows(self, programme: str, units: Collection[str]) -> dict[Spot, Cell]:
        """The cells of units in all windows."""
        ...

    async def totals(
        self, programme: str, units: Collection[str], windows: Collection[str] | None = None
    ) -> dict[Spot, Figures]:
        """The totals of units in these windows, or in all; those without any are left out."""
        ...

    async def dailies(self, programme: str, unit: str, months: Collection[str]) -> dict[str, Figures]:
        """The counts of a unit by day, by month."""
        ...

    async def targets(self, programme: str, units: Collection[str]) -> dict[str, Target]:
        """The targets of units, by unit; what was merged into them adds to their own."""
        ...

    async def day(self, programme: str, day: date, window: str, units: Collection[str]) -> dict[str, Kept]:
        """The figures of units at the end of a day, by unit; none when that day was not stored."""
        ...

    async def facts(self, initiative: str) -> Facts | None:
        """What is known of one initiative."""
        ...

    async def offsets(self) -> dict[str, int]:
        """How far each partition of facts was applied, by `topic/partition`."""
        ...


class Store(Protocol):
    """Facts, cells and what they depend on."""

    async def frame(self) -> Frame:
        """The present frame, kept in memory and read again only when its version changed."""
        ...

    async def tree(self) -> UnitTree:
        """The tree of the present frame."""
        ...

    async def change(
        self, work: Callable[[RankingTransaction], Awaitable[None]], batch: Batch | None, *, alone: bool = False
    ) -> None:
        """Run `work` as one transaction that `batch` seals; it may run several times.

        `alone` excludes every batch of facts being computed: those lose and are computed again (design §2);
        without a batch it excludes those of the frame as well. Without a batch and not alone it excludes nothing.
        """
        ...

    def facts_of(self, generation: int, programme: str) -> AsyncIterator[list[Facts]]:
        """What is known of every initiative submitted to a programme, some at a time."""
        ...

    def days_of(self, generation: int, programme: str) -> AsyncIterator[list[tuple[Membership, Days]]]:
        """The days of every author of a programme, some at a time."""
        ...

    async def new_generation(self) -> int:
        """A number no generation had before."""
        ...

    async def put_cells(self, generation: int, cells: Mapping[Spot, Cell]) -> None:
        """Write cells of a generation that is not shown yet."""
        ...

    async def put_dailies(self, generation: int, dailies: Mapping[Spot, Figures]) -> None:
        """Write counts by day of a generation that is not shown yet."""
        ...

    async def drop_cells(self, programme: str, *, before: int) -> None:
        """Forget a programme's cells, and counts by day, of the generations before one."""
        ...

    async def has_day(self, programme: str, day: date) -> bool:
        """Whether a day's figures are stored."""
        ...

    async def put_day(self, programme: str, day: date, rows: Sequence[Kept]) -> None:
        """Store a day's figures, kept for ten days; the programme's revision rises, since boards compare with them."""
        ...

    async def fresh_approvals(self, programme: str) -> FreshApprovals:
        """The newest approvals of a programme."""
        ...

    def reading(self) -> AbstractAsyncContextManager[Reading]:
        """Reads of one moment."""
        ...

    async def revision(self, programme: str) -> Revision:
        """The programme's present revision: one small read, for a board already at hand."""
        ...

    def changes(self) -> AsyncIterator[str]:
        """Programmes as their revisions rise, from now on; ends with an error when the store is away."""
        ...
