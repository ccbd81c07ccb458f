"""Initiatives that need not exist, to see what a policy would give them beside what the standing one gives."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from portal.admin.policy_form import amount_of
from portal.admin.visiting import Administration
from portal.upstream.problems import Away, Problem, Refused
from portal.web.errors import UNAUTHENTICATED
from portal.web.forms import Form

FIELDS: Final = ("kind", "level", "sector", "ownership", "peak", "benefit", "reward", "reward_level")
COUNT: Final = 3
FIRST: Final[tuple[Mapping[str, str], ...]] = (
    {"kind": "technical", "level": "grassroots", "sector": "production", "ownership": "state", "benefit": "12tr"},
    {"kind": "technical", "level": "upper", "sector": "production", "ownership": "fdi", "benefit": "250tr"},
    {"kind": "research", "level": "provincial", "sector": "other", "ownership": "state", "benefit": ""},
)
"""What the form suggests."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One of them: where it stands in the form, its points by the standing policy and by the typed one."""

    row: int
    now: int | None
    then: int
    lines: list[dict[str, Any]]


def suggest(form: Form) -> None:
    """Put the first samples into a form that has none."""
    for row, sample in enumerate(FIRST):
        for name in FIELDS:
            form.values.setdefault(f"samples.{row}.{name}", sample.get(name, ""))


def rows_of(form: Form) -> list[int]:
    """The rows that name a kind and a level."""
    return [row for row in range(COUNT) if form.value(f"samples.{row}.kind") and form.value(f"samples.{row}.level")]


def cases_of(form: Form, peaks: Sequence[str], visit: Administration) -> list[dict[str, Any]]:
    """As ranking takes them; an amount that cannot be read gets a sentence."""
    return [_case(form, row, peaks, visit) for row in rows_of(form)]


async def points(
    visit: Administration, form: Form, cases: list[dict[str, Any]], typed: dict[str, Any], standing: dict[str, Any]
) -> list[Sample] | None:
    """Points by both policies; None when ranking does not tell, which holds nothing up."""
    if not cases:
        return []
    try:
        then = await visit.apis.ranking.try_policy(visit.visit, typed, cases)
        now = await visit.apis.ranking.try_policy(visit.visit, standing, cases) if standing else None
    except Away:
        return None
    except Refused as refused:
        if refused.problem.status == UNAUTHENTICATED:
            raise
        form.take(refused.problem, fields_of_the_api(refused.problem, form))
        return None
    return [
        Sample(row, now[place]["points"] if now else None, one["points"], one["lines"])
        for place, (row, one) in enumerate(zip(rows_of(form), then, strict=True))
    ]


def fields_of_the_api(problem: Problem, form: Form) -> dict[str, str]:
    """Ranking's names of what it refuses, and ours."""
    names = {"verified_benefit_vnd": "benefit", "rewards": "reward"}
    found: dict[str, str] = {}
    for one in problem.fields:
        group, _, rest = one.field.partition(".")
        place, _, name = rest.partition(".")
        rows = rows_of(form)
        if group == "cases" and place.isdecimal() and len(place) < len("1000") and int(place) < len(rows):
            found[one.field] = f"samples.{rows[int(place)]}.{names.get(name.partition('.')[0], name)}"
    return found


def _case(form: Form, row: int, peaks: Sequence[str], visit: Administration) -> dict[str, Any]:
    text = {name: form.value(f"samples.{row}.{name}") for name in FIELDS}
    case: dict[str, Any] = {"kind": text["kind"], "level": text["level"]}
    case |= {name: text[name] for name in ("sector", "ownership") if text[name]}
    if text["peak"].isdecimal() and len(text["peak"]) < len("1000") and int(text["peak"]) < len(peaks):
        case["peak"] = peaks[int(text["peak"])]
    case["verified_benefit_vnd"] = amount_of(form, f"samples.{row}.benefit", visit.words) or 0
    if text["reward"]:
        case["rewards"] = [{"form": text["reward"], "level": text["reward_level"] or text["level"]}]
    return case
