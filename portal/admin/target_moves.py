"""What a file of targets would change, unit by unit and window by window."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from portal.admin.target_rows import TOTAL
from portal.domain import windows

MOST_SHOWN: Final = 100
"""Units, each of whose names is asked for."""
Words = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Move:
    """One target that would be another; `before` is None where none was set."""

    unit: str
    window: str
    before: int | None
    after: int


@dataclass(frozen=True, slots=True)
class Moves:
    """All of a file; `shown` are those of the first units alone."""

    shown: list[Move]
    units: int
    unchanged: int

    @property
    def more_units(self) -> int:
        """Units that would change and are not shown."""
        return self.units - len({move.unit for move in self.shown})


def moves_of(targets: Sequence[Mapping[str, Any]]) -> Moves:
    """As submission judged the file: `{unit, before, after}`, each of them counts by window."""
    by_unit = [moves for target in targets if (moves := list(_of_unit(target)))]
    shown = [move for moves in by_unit[:MOST_SHOWN] for move in moves]
    return Moves(shown, len(by_unit), len(targets) - len(by_unit))


def _of_unit(target: Mapping[str, Any]) -> Iterable[Move]:
    before, after = target["before"], target["after"]
    for window, count in after.items():
        if before.get(window) != count:
            yield Move(target["unit"], window, before.get(window), count)


def window_named(window: str, phases: Sequence[dict[str, Any]], words: Words) -> str:
    """What the page calls a window that has a target."""
    return windows.name_of(windows.WHOLE if window == TOTAL else window, phases, words)
