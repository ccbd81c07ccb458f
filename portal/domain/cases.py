"""What of a case is told beside its fields: what its authors changed, whose approval stands, what may be decided."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from portal.domain.diff import Piece, words

TEXTS: Final = ("title", "summary", "field", "description")
LEVELS: Final = ("subdivision", "grassroots", "upper", "provincial", "national")
Case = Mapping[str, Any]


def text_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Piece]]:
    """The texts that differ, by words."""
    names = (name for name in TEXTS if name in before and name in after)
    return {name: words(before[name], after[name]) for name in names if (before[name] or "") != (after[name] or "")}


def acts_on(case: Case, levels: Iterable[str | None]) -> tuple[str, ...]:
    """What people of these levels may decide: whether it is theirs to decide at all, review knows.

    While no approval stands it is approved, returned or rejected; above the highest approval it is approved,
    declined or asked back; a level that was asked to take its own approval back may decline that.
    """
    if case["status"] == "withdrawn":
        return ()
    if not case["approvals"]:
        return ("approve", "return", "reject")
    top = max(_height(approval["level"]) for approval in case["approvals"])
    if any(_height(level) > top for level in levels):
        return ("approve", "decline", "ask-revocation")
    return ("decline",) if case["awaiting_level"] is not None and case["awaiting_level"] in levels else ()


def _height(level: str | None) -> int:
    return LEVELS.index(level) if level in LEVELS else -1


def lines_since(case: Case, seen: int) -> Sequence[Any]:
    """Lines of the history that were written after `seen` of them."""
    new = len(case["history"]) + case["earlier_lines"] - seen
    return case["history"][-new:] if new > 0 else ()


def line_count(case: Case) -> int:
    """How many lines the history has had."""
    return len(case["history"]) + int(case["earlier_lines"])


def claim_of(case: Case, me: str) -> str:
    """Who holds it: `nobody`, `me` or `another`."""
    if case["claim"] is None:
        return "nobody"
    return "me" if case["claim"]["holder"] == me else "another"
