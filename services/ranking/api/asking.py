"""Which board is asked for, and whether the caller may see it."""

from dataclasses import dataclass
from typing import Annotated, Literal, Protocol, TypeVar

from fastapi import Depends, Query

from services.ranking.domain.frame import Frame
from services.ranking.domain.programme import ScoringProgramme
from shared.access import Person
from shared.calendar import ALL, NO_SUCH_WINDOW
from shared.refusals import BadField, Invalid, NotFound, Text
from shared.web.schemas import CleanText
from shared.web.tokens import Unauthenticated
from shared.web.values import AS_DIGITS, TrueFalse

By = Literal["points", "approved", "registered", "percent", "submitters", "benefit", "submitters_per_100_members"]
Among = Literal["children", "cluster", "national", "provincial", "upper", "grassroots", "subdivision"]


class Shown(Protocol):
    """What knows whether everybody may see it."""

    @property
    def public(self) -> bool:
        """Whether whoever has no token may see it."""
        ...


ShownT = TypeVar("ShownT", bound=Shown)


class UnknownProgramme(NotFound):
    """No programme of this id has arrived."""

    slug = "unknown-programme"
    title = Text("Không có chương trình này", "There is no such programme")


class UnknownUnit(NotFound):
    """No unit of this code has arrived."""

    slug = "unknown-unit"
    title = Text("Không có đơn vị công đoàn này", "There is no such union unit")


@dataclass(frozen=True, slots=True)
class BoardQuery:
    """A board: whom it compares, by what, when. It names no day, so that it stays the same board after midnight."""

    programme: str
    unit: str | None
    among: str
    by: str
    window: str
    registered: int | None = None
    behind: bool = False
    movement: bool = False

    @property
    def is_of_a_day(self) -> bool:
        """Whether its answer depends on which day it is in Vietnam."""
        return self.behind or self.movement


def board_query(  # noqa: PLR0913 - each says which board
    programme: CleanText,
    unit: Annotated[CleanText | None, Query(max_length=100, description="Default: the programme's unit.")] = None,
    among: Among = "children",
    by: By = "points",
    window: Annotated[
        CleanText, Query(max_length=200, description="all, P1, 2022-Q3, 2022-07, 2022-W27, peak:…")
    ] = ALL,
    registered: Annotated[
        int | None, Query(ge=0, le=10**9, description="Only units with exactly so many."), AS_DIGITS
    ] = None,
    *,
    behind: Annotated[TrueFalse, Query(description="Only units below their target times the elapsed days.")] = False,
    movement: Annotated[
        TrueFalse, Query(description="Tell how each unit moved since yesterday and last week.")
    ] = False,
) -> BoardQuery:
    """The board the query asks for."""
    return BoardQuery(programme, unit, among, by, window, registered, behind, movement)


Asked = Annotated[BoardQuery, Depends(board_query)]


def visible(frame: Frame, programme_id: str, caller: Person | None) -> ScoringProgramme:
    """The programme, when it is known, and public or the caller has any valid token."""
    programme = frame.programmes.get(programme_id)
    if programme is None:
        raise UnknownProgramme
    if not programme.public and caller is None:
        raise Unauthenticated
    return programme


def seen(board: ShownT, caller: Person | None) -> ShownT:
    """The board; a programme may have turned private between `visible` and its reading."""
    if not board.public and caller is None:
        raise Unauthenticated
    return board


def known_unit(frame: Frame, code: str) -> str:
    """The unit that stands for `code` now."""
    if code not in frame.tree:
        raise UnknownUnit
    return frame.tree.resolve(code)


def check_window(programme: ScoringProgramme, window: str) -> None:
    """Refuse a window the programme cannot have, rather than answer with zeros for a slip of the pen."""
    if programme.calendar.span(window) is None:
        complaint = NO_SUCH_WINDOW.given(windows=tuple(programme.calendar.own_windows))
        raise Invalid(fields=[BadField("window", complaint)])
