"""People of every role by appointment, in every relation to a unit, on the running services."""

import asyncio
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from deploy.local.root_unit import CODE as NATIONAL
from tests.e2e.waiting import until
from tests.e2e.world import World
from tests.unit.access.callers import DEPUTY

ROLES = ("proxy", "reviewer", "leader", DEPUTY, "admin", "councillor")
ENDED = ("reviewer", "leader", "admin")
LAST = "cuoi-cung"
HEARING = ("review", "ranking", "notify")


class Appointees:
    """One person for each role and unit, and some whose appointments have ended."""

    def __init__(self, world: World) -> None:
        self.world = world

    @staticmethod
    def name(role: str, unit: str) -> str:
        """Who has this role by appointment."""
        return f"{role}-o-{unit}"

    async def settle(self, units: list[str], ended_at: str) -> None:
        """Appoint everybody, and wait until all services know."""
        for role in ENDED:
            await self._end(*(await self._appoint(self.name(f"tung-{role}", ended_at), role, ended_at)))
        for unit in units:
            await asyncio.gather(*(self._appoint(self.name(role, unit), role, unit) for role in ROLES))
        await self._appoint(LAST, "proxy", ended_at)
        for service in HEARING:
            await until(f"{service} knows", partial(self.world.must, "GET", service, "/me", LAST), _has_grants)

    async def _appoint(self, sub: str, role: str, unit: str) -> tuple[str, str]:
        """The appointment's id and tag."""
        world = self.world
        card = await world.must("PATCH", "submission", "/authors/me", sub, json={"home_unit": unit})
        headers = {"If-Match": f'"{card["revision"]}"'}
        path = f"/authors/{card['id']}/confirmation"
        await world.must("POST", "submission", path, "to", ("proxy", unit), json={}, headers=headers)
        body: dict[str, Any] = {"card": card["id"], "role": role}
        by = ("admin", NATIONAL)
        if role == DEPUTY:
            late = (datetime.now(UTC) + timedelta(days=9)).isoformat()
            by, body = ("leader", unit), {**body, "role": "leader", "deputy": True, "until": late}
        made = await world.must("POST", "submission", f"/units/{unit}/appointments", "qt", by, json=body)
        return made["id"], f'"{made["revision"]}"'

    async def _end(self, id_: str, tag: str) -> None:
        headers = {"If-Match": tag}
        answer = await self.world.call(
            "DELETE", "submission", f"/appointments/{id_}", "qt", ("admin", NATIONAL), headers=headers
        )
        assert answer.is_success, answer.text


def _has_grants(me: dict[str, Any]) -> bool:
    return bool(me["grants"])
