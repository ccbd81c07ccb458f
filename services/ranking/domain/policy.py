"""A scoring policy as the programme carries it. What is missing or unreadable is neutral: 0 points, 100 %.

Shape: {"version": 1, "base": {level: {kind | "default": points}}, "sector": {sector: percent},
"ownership": {ownership: percent}, "peaks": {name: percent}, "benefit_tiers": [{"from_vnd": n, "points": n}],
"rewards": {form: {level | "default": points}}}
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from services.ranking.domain.facts import Reward
from services.ranking.domain.grading import GradeClass
from shared.units import Level

DEFAULT: Final = "default"
NEUTRAL: Final = 100


@dataclass(frozen=True, slots=True)
class Policy:
    """Look-ups on policy data, all total: a policy nobody validated must not stop the boards."""

    data: Mapping[str, Any]

    def scores_as(self, other: "Policy") -> bool:
        """Whether points are the same under both, whatever they say of grading."""
        return _scoring(self.data) == _scoring(other.data)

    @property
    def version(self) -> int:
        """0 when the programme names none."""
        return _whole(self.data.get("version"), 0)

    def base(self, level: Level, kind: str) -> int:
        """Points of an approval at a level, by kind."""
        return _choice(_table(_table(self.data.get("base")).get(level)), kind)

    def sector(self, sector: str) -> int:
        """Percent."""
        return _whole(_table(self.data.get("sector")).get(sector), NEUTRAL)

    def ownership(self, ownership: str) -> int:
        """Percent."""
        return _whole(_table(self.data.get("ownership")).get(ownership), NEUTRAL)

    def peak(self, names: Iterable[str]) -> int:
        """Percent; of overlapping peaks the highest, 100 outside any."""
        table = _table(self.data.get("peaks"))
        return max((_whole(table.get(name), NEUTRAL) for name in names), default=NEUTRAL)

    def tier(self, benefit_vnd: int) -> int:
        """Points of the highest tier that a verified benefit reaches."""
        tiers = self.data.get("benefit_tiers")
        reached = [
            (_whole(tier.get("from_vnd"), 0), _whole(tier.get("points"), 0))
            for tier in (tiers if isinstance(tiers, list | tuple) else ())
            if isinstance(tier, Mapping) and 0 < benefit_vnd >= _whole(tier.get("from_vnd"), 0)
        ]
        return max(reached, default=(0, 0))[1]

    @property
    def classes(self) -> tuple[GradeClass, ...]:
        """The classes of the grading, highest first."""
        classes = _table(self.data.get("grading")).get("classes")
        found = [
            GradeClass(
                str(one.get("name")), _whole(one.get("from_percent"), 0), _whole(one.get("min_submitters_per_100"), 0)
            )
            for one in (classes if isinstance(classes, list | tuple) else ())
            if isinstance(one, Mapping)
        ]
        return tuple(sorted(found, key=lambda one: -one.from_percent))

    def reward(self, reward: Reward) -> int:
        """Points of one standing reward."""
        return _choice(_table(_table(self.data.get("rewards")).get(reward.form)), reward.level)


def _scoring(data: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if name not in ("version", "grading")}


def _table(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _choice(table: Mapping[str, Any], key: str) -> int:
    return _whole(table.get(key, table.get(DEFAULT)), 0)


def _whole(value: Any, otherwise: int) -> int:
    return value if type(value) is int and value >= 0 else otherwise
