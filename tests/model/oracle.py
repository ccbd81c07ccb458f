"""A recount from scratch, written without any of ranking's code: slow, plain, and right."""

import math
from collections import Counter
from collections.abc import Iterable
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from shared.events import DECISIONS, PROGRAMMES, SUBMISSIONS, TARGETS, UNITS
from shared.events.decisions import Approval, Standing
from shared.events.programmes import ProgrammeData
from shared.events.submissions import SubmissionData
from shared.events.topics import Topic
from shared.messaging.consumer import Record

Key = tuple[str, str, str, str]
"""Unit, window, `direct` or `total`, figure."""
Units = dict[str, Any]
STATES = ("pending", "returned", "approved", "rejected", "revoked", "withdrawn")


def recount(records: Iterable[Record]) -> dict[Key, int]:
    """Every figure that is not 0, from the newest state of everything."""
    records = list(records)
    units = newest(records, UNITS)
    submissions, decisions = newest(records, SUBMISSIONS), newest(records, DECISIONS)
    counted: Counter[Key] = Counter()
    people: set[tuple[str, str, str]] = set()
    for programme in newest(records, PROGRAMMES).values():
        for name, submission in submissions.items():
            if submission.programme == programme.id:
                decision = decisions.get(name)
                _count(counted, people, programme, submission, decision.standing if decision else None, units)
    for _, home, window in people:
        _add(counted, units, home, window, "submitters", 1)
    return {key: amount for key, amount in counted.items() if amount}


def board(records: Iterable[Record], figures: dict[Key, int], unit: str, window: str, by: str) -> list[dict[str, Any]]:
    """The board of the units under one, in order, of the only programme there is; `figures` are `recount`'s."""
    records = list(records)
    units = newest(records, UNITS)
    (programme,) = newest(records, PROGRAMMES).values()
    goals = {data.unit: data for data in newest(records, TARGETS).values()}
    below = [
        one
        for one in units.values()
        if one.merged_into is None and one.parent is not None and heir(units, one.parent) == unit
    ]
    rows = [_row(one, window, by, figures, units, goals, programme) for one in below]
    rows.sort(key=lambda row: (row["order"], row["unit"]))
    values = [row["value"] for row in rows if row["value"] is not None]
    for row in rows:
        value = row.pop("value")
        del row["order"]
        row["rank"] = None if value is None else 1 + sum(other > value for other in values)
    return rows


def _row(
    one: Any, window: str, by: str, figures: dict[Key, int], units: Units, goals: Units, programme: ProgrammeData
) -> dict[str, Any]:
    kept = {name: figures.get((one.code, window, "total", name), 0) for name in (*STATES, "points", "submitters")}
    registered = kept["pending"] + kept["returned"] + kept["approved"]
    target = target_of(one.code, window, units, goals, programme)
    reached = kept["approved"] if programme.target_basis == "approved" else registered
    members = _members(one.code, units)
    row = {
        "unit": one.code,
        **kept,
        "submitted": sum(kept[state] for state in STATES),
        "registered": registered,
        "benefit_vnd": figures.get((one.code, window, "total", "benefit_vnd"), 0),
        "target": target,
        "percent": math.floor(Fraction(10_000 * reached, target) + Fraction(1, 2)) / 100 if target else None,
        "members": members,
    }
    measures = {
        **{name: row[name] for name in ("points", "approved", "registered", "submitters")},
        "percent": Fraction(reached, target) if target else None,
        "benefit": row["benefit_vnd"],
        "submitters_per_100_members": Fraction(row["submitters"], members) if members else None,
    }
    value = None if one.closed else measures[by]
    share = -1 if measures["percent"] is None else measures["percent"]
    shown = -1 if measures[by] is None else measures[by]
    return {**row, "value": value, "order": (value is None, -shown, -share, -row["submitters"])}


def target_of(code: str, window: str, units: Units, goals: Units, programme: ProgrammeData) -> int | None:
    """Its own row and those of what was merged into it, unless its own says that they are in it."""
    own = goals.get(code)
    rows = [own] if own else []
    if own is None or not own.includes_merged:
        rows += [goals[gone] for gone in units if gone != code and gone in goals and heir(units, gone) == code]
    found = []
    for row in rows:
        if window != "all":
            numbers = [row.assigned[window]] if window in row.assigned else []
        elif "total" in row.assigned:
            numbers = [row.assigned["total"]]
        else:
            numbers = [row.assigned[phase.code] for phase in programme.phases if phase.code in row.assigned]
        found += [sum(numbers)] if numbers else []
    return sum(found) if found else None


