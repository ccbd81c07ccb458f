"""What is added to an initiative after it was submitted: its description and sections of the dossier (ADR 18).

Title, summary, kind, authors and unit are what was submitted, and are never changed this way.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from services.submission.domain import deadlines
from services.submission.domain.acts import Setting
from services.submission.domain.initiative import Actor, Change, Initiative, publishing
from services.submission.domain.refusals import (
    ConfidentialDescription,
    NothingToChange,
    SectionNotAsked,
    UnknownSection,
    WrongState,
)
from shared.events.decisions import Approval, ReviewState
from shared.events.programmes import ProgrammeData
from shared.events.submissions import SUPPLEMENTED
from shared.refusals import Complaint, TooManyChanges
from shared.units import Level, UnitTree

DESCRIPTION: Final = "description"
"""The section that every initiative has; no programme's own section is called so."""
MOST_SUPPLEMENTS: Final = 100
"""Of one initiative; each is kept, so that what a decision looked at can be shown."""
TOO_OFTEN: Final = Complaint(
    "supplemented-too-often", "Chỉ được bổ sung tối đa {most} lần.", "It can be supplemented at most {most} times."
)


@dataclass(frozen=True, slots=True)
class Supplement:
    """One text that was added; the newest of its section counts. `text` is None once it was erased."""

    initiative: UUID
    number: int
    section: str
    text: str | None
    by: Actor
    at: datetime
    content_version: int
    """The one it was added to; a description belongs to no later one."""


class Addition(NamedTuple):
    """What somebody wants to add."""

    section: str
    text: str


class Supplemented(NamedTuple):
    """The initiative's change, and the text that is written with it."""

    change: Change
    supplement: Supplement


def supplement(
    initiative: Initiative, addition: Addition, present: Sequence[Supplement], by: Actor, setting: Setting
) -> Supplemented:
    """Add or replace the text of a section; `present` are the initiative's supplements so far."""
    _must_take(initiative, addition.section, setting)
    if addition.text == text_of(initiative, addition.section, present):
        raise NothingToChange
    if initiative.supplement >= MOST_SUPPLEMENTS:
        raise TooManyChanges(TOO_OFTEN.given(most=MOST_SUPPLEMENTS).text)
    number = initiative.supplement + 1
    added = replace(_with(initiative, addition), supplement=number)
    noted = added.noting("supplemented", by, setting.now, supplement=number)
    entry = Supplement(
        initiative.id, number, addition.section, addition.text, by, setting.now, initiative.content_version
    )
    return Supplemented(publishing(noted, SUPPLEMENTED, setting.now), entry)


def text_of(
    initiative: Initiative, section: str, supplements: Iterable[Supplement], content_version: int | None = None
) -> str | None:
    """What a section says among these supplements; the description is that of a version, by default the last."""
    if section != DESCRIPTION:
        return next((one.text for one in newest_first(supplements) if one.section == section), None)
    wanted = initiative.content_version if content_version is None else content_version
    for one in newest_first(supplements):
        if one.section == section and one.content_version == wanted:
            return one.text
    submitted = (version for version in initiative.versions if version.content_version == wanted)
    return next((version.content.description for version in submitted), None)


def newest_first(supplements: Iterable[Supplement]) -> list[Supplement]:
    """By number."""
    return sorted(supplements, key=lambda one: one.number, reverse=True)


def newest_of_each(lines: Iterable[tuple[int, str, int]], at: int | None = None) -> list[int]:
    """Of (number, section, content version) the numbers that count at `at`: descriptions of each content version."""
    counting: dict[tuple[str, int | None], int] = {}
    for number, section, content_version in sorted(lines):
        if at is None or number <= at:
            counting[section, content_version if section == DESCRIPTION else None] = number
    return sorted(counting.values())


def asked_for(initiative: Initiative, programme: ProgrammeData, tree: UnitTree) -> tuple[str, ...]:
    """Sections that the level an approval recommended it to looks at nothing without, there already or not."""
    level = level_led_to(initiative, tree)
    if level is None:
        return ()
    return tuple(one.code for one in programme.sections if _is_needed(one.needed_before, level))


def _is_needed(before: str | None, level: Level) -> bool:
    return before in list(Level) and not Level(before).is_above(level)


def level_led_to(initiative: Initiative, tree: UnitTree) -> Level | None:
    """The level of the next open unit above the highest approval, if that one recommends it."""
    standing = initiative.standing
    if not initiative.is_approved or standing is None or not standing.approvals:
        return None
    highest: Approval = min(standing.approvals, key=lambda approval: approval.level.depth)
    above = (tree.get(code) for code in tree.path(highest.unit)[1:])
    levels = (unit.level for unit in above if unit is not None and unit.is_open)
    return next(levels, None) if highest.recommended else None


def _must_take(initiative: Initiative, section: str, setting: Setting) -> None:
    if section != DESCRIPTION and section not in {one.code for one in setting.programme.sections}:
        raise UnknownSection
    if initiative.is_approved:
        if section not in asked_for(initiative, setting.programme, setting.tree):
            raise SectionNotAsked
    elif initiative.status not in (ReviewState.PENDING, ReviewState.RETURNED):
        raise WrongState
    if section == DESCRIPTION and (initiative.public.confidential or initiative.content.confidential):
        raise ConfidentialDescription.at("text")
    deadlines.must_take_supplements(setting.programme, setting.now, imported=initiative.imported)


def _with(initiative: Initiative, addition: Addition) -> Initiative:
    """A description is also what its authors go on working with, so that the next submission does not lose it."""
    if addition.section == DESCRIPTION:
        return replace(initiative, content=replace(initiative.content, description=addition.text))
    return replace(initiative, sections=tuple(dict.fromkeys((*initiative.sections, addition.section))))
