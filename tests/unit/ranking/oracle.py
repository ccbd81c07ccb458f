"""A recount from scratch, written without any of ranking's code: slow, plain, and right."""

import contextlib
import math
from collections import Counter
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from shared.events import DECISIONS, PROGRAMMES, SUBMISSIONS, UNITS
from shared.events.decisions import Standing
from shared.events.programmes import ProgrammeData
from shared.events.submissions import SubmissionData
from shared.events.topics import Topic
from shared.messaging.consumer import Record
from shared.units import UnitTree

Key = tuple[str, str, str, str]
"""Unit, window, `direct` or `total`, figure."""


def recount(records: list[Record]) -> dict[Key, int]:
    """Every figure that is not 0, from the newest state of everything."""
    units: dict[str, Any] = _newest(records, UNITS)
    submissions, decisions = _newest(records, SUBMISSIONS), _newest(records, DECISIONS)
    tree = UnitTree(data.to_unit() for data in units.values())
    counted: Counter[Key] = Counter()
    people: set[tuple[str, str, str]] = set()
    for programme in _newest(records, PROGRAMMES).values():
        for name, submission in submissions.items():
            if submission.programme == programme.id:
                decision = decisions.get(name)
                _count(counted, people, programme, submission, decision.standing if decision else None, tree)
    for _, home, window in people:
        _add(counted, tree, home, window, "submitters", 1)
    return {key: amount for key, amount in counted.items() if amount}


def _newest(records: list[Record], topic: Topic) -> dict[str, Any]:
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
    tree: UnitTree,
) -> None:
    state = _state(submission, standing)
    for window in _windows(programme, submission):
        _add(counted, tree, submission.unit, window, state, 1)
        if state == "approved" and standing:
            _add(counted, tree, submission.unit, window, "points", _points(programme, submission, standing))
            _add(counted, tree, submission.unit, window, "benefit_vnd", standing.verified_benefit_vnd or 0)
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
    base = 0
    for level in ("subdivision", "grassroots", "upper", "provincial", "national"):
        if any(approval.level == level for approval in standing.approvals):
            table = policy.get("base", {}).get(level, {})
            base = table.get(submission.kind, table.get("default", 0))
    peaks = [window[5:] for window in _windows(programme, submission) if window.startswith("peak:")]
    scaled = Fraction(base)
    scaled *= Fraction(policy.get("sector", {}).get(submission.sector, 100), 100)
    scaled *= Fraction(policy.get("ownership", {}).get(submission.ownership, 100), 100)
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


def _add(counted: Counter[Key], tree: UnitTree, leaf: str, window: str, figure: str, amount: int) -> None:
    counted[leaf, window, "direct", figure] += amount
    seen: list[str] = []
    current: str | None = leaf
    while current is not None and current not in seen:
        counted[current, window, "total", figure] += amount
        seen.append(current)
        unit = tree.get(current)
        current = None
        with contextlib.suppress(AttributeError):
            current = unit.merged_into or unit.parent  # type: ignore[union-attr]
