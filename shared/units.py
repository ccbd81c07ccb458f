"""The tree of union units: levels, ancestors, subtrees and merged units (design §4).

Pure and immutable: a reader builds a new tree when units change. It accepts units in any order, since events do:
a unit whose parent is not known yet is a root until the parent arrives.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType


class Level(StrEnum):
    """Union levels, highest first; a child's level is below its parent's, not always the next."""

    NATIONAL = "national"
    PROVINCIAL = "provincial"
    UPPER = "upper"
    GRASSROOTS = "grassroots"
    SUBDIVISION = "subdivision"

    @property
    def depth(self) -> int:
        """0 for national, growing downwards."""
        return list(Level).index(self)

    def is_above(self, other: "Level") -> bool:
        """Whether this level stands strictly above `other`."""
        return self.depth < other.depth


@dataclass(frozen=True, slots=True)
class Unit:
    """One union unit as every service knows it.

    `merged_into` names the heir; codes are never reused. `closed` without an heir still counts in its parent.
    """

    code: str
    name: str
    level: Level
    parent: str | None = None
    sector: str = "other"
    ownership: str = "state"
    cluster: str | None = None
    members: int | None = None
    office_email: str | None = None
    closed: bool = False
    merged_into: str | None = None
    version: int = 0

    @property
    def is_open(self) -> bool:
        """Whether initiatives may be entered for it."""
        return not self.closed and self.merged_into is None


class UnitTree:
    """An immutable view of all known units."""

    def __init__(self, units: Iterable[Unit] = (), *, version: int = 0) -> None:
        self.version = version
        self._units: Mapping[str, Unit] = MappingProxyType({unit.code: unit for unit in units})

    def __contains__(self, code: object) -> bool:
        return code in self._units

    def __iter__(self) -> Iterator[Unit]:
        return iter(self._units.values())

    def __len__(self) -> int:
        return len(self._units)

    def get(self, code: str) -> Unit | None:
        """The unit with exactly this code, merged or not."""
        return self._units.get(code)

    def resolve(self, code: str) -> str:
        """Follow `merged_into` to the unit that now stands for `code` (itself when nothing is known)."""
        seen: set[str] = set()
        while code not in seen:
            seen.add(code)
            unit = self._units.get(code)
            if unit is None or unit.merged_into is None:
                return code
            code = unit.merged_into
        return code

    def path(self, code: str) -> tuple[str, ...]:
        """The unit that stands for `code`, then its ancestors up to the highest one known, nearest first."""
        path: list[str] = []
        current: str | None = self.resolve(code)
        while current is not None and current not in path:
            path.append(current)
            unit = self._units.get(current)
            parent = unit.parent if unit else None
            current = self.resolve(parent) if parent is not None and parent in self._units else None
        return tuple(path)

    def is_within(self, code: str, root: str) -> bool:
        """Whether `code` is `root` itself or stands below it."""
        return self.resolve(root) in self.path(code)

    def is_root(self, code: str) -> bool:
        """Whether the unit is known to be a highest one: it stands for itself, and under nothing.

        One whose parent is not known yet may stand under anything, so it is not.
        """
        unit = self._units.get(code)
        return unit is not None and unit.parent is None and unit.merged_into is None

    def children(self, code: str) -> tuple[Unit, ...]:
        """Direct children that stand for themselves (not merged away), by code."""
        return self._children.get(code, ())

    def subtree(self, code: str) -> frozenset[str]:
        """Codes of the unit and of everything below it, merged codes that resolve there included."""
        codes: set[str] = set()
        waiting = [self.resolve(code)]
        while waiting:
            current = waiting.pop()
            if current not in codes:
                codes.add(current)
                codes.update(self._merged_codes.get(current, ()))
                waiting.extend(child.code for child in self.children(current))
        return frozenset(codes)

    def living(self, code: str) -> tuple[Unit, ...]:
        """The unit that stands for `code` and all below it, by code; those merged away are gone: their heir is there.

        What is summed, counted or compared walks these; `subtree` is for what the tree itself looks like.
        """
        found: dict[str, Unit] = {}
        root = self._units.get(self.resolve(code))
        waiting = [root] if root is not None and root.merged_into is None else []
        while waiting:
            current = waiting.pop()
            if current.code not in found:
                found[current.code] = current
                waiting.extend(self.children(current.code))
        return tuple(found[code] for code in sorted(found))

    def merged(self, code: str) -> tuple[str, ...]:
        """Codes merged away that resolve to this unit, in order."""
        return tuple(sorted(self._merged_codes.get(code, ())))

    def with_merged(self, codes: Iterable[str]) -> list[str]:
        """These codes, each followed by those merged into it: whose own figures and rows are now its own."""
        return [one for code in codes for one in (code, *self.merged(code))]

    def with_unit(self, unit: Unit) -> "UnitTree":
        """A new tree in which `unit` replaces what was known under its code, unless what is known is newer."""
        known = self._units.get(unit.code)
        if known is not None and known.version > unit.version:
            return self
        return UnitTree([*(u for u in self if u.code != unit.code), unit], version=self.version + 1)

    def would_cycle(self, code: str, parent: str) -> bool:
        """Whether putting `code` under `parent` would close a circle."""
        return code in self.path(parent) or self.resolve(code) in self.path(parent)

    @cached_property
    def _children(self) -> Mapping[str, tuple[Unit, ...]]:
        found: dict[str, list[Unit]] = {}
        for unit in sorted(self, key=lambda u: u.code):
            if unit.merged_into is None and unit.parent is not None:
                found.setdefault(self.resolve(unit.parent), []).append(unit)
        return {code: tuple(units) for code, units in found.items()}

    @cached_property
    def _merged_codes(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for unit in self:
            if unit.merged_into is not None:
                found.setdefault(self.resolve(unit.code), []).append(unit.code)
        return {code: tuple(codes) for code, codes in found.items()}
