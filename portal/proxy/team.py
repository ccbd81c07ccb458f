"""For which units the visitor helps others, and the one they look at: services judge, here it is said in words."""

from dataclasses import dataclass
from typing import Any, Final

from fastapi import Request

from portal.domain.roles import REGISTERING, units_of
from portal.store import Session
from portal.upstream.apis import Apis, Visit
from portal.upstream.problems import Problem, Refused
from portal.web.errors import FORBIDDEN, pages_of

ENTERING: Final = ("proxy",)


@dataclass(frozen=True, slots=True)
class Team:
    """One visit of somebody who helps."""

    apis: Apis
    visit: Visit
    me: dict[str, Any]
    unit: str
    """The one looked at: the visitor's own, or one below."""
    path: tuple[str, ...]
    """That unit and all above it, the highest first."""
    names: dict[str, str]
    own: tuple[str, ...]
    may_enter: bool
    """Whether they post for others there; leaders and administrators keep the people's cards alone."""

    @property
    def name(self) -> str:
        """Of the unit looked at."""
        return self.names[self.unit]


async def team_of(request: Request, session: Session, unit: str | None = None, *, entering: bool = False) -> Team:
    """The visit; Refused, naming role and unit, for whoever helps nobody there."""
    apis: Apis = request.app.state.apis
    visit = Visit.of(request, session)
    me = await apis.submission.me(visit)
    own = units_of(me["grants"], ENTERING if entering else REGISTERING)
    shown = unit or next(iter(own), None)
    path = [] if shown is None else await apis.names.path(visit, shown)
    names = await apis.names.units(visit, (*own, shown))
    if shown is None or not set(path) & set(own):
        raise _refusal(request, None if shown is None else names[shown])
    may_enter = bool(set(path) & set(units_of(me["grants"], ENTERING)))
    return Team(apis, visit, me, shown, tuple(path), names, tuple(own), may_enter)


def _refusal(request: Request, unit: str | None) -> Refused:
    words = pages_of(request).words(request)
    if unit is None:
        detail = words("Trang này dành cho tổ hỗ trợ sáng kiến. Lãnh đạo công đoàn của anh/chị có thể phân công.")
    else:
        detail = words("Trang này dành cho tổ hỗ trợ sáng kiến của %(unit)s. Lãnh đạo ở đó có thể phân công.")
        detail %= {"unit": unit}
    return Refused(Problem("portal", FORBIDDEN, "proxy-needed", detail, detail))
