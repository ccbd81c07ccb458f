"""What an initiative says, and whether it may be said."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from services.submission.domain.refusals import (
    AppliedInFuture,
    AppliedOutsideProgramme,
    ClosedUnit,
    ConfidentialDescription,
    MergedUnit,
    SharesNotWhole,
    TooManyAuthors,
    UnitOutsideProgramme,
    UnknownUnit,
)
from shared.calendar import day_of
from shared.events.programmes import ProgrammeData
from shared.refusals import Complaint
from shared.units import Unit, UnitTree

MAX_AUTHORS = 20
WHOLE = 100
_TWICE = Complaint("author-named-twice", "Một tác giả được nêu hai lần", "An author is named twice")
_MERGED_INTO = Complaint("merged-into", "Đơn vị đã sáp nhập vào {heir}", "The unit was merged into {heir}")


@dataclass(frozen=True, slots=True)
class Share:
    """One author's part, in percent, with the home unit their card named when it was entered.

    `formerly` is the id of the card a proxy had made before the account was linked: whoever told the one has told
    the other.
    """

    id: UUID
    share: int
    home_unit: str
    formerly: UUID | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """What its authors tell of an initiative; `claimed_benefit_vnd` is of the first 12 months."""

    programme: str
    unit: str
    kind: str
    field: str
    title: str
    summary: str
    authors: tuple[Share, ...]
    description: str | None = None
    first_applied_on: date | None = None
    claimed_benefit_vnd: int | None = None
    confidential: bool = False

    @property
    def author_ids(self) -> tuple[UUID, ...]:
        """The authors, in the order they were given."""
        return tuple(author.id for author in self.authors)

    def under_heir(self, tree: UnitTree) -> "Content":
        """Of a unit that was merged away since, the content under its heir; what is corrected need not name it."""
        heir = tree.resolve(self.unit)
        return self if heir == self.unit else replace(self, unit=heir)


def check(content: Content, programme: ProgrammeData, tree: UnitTree, now: datetime) -> None:
    """Refuse what cannot be said, draft or not; deadlines are checked when it is submitted."""
    open_unit(content.unit, tree, programme)
    check_authors(content.authors)
    if content.confidential and content.description:
        raise ConfidentialDescription.at("description")
    if content.first_applied_on is not None:
        _check_first_applied(content.first_applied_on, programme, day_of(now))


def keeping_former(authors: tuple[Share, ...], known: Sequence[Share]) -> tuple[Share, ...]:
    """The authors a request lists, each still with the former id that is known of them."""
    former = {author.id: author.formerly for author in known}
    return tuple(replace(author, formerly=former.get(author.id)) for author in authors)


def check_authors(authors: Sequence[Share]) -> None:
    """From 1 to 20 different people whose shares add up to 100."""
    if len(authors) > MAX_AUTHORS:
        raise TooManyAuthors.at("authors")
    if len({author.id for author in authors}) != len(authors):
        raise SharesNotWhole.at("authors", _TWICE)
    if sum(author.share for author in authors) != WHOLE:
        raise SharesNotWhole.at("authors")


def open_unit(code: str, tree: UnitTree, programme: ProgrammeData | None = None, field: str = "unit") -> Unit:
    """The unit, when initiatives may be entered for it (within the programme, if one is given)."""
    unit = tree.get(code)
    if unit is None:
        raise UnknownUnit.at(field)
    if unit.merged_into is not None:
        raise MergedUnit.at(field, _MERGED_INTO.given(heir=tree.resolve(code)))
    if not unit.is_open:
        raise ClosedUnit.at(field)
    if programme is not None and not tree.is_within(code, programme.root_unit):
        raise UnitOutsideProgramme.at(field)
    return unit


def _check_first_applied(day: date, programme: ProgrammeData, today: date) -> None:
    if day > today:
        raise AppliedInFuture.at("first_applied_on")
    if not programme.starts_on <= day <= programme.ends_on:
        raise AppliedOutsideProgramme.at("first_applied_on")
