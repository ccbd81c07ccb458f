"""One programme's initiatives and attendance as columns, and the cells they come to: a window at a time.

Columns, since a federation's year is millions of rows: an initiative takes 25 bytes here and some thousand as objects.
All figures are 64-bit integers, as in the store.
"""

from array import array
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from services.ranking.domain.cells import Cell
from services.ranking.domain.changes import Figures, Spot
from services.ranking.domain.contribution import BENEFIT, FIGURES, POINTS, SUBMITTERS, contribution_of
from services.ranking.domain.dailies import daily_totals
from services.ranking.domain.facts import Facts
from services.ranking.domain.programme import ScoringProgramme
from services.ranking.domain.tree import Paths

Ints = NDArray[np.int64]
_COLUMN: Final = {figure: number for number, figure in enumerate(FIGURES)}


class Names:
    """Words by number."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self._numbers: dict[str, int] = {}

    def number(self, word: str) -> int:
        """The number of a word, a new one when it is new."""
        number = self._numbers.get(word)
        if number is None:
            number = self._numbers[word] = len(self.words)
            self.words.append(word)
        return number


class Table:
    """Rows are added one by one; `cells` counts them."""

    def __init__(self, programme: ScoringProgramme) -> None:
        self._programme = programme
        self._units = Names()
        self._days = Names()
        self._unit, self._day, self._state = array("i"), array("i"), array("b")
        self._points, self._benefit = array("q"), array("q")
        self._person, self._home, self._person_day = array("i"), array("i"), array("i")
        self._people = 0
        self._dailies: dict[Spot, Figures] = {}

    def add(self, facts: Facts) -> None:
        """One initiative."""
        counted = contribution_of(facts, self._programme)
        if counted is None:
            return
        self._unit.append(self._units.number(counted.unit))
        self._day.append(self._days.number(counted.day))
        self._state.append(_COLUMN[counted.state])
        self._points.append(counted.points)
        self._benefit.append(counted.benefit_vnd)
        daily = self._dailies.setdefault(Spot(counted.programme, counted.unit, counted.month), {})
        daily[counted.of_its_day] = daily.get(counted.of_its_day, 0) + 1

    def dailies(self, paths: Paths) -> dict[Spot, Figures]:
        """Every unit's counts by day, by month."""
        return daily_totals(self._dailies, paths)

    def enrol(self, home_unit: str, days: Iterable[str]) -> None:
        """One author at one home unit, with the days of their registered initiatives."""
        home = self._units.number(home_unit)
        for day in days:
            self._person.append(self._people)
            self._home.append(home)
            self._person_day.append(self._days.number(day))
        self._people += 1

    def cells(self, paths: Paths) -> Iterator[dict[Spot, Cell]]:
        """Every cell that is not empty, a window at a time."""
        forest = _Forest(self._units, paths)
        for window, days in self._windows().items():
            direct = self._counted(days, len(forest.codes))
            total = forest.rolled_up(direct)
            yield dict(_cells(self._programme.id, window, forest.codes, direct, total))

    def _windows(self) -> dict[str, NDArray[np.bool_]]:
        """Window → which of the days, by number, fall into it."""
        found: dict[str, NDArray[np.bool_]] = {}
        for number, day in enumerate(self._days.words):
            for window in self._programme.calendar.windows_of(date.fromisoformat(day)):
                found.setdefault(window, np.zeros(len(self._days.words), dtype=bool))[number] = True
        return found

    def _counted(self, days: NDArray[np.bool_], units: int) -> Ints:
        direct = np.zeros((units, len(FIGURES)), dtype=np.int64)
        here = days[_of(self._day, np.int32)]
        unit = _of(self._unit, np.int32)[here]
        np.add.at(direct, (unit, _of(self._state, np.int8)[here]), 1)
        np.add.at(direct[:, _COLUMN[POINTS]], unit, _of(self._points, np.int64)[here])
        np.add.at(direct[:, _COLUMN[BENEFIT]], unit, _of(self._benefit, np.int64)[here])
        person_days = days[_of(self._person_day, np.int32)]
        _, first = np.unique(_of(self._person, np.int32)[person_days], return_index=True)
        np.add.at(direct[:, _COLUMN[SUBMITTERS]], _of(self._home, np.int32)[person_days][first], 1)
        return direct


class _Forest:
    """The counting paths as numbers: what each unit counts for, deepest units first."""

    def __init__(self, units: Names, paths: Paths) -> None:
        for code in list(units.words):
            for above in paths.of(code):
                units.number(above)
        self.codes = units.words
        over = [paths.above(code) for code in self.codes]
        self._above: Ints = np.array([-1 if code is None else units.number(code) for code in over], dtype=np.int64)
        depth: Ints = np.array([len(paths.of(code)) for code in self.codes], dtype=np.int64)
        deepest = int(depth.max(initial=1))
        self._levels = [np.flatnonzero(depth == level) for level in range(deepest, 1, -1)]

    def rolled_up(self, direct: Ints) -> Ints:
        """Totals: each unit's own figures and those of all that counts for it."""
        total = direct.copy()
        for level in self._levels:
            np.add.at(total, self._above[level], total[level])
        return total


def _of(column: "array[int]", kind: type[np.signedinteger]) -> NDArray[np.signedinteger]:
    return np.frombuffer(column, dtype=kind) if len(column) else np.zeros(0, dtype=kind)


def _cells(programme: str, window: str, codes: list[str], direct: Ints, total: Ints) -> Iterator[tuple[Spot, Cell]]:
    places = np.flatnonzero(total.any(axis=1) | direct.any(axis=1))
    rows = zip(places.tolist(), direct[places].tolist(), total[places].tolist(), strict=True)
    for number, own, whole in rows:
        yield Spot(programme, codes[number], window), Cell(_figures(own), _figures(whole))


def _figures(row: list[int]) -> dict[str, int]:
    return {name: amount for name, amount in zip(FIGURES, row, strict=True) if amount}