def _members(code: str, units: Units) -> int | None:
    if units[code].members is not None:
        return int(units[code].members)
    below = [
        _members(one.code, units)
        for one in units.values()
        if not one.closed and one.merged_into is None and one.parent and heir(units, one.parent) == code
    ]
    known = [number for number in below if number is not None]
    return sum(known) if known else None


def heir(units: Units, code: str) -> str:
    """The unit that stands for one now."""
    while code in units and units[code].merged_into is not None:
        code = units[code].merged_into
    return code


def newest(records: Iterable[Record], topic: Topic) -> dict[str, Any]:
    """The newest data of each key."""
    found: dict[str, Any] = {}
    for record in records:
        if record.topic == topic.name:
            data: Any = record.event.data  # type: ignore[union-attr]
            if record.key not in found or found[record.key].version < data.version:
                found[record.key] = data
    return found


def _count(
    counted: Counter[Key],
    people: set[tuple[str, str, str]],
    programme: ProgrammeData,
    submission: SubmissionData,
    standing: Standing | None,
    units: Units,
) -> None:
    state = _state(submission, standing)
    for window in _windows(programme, submission):
        _add(counted, units, submission.unit, window, state, 1)
        if state == "approved" and standing:
            _add(counted, units, submission.unit, window, "points", _points(programme, submission, standing))
            _add(counted, units, submission.unit, window, "benefit_vnd", standing.verified_benefit_vnd or 0)
        if state in ("pending", "returned", "approved"):
            people |= {(str(author.id), author.home_unit, window) for author in submission.authors}


def _state(submission: SubmissionData, standing: Standing | None) -> str:
    if submission.state == "withdrawn":
        return "withdrawn"
    if standing is None or standing.content_version < submission.content_version:
        return "pending"
    return str(standing.state)


def _windows(programme: ProgrammeData, submission: SubmissionData) -> set[str]:
    day = submission.registered_at.astimezone(ZoneInfo("Asia/Ho_Chi_Minh")).date()
    windows = {"all", day.strftime("%Y-%m"), day.strftime("%G-W%V"), f"{day.year}-Q{(day.month - 1) // 3 + 1}"}
    windows |= {phase.code for phase in programme.phases if phase.starts_on <= day <= phase.ends_on}
    return windows | {f"peak:{peak.name}" for peak in programme.peaks if peak.starts_on <= day <= peak.ends_on}


def _points(programme: ProgrammeData, submission: SubmissionData, standing: Standing) -> int:
    policy = programme.policy
    base, counted = 0, (submission.kind, submission.sector, submission.ownership)
    for level in ("subdivision", "grassroots", "upper", "provincial", "national"):
        for approval in standing.approvals:
            if approval.level == level:
                counted = _counts_by(submission, approval)
                table = policy.get("base", {}).get(level, {})
                base = table.get(counted[0], table.get("default", 0))
    peaks = [window[5:] for window in _windows(programme, submission) if window.startswith("peak:")]
    scaled = Fraction(base)
    scaled *= Fraction(policy.get("sector", {}).get(counted[1], 100), 100)
    scaled *= Fraction(policy.get("ownership", {}).get(counted[2], 100), 100)
    scaled *= Fraction(max([policy.get("peaks", {}).get(peak, 100) for peak in peaks], default=100), 100)
    points = math.floor(scaled + Fraction(1, 2))
    for tier in sorted(policy.get("benefit_tiers", ()), key=lambda tier: tier["from_vnd"], reverse=True):
        if (standing.verified_benefit_vnd or 0) >= tier["from_vnd"]:
            points += tier["points"]
            break
    for reward in standing.rewards:
        table = policy.get("rewards", {}).get(reward.form, {})
        points += table.get(reward.level.value, table.get("default", 0))
    return int(points)


def _counts_by(submission: SubmissionData, approval: Approval) -> tuple[str, str, str]:
    """What the approval looked at; what is said now when it does not tell."""
    if approval.kind is None or approval.sector is None or approval.ownership is None:
        return submission.kind, submission.sector, submission.ownership
    return approval.kind, approval.sector, approval.ownership


def _add(counted: Counter[Key], units: Units, leaf: str, window: str, figure: str, amount: int) -> None:
    counted[leaf, window, "direct", figure] += amount
    seen: list[str] = []
    current: str | None = leaf
    while current is not None and current not in seen:
        counted[current, window, "total", figure] += amount
        seen.append(current)
        unit = units.get(current)
        current = None if unit is None else unit.merged_into or unit.parent
