"""Which rows of a board are asked for; ranks stay those of the whole board."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from services.ranking.domain.order import Row
from services.ranking.domain.programme import ScoringProgramme
from shared.calendar import Span


@dataclass(frozen=True, slots=True)
class Filter:
    """`registered`: exactly so many; `behind_on`: only those below their target's share of the days begun by then."""

    registered: int | None = None
    behind_on: date | None = None

    def of(self, rows: Iterable[Row], programme: ScoringProgramme, span: Span | None) -> list[Row]:
        """The rows it lets through, in their order."""
        return [row for row in rows if self._counts(row) and self._is_behind(row, programme, span)]

    def _counts(self, row: Row) -> bool:
        return self.registered is None or row["registered"] == self.registered

    def _is_behind(self, row: Row, programme: ScoringProgramme, span: Span | None) -> bool:
        if self.behind_on is None:
            return True
        if span is None or row["target"] is None or row["closed"]:
            return False
        goal: int = row["target"]
        return programme.reached(row) * span.total < goal * span.elapsed(self.behind_on)
