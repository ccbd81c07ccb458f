"""The API on the store in memory, without a network."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from services.submission import api
from services.submission.domain.programmes import change_programme
from services.submission.domain.readers import ReaderSetting
from services.submission.domain.units import change
from shared.access import Caller, Role
from shared.appointments.joining import Joining
from shared.web import limits, problems
from tests.fakes.appointments import MemoryAppointments
from tests.fakes.routed import routed
from tests.fakes.submission_store import FakeSubmissionStore
from tests.unit.submission.samples import NOW, PROGRAMME, TREE, caller

RECEIPT_KEY = b"r" * 32


@dataclass
class Portal:
    """Sends requests as somebody; `now` is the server's time."""

    client: httpx.AsyncClient
    store: FakeSubmissionStore
    grants: dict[str, list[tuple[Role, str]]] = field(default_factory=dict)
    emails: dict[str, str] = field(default_factory=dict)
    unproven_emails: dict[str, str] = field(default_factory=dict)
    appointments: MemoryAppointments = field(default_factory=lambda: MemoryAppointments(own=True))
    now: datetime = NOW
    readers_know: set[ReaderSetting] = field(default_factory=set)

    async def send(self, who: str, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
        sent = {"authorization": f"Bearer {who}", "accept-language": "en"}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        content = {"content": body} if isinstance(body, bytes) else {"json": body} if body is not None else {}
        return await self.client.request(method, path, headers=sent, **content)


@pytest.fixture
async def portal() -> AsyncIterator[Portal]:
    store = FakeSubmissionStore()
    await _load(store)
    app = routed(*api.ROUTES)
    problems.install(app)
    limits.install(app, max_body_bytes=1_000_000, seconds=30)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://portal.example.vn") as client:
        made = Portal(client, store)

        async def verify(name: str) -> Caller:
            grants, unproven = made.grants.get(name, ()), made.unproven_emails.get(name)
            said = caller(name, *grants, email=made.emails.get(name), unproven_email=unproven)
            appointed = (await store.appointees.get(said.person_id)).grants(made.now)
            return replace(said, grants=(*said.grants, *appointed))

        app.state.verifier = SimpleNamespace(verify=verify)
        app.state.service = SimpleNamespace(
            settings=SimpleNamespace(readers_know=made.readers_know, receipt_secret=RECEIPT_KEY),
            store=store,
            appointments=made.appointments,
            clock=SimpleNamespace(now=lambda: made.now, today=lambda: made.now.astimezone(UTC).date()),
        )
        app.state.joining = Joining(made.appointments, app.state.service.clock, remembered_seconds=0)
        yield made


async def _load(store: FakeSubmissionStore) -> None:
    for unit in TREE:
        await store.units.save_unit(change(None, unit, store.units.tree, NOW), store.units.tree.version)
    await store.units.save_programme(change_programme(None, PROGRAMME, TREE, NOW))
    store.events.clear()
