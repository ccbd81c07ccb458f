"""Somebody is appointed and the appointment ends: all four services allow and refuse, with the broker away as well."""

import time
from collections.abc import Mapping
from typing import Any

import pytest

from deploy.local.stack import Stack
from tests.e2e.waiting import start, take_away, until
from tests.e2e.world import World

WHO = "ung-vien"
ALLOWED = {"submission": 200, "review": 200, "ranking": 200, "notify": 200}
REFUSED = {"submission": 404, "review": 403, "ranking": 404, "notify": 404}


class Appointed:
    """A member of a union unit, who leads it while they are appointed to, and what a leader reads in each service."""

    def __init__(self, world: World) -> None:
        self.world, self.unit = world, world.uppers[0]
        self.office = ("admin", world.root)
        self.message = self.tag = self.appointment = ""

    async def settle(self) -> "Appointed":
        """A member with a card, and an award in the unit that a mail tells of."""
        world = self.world
        one = await world.submit(self.unit)
        await world.approve(one)
        card = await world.must("PATCH", "submission", "/authors/me", WHO, json={"home_unit": self.unit})
        confirmed = {"If-Match": f'"{card["revision"]}"'}
        path = f"/authors/{card['id']}/confirmation"
        await world.must("POST", "submission", path, "to", ("proxy", self.unit), json={}, headers=confirmed)
        self.card = card["id"]
        found = await until("a message", lambda: world.messages(initiative_id=one.id), lambda messages: messages)
        self.message = found[0]["id"]
        return self

    async def appoint(self) -> None:
        """The office above appoints them to lead the unit."""
        path, body = f"/units/{self.unit}/appointments", {"card": self.card, "role": "leader"}
        made = await self.world.must("POST", "submission", path, "qt", self.office, json=body)
        self.appointment, self.tag = made["id"], f'"{made["revision"]}"'

    async def end(self) -> None:
        """It ends it."""
        path = f"/appointments/{self.appointment}"
        answer = await self.world.call("DELETE", "submission", path, "qt", self.office, headers={"If-Match": self.tag})
        assert answer.is_success, answer.text

    @property
    def paths(self) -> dict[str, str]:
        """What a leader of the unit reads in each service, and nobody else."""
        return {
            "submission": f"/authors?unit={self.unit}",
            "review": f"/cases?unit={self.unit}",
            "ranking": f"/boards/{self.world.programme}?around=mine",
            "notify": f"/messages/{self.message}",
        }

    async def status(self, service: str) -> int:
        """What the member is answered there."""
        return (await self.world.call("GET", service, self.paths[service], WHO)).status_code

    async def answered(self) -> dict[str, int]:
        """The same of all four."""
        return {service: await self.status(service) for service in ALLOWED}

    async def rights(self, service: str) -> Any:
        """What the service says they may do."""
        return await self.world.must("GET", service, "/me", WHO)

    async def is_everywhere(self, expected: Mapping[str, int]) -> float:
        """Wait until all four answer so; seconds it took."""
        began = time.monotonic()
        await until(f"answers {expected}", self.answered, lambda seen: seen == expected)
        return time.monotonic() - began


async def test_an_appointment_binds_in_all_four_services_and_so_does_its_end(system: Stack) -> None:
    async with World(system) as world:
        member = await Appointed(world).settle()
        assert await member.answered() == REFUSED
        await member.appoint()
        assert await member.status("submission") == 200, "at once where it was made"
        print(f"appointed: everywhere after {await member.is_everywhere(ALLOWED):.2f} s")
        for service in ALLOWED:
            (grant,) = (await member.rights(service))["grants"]
            assert (grant["role"], grant["unit"], grant["source"]) == ("leader", member.unit, "appointment")
            assert grant["appointment"] == member.appointment
        await member.end()
        assert await member.status("submission") == 404, "at once where it was ended"
        print(f"ended: everywhere after {await member.is_everywhere(REFUSED):.2f} s")


@pytest.mark.stops_parts
async def test_with_the_broker_away_an_end_binds_submission_at_once_and_the_others_know_what_they_knew(
    system: Stack,
) -> None:
    async with World(system) as world:
        member = await Appointed(world).settle()
        await member.appoint()
        await member.is_everywhere(ALLOWED)
        try:
            await take_away(system.kafka, system.ports.kafka)
            await member.end()
            assert await member.answered() == {**ALLOWED, "submission": 404}
            assert (await member.rights("submission"))["appointments"]["behind"] is False
            for service in ("review", "ranking", "notify"):
                await until(
                    f"{service} says it is behind",
                    lambda service=service: member.rights(service),  # type: ignore[misc]
                    lambda rights: rights["appointments"]["behind"],
                )
        finally:
            await start(system.kafka)
        await member.is_everywhere(REFUSED)
