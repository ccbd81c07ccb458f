"""The tree of units, as far as it is known."""

from collections.abc import Iterable, Iterator
from functools import cached_property

from shared.layers import MOST, Layers
from shared.units.index import by_code, children_after, hangs_on, merged_after
from shared.units.unit import Level, Unit


class UnitTree:
    """An immutable view of all known units. A change costs what it changes, not what is known (`with_units`)."""

    def __init__(self, units: Iterable[Unit] = (), *, version: int = 0) -> None:
        self.version = version
        self._units = Layers({unit.code: unit for unit in units})

    def __contains__(self, code: object) -> bool:
        return code in self._units

    def __iter__(self) -> Iterator[Unit]:
        return self._units.each()

    def __len__(self) -> int:
        return len(self._units)

    def get(self, code: str) -> Unit | None:
        """The unit with exactly this code, merged or not."""
        return self._units.get(code)

    def resolve(self, code: str) -> str:
        """Follow `merged_into` to the unit that now stands for `code` (itself when nothing is known)."""
        unit = self._units.get(code)
        if unit is None or unit.merged_into is None:
            return code
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
        path: dict[str, None] = {}
        current: str | None = self.resolve(code)
        while current is not None and current not in path:
            path[current] = None
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
        unit = self._units.get(code)
        if code not in self._merged_into and (unit is None or unit.merged_into is None):
            return self._under.get(code) or ()
        own = [code] if self.resolve(code) == code else []
        places = dict.fromkeys((*own, *self.merged(code)))
        return tuple(sorted((child for at in places for child in self._under.get(at) or ()), key=by_code))

    def subtree(self, code: str) -> frozenset[str]:
        """Codes of the unit and of everything below it, merged codes that resolve there included."""
        codes: set[str] = set()
        waiting = [self.resolve(code)]
        while waiting:
            current = waiting.pop()
            if current not in codes:
                codes.add(current)
                if current in self._merged_into:
                    codes.update(self.merged(current))
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

    def living_at(self, code: str, level: Level) -> tuple[Unit, ...]:
        """As `living`, those of one level below the unit. What stands at that level has none of it below."""
        found: list[Unit] = []
        root = self._units.get(self.resolve(code))
        waiting, seen = [root.code] if root is not None and root.merged_into is None else [], set[str]()
        while waiting:
            current = waiting.pop()
            if current in seen:
                continue
            seen.add(current)
            for child in self.children(current):
                if child.level is level:
                    found.append(child)
                elif child.level.is_above(level):
                    waiting.append(child.code)
        return tuple(sorted(found, key=by_code))

    def merged(self, code: str) -> tuple[str, ...]:
        """Codes merged away that resolve to this unit, in order."""
        if code not in self._merged_into:
            return ()
        waiting, seen = [*(self._merged_into.get(code) or ())], set[str]()
        while waiting:
            one = waiting.pop()
            if one not in seen:
                seen.add(one)
                waiting += self._merged_into.get(one) or ()
        return tuple(sorted(one for one in seen if self.resolve(one) == code))

    def with_merged(self, codes: Iterable[str]) -> list[str]:
        """These codes, each followed by those merged into it: whose own figures and rows are now its own."""
        return [one for code in codes for one in (code, *self.merged(code))]

    def with_unit(self, unit: Unit) -> "UnitTree":
        """A new tree in which `unit` replaces what was known under its code, unless what is known is newer."""
        known = self._units.get(unit.code)
        if known is not None and known.version > unit.version:
            return self
        return self.with_units((unit,), version=self.version + 1)

    def with_units(self, units: Iterable[Unit], *, version: int) -> "UnitTree":
        """The tree at `version` with these units, but for those older than what is known."""
        newer: dict[str, Unit] = {}
        for unit in units:
            known = newer.get(unit.code) or self._units.get(unit.code)
            if known is None or known.version <= unit.version:
                newer[unit.code] = unit
        if len(newer) > MOST:
            return UnitTree({**self._units, **newer}.values(), version=version)
        tree = UnitTree(version=version)
        tree._units = self._units.changed(newer)
        befores = {code: self._units.get(code) for code in newer}
        if "_under" in self.__dict__:
            tree.__dict__["_under"] = self._under.changed(children_after(self._under, befores, newer))
        if "_merged_into" in self.__dict__:
            tree.__dict__["_merged_into"] = self._merged_into.changed(merged_after(self._merged_into, befores, newer))
        return tree

    def changed_since(self, before: "UnitTree") -> set[str] | None:
        """Codes of the units that may be others than in a tree it came of; None when it cannot be told at once."""
        return self._units.differing(before._units)  # noqa: SLF001 - another tree

    def prepare(self) -> None:
        """Make now what the first look-up would make: of very many units that takes a while."""
        _ = self._under, self._merged_into

    def would_cycle(self, code: str, parent: str) -> bool:
        """Whether putting `code` under `parent` would close a circle."""
        return code in self.path(parent) or self.resolve(code) in self.path(parent)

    @cached_property
    def _under(self) -> Layers[str, tuple[Unit, ...]]:
        """Units that stand for themselves by the parent they name, merged or not, in the order of their codes."""
        found: dict[str, list[Unit]] = {}
        for unit in sorted(self, key=by_code):
            if (parent := hangs_on(unit)) is not None:
                found.setdefault(parent, []).append(unit)
        return Layers({code: tuple(units) for code, units in found.items()})

    @cached_property
    def _merged_into(self) -> Layers[str, tuple[str, ...]]:
        """Codes merged away by the heir they name."""
        found: dict[str, list[str]] = {}
        for unit in self:
            if unit.merged_into is not None:
                found.setdefault(unit.merged_into, []).append(unit.code)
        return Layers({code: tuple(codes) for code, codes in found.items()})
