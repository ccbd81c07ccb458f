"""The bugs: where, what stands there, what is put in its place."""

from typing import Final, NamedTuple


class Bug(NamedTuple):
    """One line that is wrong."""

    name: str
    file: str
    right: str
    wrong: str


STATES: Final = "../../../shared/states"

BUGS: Final = (
    Bug("a merged unit's figures stay out of its heir", "tree", "(unit.merged_into or unit.parent)", "(unit.parent)"),
    Bug("the leaf counts and nothing above it", "tree", "= len(places)", "= len(places); break"),
    Bug("what is replaced is added again", "changes", "self._add(old, -1)", "self._add(old, 1)"),
    Bug("a stale version counts", "facts", "and arrived.version > known.version", ""),
    Bug("a decision on older content counts", STATES, "judged_content < content_version", "0 > content_version"),
    Bug("a withdrawn initiative goes on counting", STATES, "if withdrawn:", "if False:"),
    Bug("a returned one is not registered", "funnel", "(PENDING, RETURNED, APPROVED)", "(PENDING, APPROVED)"),
    Bug(
        "points are rounded twice",
        "points",
        "half_up(self.base * self.sector * self.ownership * self.peak, _WHOLE)",
        "half_up(half_up(self.base * self.sector, 100) * self.ownership * self.peak, 10_000)",
    ),
    Bug("a half goes down", "ratios", "(2 * numerator + denominator) //", "(2 * numerator + denominator - 1) //"),
    Bug("the lowest tier wins", "policy", "max(reached, default=(0, 0))", "min(reached, default=(0, 0))"),
    Bug("every reward gives its default", "policy", "reward.form)), reward.level)", 'reward.form)), "default")'),
    Bug("units equal in the metric get ranks by their place", "order", "if place == 1 or value", "if True or value"),
    Bug("who leaves stays a submitter", "changes", "(before - after, -1)", "(before - after, 0)"),
    Bug("days that an author lost stay", "changes", "if count}", "}"),
    Bug("a moved unit stays where it was", "tree", "above[code] = new.above(code)", "above[code] = old.above(code)"),
    Bug("counting afresh misses a level", "../recount/table", "range(deepest, 1, -1)", "range(deepest, 2, -1)"),
    Bug("counting afresh counts people by days", "../recount/table", "[person_days][first], 1)", "[person_days], 1)"),
)
