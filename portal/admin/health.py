"""Whether the four services are well, what is wrong with them, and how old what they know is."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from portal.admin.visiting import Administration, Administrator
from portal.upstream.operations import Operations
from portal.upstream.problems import Away, Refused

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Condition:
    """How one service is: `status` as it says, `away` when it says nothing."""

    service: str
    status: str
    reasons: dict[str, str]
    appointments: dict[str, Any] | None
    waiting: int | None
    has_more_waiting: bool


@router.get("/quan-tri/tinh-trang")
async def show_health(visit: Administrator) -> Response:
    """Each service as it is at this moment."""
    conditions = await asyncio.gather(
        *(_condition(visit, name, service) for name, service in visit.apis.operations.items())
    )
    return visit.page("health.html", conditions=conditions, now=datetime.now(UTC))


async def _condition(visit: Administration, name: str, service: Operations) -> Condition:
    readiness, appointments, letters = await asyncio.gather(
        service.readiness(visit.visit), _appointments(visit, service), _waiting(visit, service)
    )
    return Condition(
        name,
        "away" if readiness is None else str(readiness.get("status", "not ready")),
        {} if readiness is None else dict(readiness.get("reasons") or {}),
        appointments,
        None if letters is None else len(letters["items"]),
        letters is not None and letters.get("next") is not None,
    )


async def _appointments(visit: Administration, service: Operations) -> dict[str, Any] | None:
    try:
        return await service.freshness(visit.visit)
    except (Away, Refused):
        return None


async def _waiting(visit: Administration, service: Operations) -> dict[str, Any] | None:
    """Letters that wait; None for whoever may not see them, or while the service is away."""
    try:
        return await service.letters(visit.visit, "waiting", None, 200)
    except (Away, Refused):
        return None
