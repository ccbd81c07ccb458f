"""Every figure of every unit in every window, counted anew from the histories (design §4), exactly."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta, timezone
from fractions import Fraction
from typing import Any

from deploy.demo.report_history import History, UnitRow
from deploy.demo.report_initiative import REGISTERED, Counted

HERE = timezone(timedelta(hours=7))
"""Viet Nam has had no summer time since 1975."""

LEVELS = ("national", "provincial", "upper", "grassroots", "subdivision")
STATES = ("pending", "returned", "approved", "rejected", "revoked", "withdrawn")
METRICS = ("submitted", *STATES, "registered", "submitters", "benefit_vnd", "points", "percent", "target")

SHARE = "share"
"""How much of the target is reached, exactly: what boards compare where they show a percentage."""

Figures = dict[str, Any]
Standings = dict[str, dict[str, dict[str, Figures]]]
"""programme → unit → window → metric → figure."""


def recount(history: History) -> Standings:
    """All figures; a unit and window in which nothing happened and nothing was asked is left out."""
    sums: dict[tuple[str, str, str], Counter[str]] = defaultdict(Counter)
    people: dict[tuple[str, str, str], set[tuple[str, str]]] = defaultdict(set)
    for counted in history.initiatives.values():
        if counted.registered_at is None or not counted.content_version:
            continue
        programme = history.programmes[counted.programme]
        adds = _adds(counted, programme)
        for window in windows_of(programme, _day(counted.registered_at)):
            for unit in path(history.units, counted.unit):
                sums[counted.programme, unit, window].update(adds)
            for author, home in counted.authors.items() if counted.status in REGISTERED else ():
                for unit in path(history.units, home):
                    people[counted.programme, unit, window].add((author, home))
    return _together(history, sums, people)


def _together(
    history: History,
    sums: Mapping[tuple[str, str, str], Counter[str]],
    people: Mapping[tuple[str, str, str], set[tuple[str, str]]],
) -> Standings:
    standings: Standings = {programme: {} for programme in history.programmes}
    asked = {(p, u, window) for (p, u), rows in history.targets.items() for window in ("all", *rows)}
    for programme, unit, window in {*sums, *people, *(key for key in asked if key[2] != "total")}:
        key = (programme, unit, window)
        figures: Figures = dict.fromkeys(METRICS, 0)
        figures.update(sums.get(key, {}))
        figures["submitters"] = len(people.get(key, ()))
        body = history.programmes[programme]
        target = target_of(history.targets.get((programme, unit), {}), window, body)
        reached = figures["approved" if body["target_basis"] == "approved" else "registered"] or 0
        figures["target"] = target
        figures["percent"] = half_up(reached * 10_000, target) / 100 if target else None
        figures[SHARE] = Fraction(reached, target) if target else None
        standings[programme].setdefault(unit, {})[window] = figures
    return standings


def _adds(counted: Counted, programme: Mapping[str, Any]) -> dict[str, int]:
    status = counted.status
    approved = status == "approved"
    return {
        "submitted": 1,
        status: 1,
        "registered": int(status in REGISTERED),
        "benefit_vnd": counted.benefit_vnd if approved else 0,
        "points": points(counted, programme) if approved else 0,
    }


def points(counted: Counted, programme: Mapping[str, Any]) -> int:
    """Points of an approved initiative by the programme's policy."""
    policy = programme["policy"]
    day = _day(counted.registered_at) if counted.registered_at else date.min
    highest = min(counted.approvals.values(), key=lambda approval: LEVELS.index(approval.level))
    kind, sector, ownership = highest.looked_at
    scaled = _table(policy["base"].get(highest.level, {}), kind)
    scaled *= policy["sector"].get(sector, 100) * policy["ownership"].get(ownership, 100)
    scaled *= max([policy["peaks"].get(peak, 100) for peak in _peaks(programme, day)], default=100)
    tiers = [tier for tier in policy["benefit_tiers"] if counted.benefit_vnd >= tier["from_vnd"]]
    tier = max(tiers, key=lambda tier: tier["from_vnd"])["points"] if tiers and counted.benefit_vnd else 0
    rewards = [_table(policy["rewards"].get(reward.form, {}), reward.level) for reward in counted.rewards.values()]
    return half_up(scaled, 100**3) + int(tier) + sum(rewards)


def windows_of(programme: Mapping[str, Any], day: date) -> Iterator[str]:
    """The windows a day falls into."""
    yield "all"
    yield from (part["code"] for part in programme["phases"] if _within(part, day))
    yield f"{day.year}-Q{(day.month - 1) // 3 + 1}"
    yield f"{day:%Y-%m}"
    yield f"{day:%G-W%V}"
    yield from (f"peak:{peak}" for peak in _peaks(programme, day))


def target_of(rows: Mapping[str, int], window: str, programme: Mapping[str, Any]) -> int | None:
    """A unit's own row for a window; the whole programme's is its total, else the phases' sum."""
    if window != "all":
        return rows.get(window)
    if "total" in rows:
        return rows["total"]
    phases = [rows[part["code"]] for part in programme["phases"] if part["code"] in rows]
    return sum(phases) if phases else None


def path(units: Mapping[str, UnitRow], code: str) -> Iterator[str]:
    """The unit and all above it."""
    while code:
        yield code
        code = units[code]["parent_code"]


def half_up(numerator: int, denominator: int) -> int:
    """Rounded to the nearest whole, a half upwards."""
    whole, rest = divmod(numerator, denominator)
    return whole + (2 * rest >= denominator)


def _table(points_by: Mapping[str, int], name: str) -> int:
    return points_by.get(name, points_by.get("default", 0))


def _peaks(programme: Mapping[str, Any], day: date) -> list[str]:
    return [peak["name"] for peak in programme["peaks"] if _within(peak, day)]


def _within(part: Mapping[str, str], day: date) -> bool:
    return part["starts_on"] <= day.isoformat() <= part["ends_on"]


def _day(moment: datetime) -> date:
    return moment.astimezone(HERE).date()
