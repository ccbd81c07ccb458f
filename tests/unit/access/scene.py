"""One service over its store in memory, as its own application composes it, asked by anybody."""

import asyncio
import importlib
import os
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, Self

import httpx
from fastapi import FastAPI

from shared.access import Caller
from shared.appointments.joining import Joining
from shared.appointments.kept import PersonNews
from shared.runtime.health import Health
from shared.web.rates import Rates
from tests.fakes.appointments import BEGINNING, MemoryAppointments
from tests.fakes.dead_letters import MemoryLetters
from tests.patience import patience
from tests.unit.access.callers import Who

LETTER = "sangkien.submissions.v1-0-7"


@dataclass(frozen=True)
class Ask:
    """What is sent; a body may be made of the scene. `before` is done each time first, on a store as it was.

    `at_the_top`: it is of all units.
    """

    path: str
    body: Any = None
    tag: int | None = None
    before: Callable[["Scene", Caller | None], Awaitable[None]] | None = None
    at_the_top: bool = False
    programme: str | None = None
    """The one it is about, where that is not the scene's."""
    in_any_programme: bool = False
    """Whether the role in whatever programme will do, since it is about none."""
    status: Callable[[httpx.Response], int] = lambda answer: answer.status_code
    """How it ended: of an answer about many, for the one it was asked about."""


@dataclass
class Scene:
    """A service and what can be asked of it, by `METHOD /path` as its document writes it."""

    service: str
    make: Callable[[], Awaitable[Any]]
    """The store as it is before anybody asks."""
    asks: Mapping[str, Ask]
    programme: str
    clock: Any = None
    settings: Mapping[str, Any] = field(default_factory=dict)
    caller: Caller | None = None
    appointments: MemoryAppointments = field(default_factory=MemoryAppointments)
    values: dict[str, str] = field(default_factory=dict)
    """What paths and bodies are filled with that is known only when it has happened."""

    def __post_init__(self) -> None:
        os.environ.setdefault("SANGKIEN_LOCAL", "1")
        os.environ.setdefault("SANGKIEN_ISSUER", "http://127.0.0.1:8080")
        self.app: FastAPI = importlib.import_module(f"services.{self.service}.app").app
        self.asks = {**self.asks, **EVERYWHERE}
        self.store: Any = None
        transport = httpx.ASGITransport(self.app)
        self.http = httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1")

    async def __aenter__(self) -> Self:
        state = self.app.state
        self._real = (state.service, state.verifier, state.joining, state.writes)
        state.service = SimpleNamespace(
            store=None,
            clock=self.clock or state.service.clock,
            settings=state.service.settings.model_copy(update=dict(self.settings)),
            health=Health(runs_api=True, runs_worker=False),
            mongo=SimpleNamespace(db=None),
            tree=self._tree,
            appointments=self.appointments,
        )
        state.joining = Joining(self.appointments, state.service.clock, remembered_seconds=0)
        state.verifier = SimpleNamespace(verify=self._verify)
        state.writes = Rates(0)
        self.letters = MemoryLetters.with_one(LETTER)
        await self.reset()
        return self

    async def __aexit__(self, *_: object) -> None:
        state = self.app.state
        state.service, state.verifier, state.joining, state.writes = self._real

    async def _tree(self) -> Any:
        return await self.app.state.service.store.tree()

    async def _verify(self, _token: str) -> Caller:
        assert self.caller is not None
        return self.caller

    async def reset(self) -> None:
        """Everything as it was at first."""
        self.app.state.service.store = self.store = await self.make()
        self.letters.reset()

    async def answer(self, operation: str, who: Who) -> httpx.Response:
        """What they are answered; a change that was made is taken back."""
        ask, caller = self.asks[operation], who.caller
        method = operation.split(" ", maxsplit=1)[0]
        self.appointments.people.clear()
        if caller is not None and who.appointments:
            news = PersonNews(caller.person_id, 1, who.appointments, BEGINNING)
            await self.appointments.learn([news], None)
        if ask.before is not None:
            await self.reset()
            await ask.before(self, caller)
        self.caller = caller
        body = ask.body(self) if callable(ask.body) else ask.body
        answer = await self.send(method, ask.path.format_map(self.values), body, tag=ask.tag)
        if method != "GET" and answer.is_success:
            await self.reset()
        assert answer.status_code < 500, f"{operation} of {caller}: {answer.text}"
        return answer

    async def send(self, method: str, path: str, body: Any = None, tag: int | None = None) -> httpx.Response:
        """One request of `self.caller`."""
        headers = {"Authorization": "Bearer x"} if self.caller else {}
        if tag is not None:
            headers["If-Match"] = f'"{tag}"'
        content: dict[str, Any] = (
            {"content": body} if isinstance(body, bytes) else {"json": body} if body is not None else {}
        )
        request = self.http.build_request(method, path, headers=headers, **content)
        return await (_first_of_a_stream(self.app, request) if path.endswith("/stream") else self.http.send(request))


async def _first_of_a_stream(app: FastAPI, request: httpx.Request) -> httpx.Response:
    """The status of an answer that never ends."""
    started: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": request.method,
        "headers": [(name.lower(), value) for name, value in request.headers.raw],
        "scheme": "http",
        "path": request.url.path,
        "raw_path": request.url.raw_path,
        "query_string": request.url.query,
        "server": ("127.0.0.1", 80),
        "client": ("127.0.0.1", 1),
        "root_path": "",
    }

    async def receive() -> dict[str, Any]:
        await asyncio.Event().wait()
        return {}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start" and not started.done():
            started.set_result(message["status"])

    task = asyncio.ensure_future(app(scope, receive, send))
    try:
        async with asyncio.timeout(patience(10)):
            return httpx.Response(await started)
    finally:
        task.cancel()


EVERYWHERE = {
    "GET /me": Ask("/me"),
    "GET /asyncapi": Ask("/asyncapi"),
    "GET /health/live": Ask("/health/live"),
    "GET /health/ready": Ask("/health/ready"),
    "GET /dead-letters": Ask("/dead-letters", at_the_top=True),
    "POST /dead-letters/{letter}/replay": Ask(f"/dead-letters/{LETTER}/replay", at_the_top=True),
    "POST /dead-letters/{letter}/discard": Ask(f"/dead-letters/{LETTER}/discard", at_the_top=True),
}
