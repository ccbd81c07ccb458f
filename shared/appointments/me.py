"""GET /me: who the caller is to this service, what they may do here, and how fresh that is."""

from datetime import datetime, timedelta
from typing import Any, Final, Literal
from uuid import UUID

from fastapi import Request
from pydantic import Field

from shared.access import Caller, Grant
from shared.runtime.held import Service
from shared.web.auth import CurrentCaller
from shared.web.openapi import problem_responses
from shared.web.routing import Router
from shared.web.schemas import ResponseBody

BEHIND_AFTER: Final = timedelta(seconds=20)
"""Four times as long as it takes to look again how far the log is read."""

router = Router(tags=["me"], responses=problem_responses(401))


class GrantOut(ResponseBody):
    """A role over a unit and what stands below it, and where it comes from."""

    role: str
    unit: str
    programme: str | None = Field(default=None, description="The one programme it is for; null: all.")
    source: Literal["token", "appointment"] = "token"
    appointment: UUID | None = None
    until: datetime | None = Field(default=None, description="The first moment it no longer holds.")
    deputy_for: UUID | None = Field(default=None, description="The leader in whose place the caller acts.")


class FreshnessOut(ResponseBody):
    """Since when this service may not have heard of an appointment that was made or ended."""

    as_of: datetime | None = Field(description="Null: it has never heard of any.")
    behind: bool = Field(description="Whether that is longer ago than it should be: what is known then is used.")


class CallerOut(ResponseBody):
    """The caller as this service knows them."""

    id: UUID
    grants: list[GrantOut]
    appointments: FreshnessOut


@router.get("/me", response_model=CallerOut)
async def get_me(request: Request, caller: CurrentCaller) -> dict[str, Any]:
    """The caller's id here, all they may do now by token or by appointment, and as of when that is known."""
    return {"id": caller.person_id, **await rights_of(caller, request.app.state.service)}


async def rights_of(caller: Caller, service: Service) -> dict[str, Any]:
    """The grants of a caller that hold now, and how fresh what is known of appointments is."""
    known, now = service.appointments, service.clock.now()
    as_of = now if known.own else await known.known_at()
    behind = as_of is None or now - as_of > BEHIND_AFTER
    return {
        "grants": [grant_view(grant) for grant in caller.grants],
        "appointments": {"as_of": as_of, "behind": behind},
    }


def grant_view(grant: Grant) -> dict[str, Any]:
    """A grant as it is shown to its holder."""
    view = {"role": grant.role.value, "unit": grant.unit, "programme": grant.programme}
    source = grant.source
    if source is None:
        return {**view, "source": "token", "appointment": None, "until": None, "deputy_for": None}
    of_source = {"appointment": source.id, "until": source.until, "deputy_for": source.deputy_for}
    return {**view, "source": "appointment", **of_source}
