"""Asking one of the four services: who asks, in which language, how often again, and what a no looks like."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

import httpx
from starlette.requests import Request

from portal.metrics import UPSTREAM
from portal.store import Session
from portal.upstream.problems import Away, Refused, problem_of
from portal.web.language import api_language, place_of

ATTEMPTS: Final = 3
PAUSE_SECONDS: Final = 0.25
CONNECT_SECONDS: Final = 2.0
UNAVAILABLE: Final = 503
NOT_MODIFIED: Final = 304
CONNECTIONS: Final = httpx.Limits(max_connections=200, max_keepalive_connections=50, keepalive_expiry=30)


@dataclass(frozen=True, slots=True)
class Visit:
    """For whom something is asked: their language, the token of their session, their address, their trace."""

    language: str = "vi"
    token: str | None = None
    address: str | None = None
    trace: str | None = None

    @classmethod
    def of(cls, request: Request, session: Session | None = None) -> Self:
        """For whoever sent the request."""
        return cls(
            api_language(place_of(request).language),
            None if session is None else session.tokens.access,
            request.client.host if request.client else None,
            request.headers.get("traceparent"),
        )

    def headers(self) -> dict[str, str]:
        """As header fields of a request to a service."""
        fields = {"Accept-Language": self.language, "Accept": "application/json"}
        named = (("Authorization", self.token and f"Bearer {self.token}"), ("X-Forwarded-For", self.address))
        return fields | {name: value for name, value in (*named, ("traceparent", self.trace)) if value}


class Api:
    """One service. What repeats cannot harm (reads, keyed posts) is asked again while it says 503 or is not there."""

    def __init__(self, name: str, url: str, seconds: float, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self.name = name
        self._seconds = seconds
        self._http = httpx.AsyncClient(
            base_url=url,
            timeout=httpx.Timeout(seconds, connect=CONNECT_SECONDS),
            limits=CONNECTIONS,
            transport=transport,
            trust_env=False,
        )

    async def get(self, visit: Visit, path: str, **query: Any) -> Any:
        """The JSON of a GET; query parameters that are None are left out."""
        return (await self.ask(visit, "GET", path, query=query)).json()

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
            fields["Idempotency-Key"] = key
        if revision is not None:
            fields["If-Match"] = f'"{revision}"'
        return await self.ask(visit, method, path, body=body, query=query or {}, fields=fields)

    async def ask(
        self,
        visit: Visit,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        body: Any = None,
        fields: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        """The answer, when it is a yes. Raises Refused for a no and Away when none comes in time."""
        headers = {**visit.headers(), **(fields or {})}
        params = {name: value for name, value in (query or {}).items() if value is not None}
        content = {} if body is None else {"content": body} if isinstance(body, bytes) else {"json": body}
        if isinstance(body, bytes):
            headers["Content-Type"] = "application/json"
        repeatable = method in ("GET", "HEAD") or "Idempotency-Key" in headers
        try:
            async with asyncio.timeout(self._seconds):
                for attempt in range(ATTEMPTS if repeatable else 1):
                    if attempt:
                        await asyncio.sleep(PAUSE_SECONDS * attempt)
                    answer = await self._once(method, path, headers, params, content)
                    if answer is not None and answer.status_code != UNAVAILABLE:
                        break
        except TimeoutError as error:
            UPSTREAM.labels(self.name, "away").inc()
            raise Away(self.name) from error
        if answer is None or answer.status_code == UNAVAILABLE:
            UPSTREAM.labels(self.name, "away").inc()
            raise Away(self.name, retry_after=None if answer is None else answer.headers.get("retry-after"))
        if not answer.is_success and answer.status_code != NOT_MODIFIED:
            UPSTREAM.labels(self.name, "refused").inc()
            raise Refused(problem_of(self.name, answer))
        UPSTREAM.labels(self.name, "answered").inc()
        return answer

    def stream(self, visit: Visit, path: str, query: Mapping[str, Any], last_id: str | None) -> Any:
        """An endless answer (server-sent events), as httpx gives it; silence of a minute ends it."""
        headers = {**visit.headers(), "Accept": "text/event-stream"} | ({"Last-Event-ID": last_id} if last_id else {})
        params = {name: value for name, value in query.items() if value is not None}
        timeout = httpx.Timeout(CONNECT_SECONDS, read=60)
        return self._http.stream("GET", path, headers=headers, params=params, timeout=timeout)

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def _once(
        self, method: str, path: str, headers: Mapping[str, str], params: Mapping[str, Any], content: Mapping[str, Any]
    ) -> httpx.Response | None:
        try:
            return await self._http.request(method, path, headers=headers, params=params, **content)
        except httpx.HTTPError:  # it is not there, or went away in the middle
            return None
