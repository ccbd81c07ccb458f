"""What a running service holds, and what it may keep running beside its readers."""

from dataclasses import dataclass, field
from typing import Any, Protocol

from shared.appointments.kept import KnownAppointments
from shared.mongo import Mongo
from shared.runtime.clock import Clock
from shared.runtime.health import Health
from shared.units import UnitTree


class Worker(Protocol):
    """Something a service keeps running beside its readers, such as a sender of mail."""

    name: str

    async def start(self) -> None:
        """Begin, in the background."""

    async def stop(self) -> None:
        """Finish what is under way, then end."""

    def ready_reason(self) -> str | None:
        """Why the worker is not ready, or None when it is."""


@dataclass
class Service:
    """What a running service holds; requests find it on `app.state.service`."""

    settings: Any
    mongo: Mongo
    store: Any
    clock: Clock
    health: Health
    appointments: KnownAppointments
    workers: list[Worker] = field(default_factory=list)

    async def tree(self) -> UnitTree:
        """The present tree of units, as far as this service knows it: every service's store tells it."""
        tree: UnitTree = await self.store.tree()
        return tree
