"""What a form shows of its programme and unit, whoever asks."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from portal.upstream.apis import Apis, Visit
from portal.upstream.problems import FieldProblem, Problem, Refused

MOST_CHIPS: Final = 12


@dataclass(frozen=True, slots=True)
class Choice:
    """What is sent, and what it is called in the reader's language."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class KnownForm:
    """One programme's form for one unit."""

    programme: Mapping[str, Any]
    is_open: bool
    why_closed: str | None
    unit: Choice
    above: tuple[str, ...]
    """Names of the units above it, the nearest first."""
    is_unit_open: bool
    kinds: tuple[Choice, ...]
    chips: tuple[Choice, ...]
    """Fields of work of the unit's sector."""


async def known_form(apis: Apis, visit: Visit, programme: str, unit: str) -> KnownForm | str:
    """The form, or the code of the unit that it is of now: of a merged unit its heir's."""
    try:
        answer = await apis.submission.form(visit, programme, unit)
    except Refused as refused:
        if heir := heir_in(refused):
            return heir
        raise
    known = _form(answer, visit.language, _why_closed(apis, visit, answer["closed_because"]))
    return known.unit.code if known.unit.code != unit else known


def heir_in(refused: Refused) -> str | None:
    """The unit that a refusal says another was merged into."""
    if refused.problem.slug != "merged-unit":
        return None
    for one in refused.problem.fields:
        if one.params and "heir" in one.params:
            return str(one.params["heir"])
    return None


def _why_closed(apis: Apis, visit: Visit, why: Mapping[str, Any] | None) -> str | None:
    """The sentence in the reader's language, which the service may not speak."""
    if why is None:
        return None
    field_problem = FieldProblem("programme", why[visit.language], why["code"])
    problem = Problem("submission", 409, "programme-not-open", "", fields=(field_problem,))
    return apis.localise(problem, visit.reader).fields[0].message


def _form(answer: Mapping[str, Any], language: str, why_closed: str | None) -> KnownForm:
    unit = answer["unit"]
    fitting = [each for each in answer["fields"] if unit["sector"] in each["sectors"]]
    return KnownForm(
        programme=answer["programme"],
        is_open=answer["open"],
        why_closed=why_closed,
        unit=Choice(unit["code"], unit["name"]),
        above=tuple(each["name"] for each in reversed(unit["path"])),
        is_unit_open=not unit["closed"],
        kinds=tuple(Choice(each["code"], each[language]) for each in answer["kinds"]),
        chips=tuple(Choice(each["vi"], each[language]) for each in fitting[:MOST_CHIPS]),
    )
