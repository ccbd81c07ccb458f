"""Asking one of the four services: who asks, in which language, how often again, and what a no looks like."""

import asyncio
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

import httpx
import structlog

from portal.metrics import UPSTREAM
from portal.upstream.checks import check, key_of
from portal.upstream.problems import (
    UNAUTHENTICATED,
    Answer,
    Away,
    Problem,
    Refused,
    Unreadable,
    problem_in,
    problem_of,
    read_answer,
)
from portal.upstream.shapes import shapes_of
from portal.upstream.visit import Visit
from shared.web.trust import roots

__all__ = ["Api", "Visit"]

ISSUER: Final = "issuer"
ATTEMPTS: Final = 3
READS: Final = ("GET", "HEAD")
PAUSE_SECONDS: Final = 0.25
CONNECT_SECONDS: Final = 2.0
FAULT: Final = 500
UNAVAILABLE: Final = 503
CLIENT_ERROR: Final = 400
MOST_BYTES: Final = 20_000_000
"""Of an answer; all that is kept of one person may be some millions."""
MOST_OF_JSON: Final = 5_000_000
"""Of an answer that is read: a page of a list has some ten thousand."""
Localise = Callable[[Problem, str], Problem]
"""Puts a problem into a reader's language."""
_log = structlog.get_logger(__name__)
CONNECTIONS: Final = httpx.Limits(max_connections=200, max_keepalive_connections=50, keepalive_expiry=30)


