"""The desk: what waits for the visitor's decision, the most urgent first."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from portal.desk.address import DeskAddress
from portal.domain.alphabet import name_order
from portal.domain.moments import HOME
from portal.domain.queue import Figures, due_in, figures
from portal.signin.sessions import SignedIn
from portal.store import Session
from portal.upstream.apis import Apis, Visit
from portal.upstream.names import Lists
from portal.upstream.optional import if_told
from portal.upstream.problems import Refused
from portal.upstream.roles import held
from portal.web.errors import FORBIDDEN, TakesRole, pages_of

router = APIRouter()
ROLE: Final = "reviewer"
ROWS: Final = 50
UNITS: Final = 20


@dataclass(frozen=True, slots=True)
class Queue:
    """A page of it, with what its codes are called."""

    cases: list[dict[str, Any]]
    next: str | None
    total: int
    is_more_than_counted: bool
    figures: Figures
    units: dict[str, str]
    lists: Lists
    today: date

    def due_in(self, case: dict[str, Any]) -> int | None:
        """Days until it is due."""
        return due_in(case, self.today)

    @property
    def programmes(self) -> list[tuple[str, str]]:
        """Programmes to choose from, by name."""
        named = [(id_, one["name"]) for id_, one in self.lists.programmes.items()]
        return sorted(named, key=lambda one: (name_order(one[1]), one[0]))

    def filter_units(self, chosen: str | None) -> list[str]:
        """Units to choose from: those that have a case here."""
        codes = {case["unit"] for case in self.cases} | ({chosen} if chosen else set())
        return sorted(codes, key=lambda code: (name_order(self.units[code]), code))

    def after(self, id_: str) -> str | None:
        """The case that stands behind this one, else the first other."""
        ids = [case["initiative_id"] for case in self.cases]
        behind = ids[ids.index(id_) + 1 :] if id_ in ids else []
        return next((other for other in (*behind, *ids) if other != id_), None)


async def reviewers_queue(request: Request, session: Session, address: DeskAddress) -> Queue:
    """What the address names; TakesRole for whoever reviews nowhere."""
    try:
        return await load_queue(request, session, address)
    except Refused as refused:
        if refused.problem.status != FORBIDDEN:
            raise
    apis: Apis = request.app.state.apis
    visit = Visit.of(request, session)
    raise TakesRole(ROLE, await held(apis, visit, (await apis.submission.me(visit))["grants"]))


async def load_queue(request: Request, session: Session, address: DeskAddress) -> Queue:
    """What the address names."""
    apis: Apis = request.app.state.apis
    visit = Visit.of(request, session)
    found, lists = await asyncio.gather(
        apis.review.cases(visit, **address.query(), total="true", limit=ROWS), apis.names.lists(visit)
    )
    cases = found["items"]
    codes = [case["unit"] for case in cases] + [case["claim"]["unit"] for case in cases if case["claim"]]
    units = await apis.names.units(visit, (*codes, address.unit))
    today = today_at_home()
    at_a_glance = figures(cases, today, str(session.person))
    total = found["total"] or {"count": len(cases), "at_least": found.get("next") is not None}
    return Queue(cases, found.get("next"), total["count"], total["at_least"], at_a_glance, units, lists, today)


def today_at_home() -> date:
    """The day it is where the desk stands."""
    return datetime.now(UTC).astimezone(HOME).date()


@router.get("/ban-xet-duyet")
async def show_queue(request: Request, session: SignedIn) -> Response:
    """The queue, with nothing open beside it yet."""
    address = DeskAddress.of(request)
    apis: Apis = request.app.state.apis
    queue, done, waits = await asyncio.gather(
        reviewers_queue(request, session, address),
        done_case(request, session, address),
        if_told(apis.review.counts(Visit.of(request, session), by="unit", limit=UNITS)),
    )
    by_unit = [] if waits is None else waits["items"]
    return pages_of(request).page(request, "desk/queue.html", queue=queue, address=address, done=done, by_unit=by_unit)


async def done_case(request: Request, session: Session, address: DeskAddress) -> dict[str, Any] | None:
    """The case that was decided just before, as it stands now."""
    if address.done is None:
        return None
    apis: Apis = request.app.state.apis
    return await if_told(apis.review.case(Visit.of(request, session), address.done))
