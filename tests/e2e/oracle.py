"""What the boards must show, counted naively from the acts that were sent; imports no service.

Of every unit: all initiatives of the unit and of the units below it, added up one by one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

STATES = ("pending", "returned", "approved", "rejected", "revoked", "withdrawn")
RANK = ("grassroots", "upper", "provincial")

POLICY: dict[str, Any] = {
    "version": 1,
    "base": {
        "grassroots": {"default": 10, "technical": 12},
        "upper": {"default": 20, "technical": 25},
        "provincial": {"default": 40},
    },
    "sector": {"production": 120, "education": 105},
    "ownership": {"fdi": 125},
    "benefit_tiers": [{"from_vnd": 10_000_000, "points": 5}, {"from_vnd": 100_000_000, "points": 11}],
    "rewards": {"giay-khen": {"default": 5, "upper": 8}, "bang-khen": {"default": 15}},
}


@dataclass
class Told:
    """One initiative, and what was done to it as the answers confirmed it."""

    id: str
    unit: str
    author: str
    home_unit: str
    sub: str
    kind: str = "technical"
    state: str = "pending"
    levels: list[str] = field(default_factory=list)
    rewards: list[tuple[str, str]] = field(default_factory=list)
    benefit_vnd: int = 0
    supplement: int = 0

    def points(self, units: Mapping[str, Mapping[str, Any]]) -> int:
        """Its points by POLICY; `units` tell sector and ownership."""
        if self.state != "approved":
            return 0
        by_kind = POLICY["base"][max(self.levels, key=RANK.index)]
        unit = units[self.unit]
        scaled = Decimal(by_kind.get(self.kind, by_kind["default"]))
        scaled *= Decimal(POLICY["sector"].get(unit["sector"], 100)) / 100
        scaled *= Decimal(POLICY["ownership"].get(unit["ownership"], 100)) / 100
        points = int(scaled.quantize(Decimal(1), ROUND_HALF_UP))
        points += max((t["points"] for t in POLICY["benefit_tiers"] if self.benefit_vnd >= t["from_vnd"]), default=0)
        for form, level in self.rewards:
            by_level = POLICY["rewards"][form]
            points += by_level.get(level, by_level["default"])
        return points


def figures(told: Iterable[Told], code: str, units: Mapping[str, Mapping[str, Any]]) -> dict[str, int]:
    """The row of one unit: of what was entered for it and below it; an author counts where their home unit is."""
    told = list(told)
    below = _subtree(code, units)
    mine = [one for one in told if one.unit in below]
    counted = {state: sum(one.state == state for one in mine) for state in STATES}
    registered = ("pending", "returned", "approved")
    return {
        **counted,
        "submitted": len(mine),
        "registered": sum(counted[state] for state in registered),
        "points": sum(one.points(units) for one in mine),
        "benefit_vnd": sum(one.benefit_vnd for one in mine if one.state == "approved"),
        "submitters": len({one.author for one in told if one.home_unit in below and one.state in registered}),
    }


def _subtree(code: str, units: Mapping[str, Mapping[str, Any]]) -> set[str]:
    below = {code}
    while True:
        more = {unit for unit, body in units.items() if body["parent"] in below} - below
        if not more:
            return below
        below |= more