class Api:
    """One service. What repeats cannot harm (reads, keyed posts) is asked again while it says 503 or is not there."""

    def __init__(
        self, name: str, url: str, seconds: float, localise: Localise, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        self.name = name
        self._seconds = seconds
        self._localise = localise
        self._shapes = shapes_of(name)
        self._http = httpx.AsyncClient(
            base_url=url,
            timeout=httpx.Timeout(seconds, connect=CONNECT_SECONDS),
            limits=CONNECTIONS,
            transport=transport,
            verify=roots(),
            trust_env=False,
        )
        self._base = self._http.base_url.raw_path.decode().rstrip("/")

    async def get(self, visit: Visit, path: str, **query: Any) -> Answer:
        """The JSON object of a GET; query parameters that are None are left out."""
        return self.read(await self.ask(visit, "GET", path, query=query))

    def read(self, answer: httpx.Response) -> Answer:
        """The JSON object of an answer, as the service's document has it; raises Unreadable."""
        read = read_answer(self.name, answer.content) if len(answer.content) <= MOST_OF_JSON else None
        asked = answer.request
        path = asked.url.raw_path.decode().partition("?")[0].removeprefix(self._base)
        misfit = self._shapes.misfit(asked.method, path, answer.status_code, read)
        if misfit is not None or not isinstance(read, Answer):
            UPSTREAM.labels(self.name, "unreadable").inc()
            _log.error("portal.unreadable", service=self.name, method=asked.method, route=misfit)
            raise Unreadable(self.name)
        return read

    async def send(
        self,
        visit: Visit,
        method: str,
        path: str,
        body: Any = None,
        *,
        key: str | None = None,
        revision: int | None = None,
        query: Mapping[str, Any] | None = None,
    ) -> httpx.Response:
        """Change something: with a key it may be repeated, with a revision it is refused when that is no longer so."""
        fields: dict[str, str] = {}
        if key is not None:
            fields["Idempotency-Key"] = key_of(key)
        if revision is not None:
            fields["If-Match"] = f'"{revision}"'
        return await self.ask(visit, method, path, body=body, query=query or {}, fields=fields)

    async def put(self, visit: Visit, path: str, body: Any, revision: int | None) -> Answer:
        """The JSON of what was put in place of a revision; without one it is refused when anything is there."""
        fields = {"If-None-Match": "*"} if revision is None else {"If-Match": f'"{revision}"'}
        return self.read(await self.ask(visit, "PUT", path, body=body, fields=fields))

    async def ask(
        self,
        visit: Visit,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        body: Any = None,
        fields: Mapping[str, str] | None = None,
        media_type: str = "application/json",
    ) -> httpx.Response:
        """The answer, when it is a yes. Raises Refused for a no and Away when none comes in time."""
        headers = {**visit.headers(), **(fields or {})}
        params = {name: value for name, value in (query or {}).items() if value is not None}
        check(self.name, path, params)
        if visit.is_waiting and method not in READS:
            raise Away(ISSUER)
        content = {} if body is None else {"content": body} if isinstance(body, bytes) else {"json": body}
        if isinstance(body, bytes):
            headers["Content-Type"] = media_type
        request = self._http.build_request(method, path, headers=headers, params=params, **content)
        repeatable = method in READS or "Idempotency-Key" in headers
        try:
            async with asyncio.timeout(self._seconds_for(visit)):
                answer = await self._repeated(request, ATTEMPTS if repeatable else 1)
        except TimeoutError as error:
            UPSTREAM.labels(self.name, "away").inc()
            raise Away(self.name) from error
        if answer is None or answer.status_code >= FAULT:
            UPSTREAM.labels(self.name, "away").inc()
            raise Away(self.name, retry_after=None if answer is None else answer.headers.get("retry-after"))
        if visit.is_waiting and answer.status_code == UNAUTHENTICATED:
            raise Away(ISSUER)
        if visit.is_fresh and answer.status_code == UNAUTHENTICATED:  # else the browser would go round the sign-in
            UPSTREAM.labels(self.name, "away").inc()
            raise Away(self.name)
        if answer.status_code < CLIENT_ERROR and not answer.is_success:  # it leads elsewhere: no service of ours does
            UPSTREAM.labels(self.name, "unreadable").inc()
            raise Unreadable(self.name)
        if not answer.is_success:
            UPSTREAM.labels(self.name, "refused").inc()
            raise Refused(self._localise(problem_of(self.name, answer), visit.reader))
        UPSTREAM.labels(self.name, "answered").inc()
        return answer

    def problems_in(self, visit: Visit, documents: Iterable[Mapping[str, Any]]) -> list[Problem]:
        """Refusals that an answer lists, as a refusal itself would be told."""
        return [self._localise(problem_in(self.name, one), visit.reader) for one in documents]

    async def readiness(self, visit: Visit) -> dict[str, Any] | None:
        """What the service says of its own health, well or not; None when it says nothing in time."""
        try:
            async with asyncio.timeout(self._seconds):
                answer = await self._once(self._http.build_request("GET", "/health/ready", headers=visit.headers()))
            return None if answer is None else self.read(answer)
        except (TimeoutError, Unreadable):
            return None

    def stream(self, visit: Visit, path: str, query: Mapping[str, Any], last_id: str | None) -> Any:
        """An endless answer (server-sent events), as httpx gives it; silence of a minute ends it."""
        check(self.name, path, query)
        headers = {**visit.headers(), "Accept": "text/event-stream"} | ({"Last-Event-ID": last_id} if last_id else {})
        params = {name: value for name, value in query.items() if value is not None}
        timeout = httpx.Timeout(CONNECT_SECONDS, read=60)
        return self._http.stream("GET", path, headers=headers, params=params, timeout=timeout)

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    def _seconds_for(self, visit: Visit) -> float:
        if visit.until is None:
            return self._seconds
        return max(0.0, min(self._seconds, visit.until - time.monotonic()))

    async def _repeated(self, request: httpx.Request, attempts: int) -> httpx.Response | None:
        answer: httpx.Response | None = None
        for attempt in range(attempts):
            if attempt:
                await asyncio.sleep(PAUSE_SECONDS * attempt)
            answer = await self._once(request)
            if answer is not None and answer.status_code != UNAVAILABLE:
                break
        return answer

    async def _once(self, request: httpx.Request) -> httpx.Response | None:
        try:
            answer = await self._http.send(request, stream=True)
            try:
                return await self._whole(answer)
            finally:
                await answer.aclose()
        except httpx.HTTPError:  # it is not there, or went away in the middle
            return None

    async def _whole(self, answer: httpx.Response) -> httpx.Response:
        content = bytearray()
        async for piece in answer.aiter_bytes():
            content += piece
            if len(content) > MOST_BYTES:
                raise Unreadable(self.name)
        unpacked = [(name, value) for name, value in answer.headers.multi_items() if name != "content-encoding"]
        return httpx.Response(answer.status_code, headers=unpacked, content=bytes(content), request=answer.request)
