"""Asking one of the four services: who asks, in which language, how often again, and what a no looks like."""

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Self
from uuid import NAMESPACE_URL, uuid5

import httpx
from starlette.requests import Request

from portal.metrics import UPSTREAM
from portal.store import Session
from portal.upstream.problems import UNAUTHENTICATED, Away, Problem, Refused, problem_of
from portal.web.language import api_language, place_of

ATTEMPTS: Final = 3
READS: Final = ("GET", "HEAD")
PAUSE_SECONDS: Final = 0.25
CONNECT_SECONDS: Final = 2.0
UNAVAILABLE: Final = 503
NOT_MODIFIED: Final = 304
ISSUER: Final = "issuer"
_TRACE: Final = re.compile(r"[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")
_KEY: Final = re.compile(r"[!-~]{1,200}")
"""What may stand in a header field; a page of ours never makes another, a page that was changed may."""
_PATH: Final = re.compile(r"(?:/(?!\.\.?(?:/|$))(?:[A-Za-z0-9._~-]|%[0-9A-F]{2})+)+")
"""A path without a query, an end, or a way up: parts of it come from addresses that visitors wrote."""
CONNECTIONS: Final = httpx.Limits(max_connections=200, max_keepalive_connections=50, keepalive_expiry=30)


@dataclass(frozen=True, slots=True)
class Visit:
    """For whom something is asked: their language, the token of their session, their address, their trace."""

    language: str = "vi"
    token: str | None = None
    address: str | None = None
    trace: str | None = None
    is_waiting: bool = False
    """Somebody whose token ended while the issuer is away: what everybody may see is all that can be asked for."""

    @classmethod
    def of(cls, request: Request, session: Session | None = None) -> Self:
        """For whoever sent the request."""
        trace = request.headers.get("traceparent", "")
        return cls(
            api_language(place_of(request).language),
            (session.tokens.access or None) if session is not None else None,
            request.client.host if request.client else None,
            trace if _TRACE.fullmatch(trace) else None,
            is_waiting=session is not None and not session.tokens.access,
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
            fields["Idempotency-Key"] = key if _KEY.fullmatch(key) else str(uuid5(NAMESPACE_URL, key))
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
        if not _PATH.fullmatch(path):
            raise Refused(Problem(self.name, 404, "not-found", ""))
        if visit.is_waiting and method not in READS:
            raise Away(ISSUER)
        headers = {**visit.headers(), **(fields or {})}
        params = {name: value for name, value in (query or {}).items() if value is not None}
        content = {} if body is None else {"content": body} if isinstance(body, bytes) else {"json": body}
        if isinstance(body, bytes):
            headers["Content-Type"] = "application/json"
        try:
            async with asyncio.timeout(self._seconds):
                answer = await self._in_some_attempts(method, path, headers, params, content)
        except TimeoutError as error:
            UPSTREAM.labels(self.name, "away").inc()
            raise Away(self.name) from error
        if answer is None or answer.status_code == UNAVAILABLE:
            UPSTREAM.labels(self.name, "away").inc()
            raise Away(self.name, retry_after=None if answer is None else answer.headers.get("retry-after"))
        if visit.is_waiting and answer.status_code == UNAUTHENTICATED:
            raise Away(ISSUER)
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

    async def _in_some_attempts(
        self, method: str, path: str, headers: Mapping[str, str], params: Mapping[str, Any], content: Mapping[str, Any]
    ) -> httpx.Response | None:
        answer = None
        for attempt in range(ATTEMPTS if method in READS or "Idempotency-Key" in headers else 1):
            if attempt:
                await asyncio.sleep(PAUSE_SECONDS * attempt)
            answer = await self._once(method, path, headers, params, content)
            if answer is not None and answer.status_code != UNAVAILABLE:
                break
        return answer

    async def _once(
        self, method: str, path: str, headers: Mapping[str, str], params: Mapping[str, Any], content: Mapping[str, Any]
    ) -> httpx.Response | None:
        try:
            return await self._http.request(method, path, headers=headers, params=params, **content)
        except httpx.HTTPError:  # it is not there, or went away in the middle
            return None
