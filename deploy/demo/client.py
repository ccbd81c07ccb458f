"""The four APIs over HTTP, as their users call them; whatever changes something is noted in the ledger."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

import httpx

from deploy.demo.ledger import Sent
from shared.web.trust import roots

POLL_SECONDS = 0.15
PATIENCE_SECONDS = 60.0
REQUEST_SECONDS = 30.0

T = TypeVar("T")


class DemoFailed(Exception):  # noqa: N818 - it says what became of the demo
    """The demo cannot go on; the text says where and why."""


@dataclass(frozen=True, slots=True)
class Who:
    """An account: its sub at the issuer, what it is allowed, and what its token says of its owner."""

    sub: str
    grants: tuple[tuple[str, str], ...] = ()
    name: str | None = None
    email: str | None = None


Token = Callable[[Who], str]


class Client:
    """Sends requests with tokens. `urls` by service; `ledger` fills in the order of the answers."""

    def __init__(self, urls: Mapping[str, str], token: Token) -> None:
        self.ledger: list[Sent] = []
        self._urls = urls
        self._token = token
        self._tokens: dict[Who, str] = {}
        self._http = httpx.AsyncClient(timeout=REQUEST_SECONDS, verify=roots(), trust_env=False)

    async def get(self, service: str, path: str, who: Who | None = None, **query: str) -> httpx.Response:
        """Read; any answer is given back."""
        headers = self._authorization(who) if who else {}
        return await self._http.get(self._urls[service] + path, headers=headers, params=query)

    async def read(self, service: str, path: str, who: Who | None = None, **query: str) -> Any:
        """The JSON of a GET that must succeed."""
        answer = await self.get(service, path, who, **query)
        if not answer.is_success:
            raise DemoFailed(_told(f"GET {path}", answer))
        return answer.json()

    async def pages(self, service: str, path: str, who: Who, **query: str) -> list[Any]:
        """Every item of a list, page by page."""
        items: list[Any] = []
        after: str | None = None
        while True:
            more = {"after": after} if after else {}
            page = await self.read(service, path, who, limit="200", **query, **more)
            items += page["items"]
            after = page["next"]
            if not after:
                return items

    async def send(
        self, who: Who, service: str, method: str, path: str, body: Any, headers: Mapping[str, str] | None = None
    ) -> httpx.Response:
        """Change something; the request and its answer go into the ledger, any answer is given back."""
        is_text = isinstance(body, str)
        content_type = {"Content-Type": "text/csv; charset=utf-8"} if is_text else {}
        sent_at = _now()
        answer = await self._http.request(
            method,
            self._urls[service] + path,
            headers={**self._authorization(who), **content_type, **(headers or {})},
            **({"content": body.encode()} if is_text else {"json": body}),
        )
        answered = answer.json() if answer.content else {}
        self.ledger.append(
            Sent(service, method, path, body, who.sub, answer.status_code, answered, sent_at, _now()),
        )
        return answer

    async def do(
        self, who: Who, service: str, method: str, path: str, body: Any, headers: Mapping[str, str] | None = None
    ) -> Any:
        """As `send`, but it must succeed; its JSON."""
        answer = await self.send(who, service, method, path, body, headers)
        if not answer.is_success:
            raise DemoFailed(_told(f"{method} {path} ({who.sub})", answer))
        return answer.json() if answer.content else {}

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    def _authorization(self, who: Who) -> dict[str, str]:
        if who not in self._tokens:
            self._tokens[who] = self._token(who)
        return {"Authorization": f"Bearer {self._tokens[who]}"}


async def until(what: str, look: Callable[[], Awaitable[T | None]], seconds: float = PATIENCE_SECONDS) -> T:
    """What `look` finds, looking again and again; DemoFailed names `what` when time is up."""
    deadline = asyncio.get_running_loop().time() + seconds
    while True:
        found = await look()
        if found is not None:
            return found
        if asyncio.get_running_loop().time() > deadline:
            raise DemoFailed(f"chờ quá {seconds:.0f} giây · waited over {seconds:.0f} s: {what}")
        await asyncio.sleep(POLL_SECONDS)


def _told(what: str, answer: httpx.Response) -> str:
    return f"{what} → {answer.status_code} {answer.text[:600]}"


def _now() -> str:
    moment = datetime.now(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000).isoformat(timespec="milliseconds")
