"""How many members a unit has."""

from collections.abc import Iterable

from shared.units import UnitTree


class Members:
    """A unit's own number where its card gives one, else the sum of its children's; remembered as asked for."""

    def __init__(self, tree: UnitTree) -> None:
        self._tree = tree
        self._known: dict[str, int | None] = {}

    def of(self, code: str) -> int | None:
        """Members of a unit; None when neither it nor anything below it gives a number."""
        if code not in self._known:
            self._count(code)
        return self._known[code]

    def on(self, tree: UnitTree, changed: Iterable[str]) -> "Members":
        """On a tree in which these units are others; what stands above none of them is remembered."""
        other = Members(tree)
        other._known = dict(self._known)
        for code in changed:
            for known in (self._tree, tree):
                for stale in (code, *known.path(code)):
                    unit = known.get(stale)
                    other._known.pop(stale, None)
                    other._known.pop((unit and unit.parent) or "", None)  # a parent nobody told of yet has children too
        return other

    def _count(self, code: str) -> None:
        """From below: a chain may be deep. What closes a circle counts for nothing."""
        waiting, begun = [code], set[str]()
        while waiting:
            current = waiting[-1]
            unit = self._tree.get(current)
            own = unit.members if unit is not None else None
            below = [child.code for child in self._tree.children(current) if not child.closed] if own is None else []
            if current not in begun:
                begun.add(current)
                waiting += (one for one in below if one not in self._known and one not in begun)
                if waiting[-1] is not current:
                    continue
            waiting.pop()
            numbers = [number for one in below if (number := self._known.get(one)) is not None]
            self._known[current] = own if own is not None else sum(numbers) if numbers else None
