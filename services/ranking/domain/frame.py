"""The frame: all that contributions and totals depend on beside the facts. It changes under exclusion only."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from services.ranking.domain.members import Members
from services.ranking.domain.programme import ScoringProgramme
from services.ranking.domain.tree import Paths
from shared.units import Unit, UnitTree


@dataclass(frozen=True)
class Frame:
    """Units and programmes as of one version, and the generations of what is kept.

    `programmes` are those boards show. One that scores otherwise waits in `waiting` until the cells it asks for
    are made; while it waits, its facts rest, so that a recomputation sees them all.
    """

    version: int = 0
    generation: int = 1
    """Of facts and authors' days, and of cells that were never recomputed since."""
    tree: UnitTree = field(default_factory=UnitTree)
    programmes: Mapping[str, ScoringProgramme] = field(default_factory=dict)
    waiting: Mapping[str, ScoringProgramme] = field(default_factory=dict)
    cells: Mapping[str, int] = field(default_factory=dict)
    """Programme → the generation of its cells, where it is another than `generation`."""

    @cached_property
    def paths(self) -> Paths:
        """The counting paths of its tree."""
        return Paths(self.tree)

    @cached_property
    def members(self) -> Members:
        """How many members its units have."""
        return Members(self.tree)

    def following_on(self, before: "Frame") -> "Frame":
        """This frame, with what was counted on the one before and did not change with the tree."""
        if "members" in before.__dict__ and (changed := self.tree.changed_since(before.tree)) is not None:
            self.__dict__["members"] = before.members.on(self.tree, changed)
        return self

    def generation_of(self, programme: str) -> int:
        """The generation of a programme's cells and revisions."""
        return self.cells.get(programme, self.generation)

    def newest(self, programme: str) -> ScoringProgramme | None:
        """A programme's newest version, shown or not."""
        return self.waiting.get(programme) or self.programmes.get(programme)

    def news_of(self, units: Iterable[Unit], programmes: Iterable[ScoringProgramme]) -> "FrameNews":
        """Those that are newer than what is known, the newest of each."""
        newest_units: dict[str, Unit] = {}
        for unit in units:
            known = newest_units.get(unit.code) or self.tree.get(unit.code)
            if known is None or unit.version > known.version:
                newest_units[unit.code] = unit
        newest_programmes: dict[str, ScoringProgramme] = {}
        for programme in programmes:
            standing = newest_programmes.get(programme.id) or self.newest(programme.id)
            if standing is None or programme.version > standing.version:
                newest_programmes[programme.id] = programme
        return FrameNews(tuple(newest_units.values()), tuple(newest_programmes.values()))

    def learn(self, news: "FrameNews") -> "Frame":
        """The next frame."""
        shown = {programme.id: programme for programme in news.programmes}
        waiting = {programme.id: programme for programme in news.waiting}
        return replace(
            self,
            version=self.version + 1,
            tree=self.tree.with_units(news.units, version=self.version + 1),
            programmes={**self.programmes, **shown},
            waiting={id_: p for id_, p in {**self.waiting, **waiting}.items() if id_ not in shown},
        )

    def showing(self, programme: ScoringProgramme, generation: int) -> "Frame":
        """The next frame: a programme that followed is shown, with cells of `generation`."""
        return replace(
            self,
            version=self.version + 1,
            tree=self.tree.with_units((), version=self.version + 1),
            programmes={**self.programmes, programme.id: programme},
            waiting={id_: p for id_, p in self.waiting.items() if id_ != programme.id},
            cells={**self.cells, programme.id: generation},
        )


@dataclass(frozen=True, slots=True)
class FrameNews:
    """Units and programmes that change the frame; those `waiting` are shown once their cells are made."""

    units: tuple[Unit, ...] = ()
    programmes: tuple[ScoringProgramme, ...] = ()
    waiting: tuple[ScoringProgramme, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.units or self.programmes or self.waiting)
