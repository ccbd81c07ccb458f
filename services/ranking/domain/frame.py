"""The frame: all that contributions and totals depend on beside the facts. It changes under exclusion only."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from services.ranking.domain.programme import Programme
from services.ranking.domain.tree import Paths
from shared.units import Unit, UnitTree


@dataclass(frozen=True)
class Frame:
    """Units and programmes as of one version, and the generation of cells they belong to."""

    version: int = 0
    generation: int = 1
    tree: UnitTree = field(default_factory=UnitTree)
    programmes: Mapping[str, Programme] = field(default_factory=dict)

    @classmethod
    def of(cls, *, version: int, generation: int, units: Iterable[Unit], programmes: Iterable[Programme]) -> "Frame":
        """The frame of what a store keeps."""
        return cls(version, generation, UnitTree(units, version=version), {p.id: p for p in programmes})

    @cached_property
    def paths(self) -> Paths:
        """The counting paths of its tree."""
        return Paths(self.tree)

    def news_of(self, units: Iterable[Unit], programmes: Iterable[Programme]) -> "News":
        """Those that are newer than what is known, the newest of each."""
        newest_units: dict[str, Unit] = {}
        for unit in units:
            known = newest_units.get(unit.code) or self.tree.get(unit.code)
            if known is None or unit.version > known.version:
                newest_units[unit.code] = unit
        newest_programmes: dict[str, Programme] = {}
        for programme in programmes:
            standing = newest_programmes.get(programme.id) or self.programmes.get(programme.id)
            if standing is None or programme.version > standing.version:
                newest_programmes[programme.id] = programme
        return News(tuple(newest_units.values()), tuple(newest_programmes.values()))

    def learn(self, news: "News") -> "Frame":
        """The next frame."""
        changed = {unit.code for unit in news.units}
        kept = (unit for unit in self.tree if unit.code not in changed)
        return Frame(
            version=self.version + 1,
            generation=self.generation,
            tree=UnitTree([*kept, *news.units], version=self.version + 1),
            programmes={**self.programmes, **{programme.id: programme for programme in news.programmes}},
        )


@dataclass(frozen=True, slots=True)
class News:
    """Units and programmes that change the frame."""

    units: tuple[Unit, ...] = ()
    programmes: tuple[Programme, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.units or self.programmes)
