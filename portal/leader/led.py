"""Which units the visitor watches, and the one they look at; whoever watches none there is told what it takes."""

from dataclasses import dataclass
from typing import Any

from fastapi import Request

from portal.domain.roles import LEADING, WATCHING, units_of
from portal.store import Session
from portal.upstream.apis import Apis, Visit
from portal.upstream.problems import Problem, Refused
from portal.web.errors import FORBIDDEN, pages_of


@dataclass(frozen=True, slots=True)
class Led:
    """One visit of somebody who reviews, leads or administers."""

    apis: Apis
    visit: Visit
    me: dict[str, Any]
    own: tuple[str, ...]
    unit: str
    path: tuple[str, ...]
    """The unit looked at and all above it, the highest first."""
    names: dict[str, str]

    @property
    def name(self) -> str:
        """Of the unit looked at."""
        return self.names[self.unit]

    @property
    def leads(self) -> bool:
        """Whether they lead or administer it, and not only review."""
        return bool(set(self.path) & set(units_of(self.me["grants"], LEADING)))

    @property
    def grants_here(self) -> list[dict[str, Any]]:
        """Their grants on this very unit."""
        return [grant for grant in self.me["grants"] if grant["unit"] == self.unit]


async def led_of(request: Request, session: Session, unit: str | None = None) -> Led | None:
    """The visit; None for whoever watches no unit at all. Refused, naming role and unit, for another's unit."""
    apis: Apis = request.app.state.apis
    visit = Visit.of(request, session)
    me = await apis.submission.me(visit)
    own = units_of(me["grants"], WATCHING)
    shown = unit or next(iter(own), None)
    if shown is None:
        return None
    path = await apis.names.path(visit, shown)
    names = await apis.names.units(visit, (*own, shown))
    if not set(path) & set(own):
        raise _refusal(request, names[shown])
    return Led(apis, visit, me, tuple(own), shown, tuple(path), names)


async def watching(request: Request, session: Session, unit: str | None = None) -> Led:
    """The visit of somebody who reviews, leads or administers; Refused for others."""
    led = await led_of(request, session, unit)
    if led is None:
        raise _refusal(request, None)
    return led


async def leading(request: Request, session: Session, unit: str) -> Led:
    """The visit of somebody who leads or administers the unit; Refused for others."""
    led = await watching(request, session, unit)
    if not led.leads:
        raise _refusal(request, led.name)
    return led


def _refusal(request: Request, unit: str | None) -> Refused:
    words = pages_of(request).words(request)
    if unit is None:
        detail = words("Anh/chị chưa được phân công ở đơn vị nào. Lãnh đạo công đoàn của anh/chị có thể phân công.")
    else:
        detail = words("Trang này dành cho lãnh đạo của %(unit)s hoặc cấp trên. Lãnh đạo ở đó có thể phân công.")
        detail %= {"unit": unit}
    return Refused(Problem("portal", FORBIDDEN, "leader-needed", detail, detail))
