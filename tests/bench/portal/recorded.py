"""The portal with services that only repeat what was recorded: its pages can be timed while nothing else runs.

Run as `python -m tests.bench.portal.recorded PORT FILE`, with the options it is served with.
"""

import base64
import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import httpx
import uvicorn
from fastapi import FastAPI

from deploy.local.ports import HOST
from deploy.local.stack import Stack
from portal.app import build
from portal.settings import PortalSettings
from portal.signin import cookie
from portal.store import Session, Tokens
from shared.access import person_id
from tests.fakes.portal_store import FakePortalStore

SECRET: Final = "a-session-of-the-bench"
HOURS: Final = timedelta(hours=2)
HEADERS: Final = ("content-type", "etag")


class Recording(httpx.AsyncBaseTransport):
    """Asks the services, and keeps what they answer."""

    def __init__(self) -> None:
        self.answers: dict[str, list[Any]] = {}
        self._http = httpx.AsyncHTTPTransport()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        answer = await self._http.handle_async_request(request)
        body = await answer.aread()
        fields = {name: answer.headers[name] for name in HEADERS if name in answer.headers}
        self.answers[_key(request)] = [answer.status_code, fields, base64.b64encode(body).decode()]
        return httpx.Response(answer.status_code, headers=fields, content=body)


class Repeating(httpx.AsyncBaseTransport):
    """Answers as was recorded; what was not asked then is not there."""

    def __init__(self, answers: dict[str, list[Any]]) -> None:
        self._answers = answers

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if _key(request) not in self._answers:
            raise httpx.ConnectError(f"not recorded: {_key(request)}", request=request)
        status, fields, body = self._answers[_key(request)]
        return httpx.Response(status, headers=fields, content=base64.b64decode(body))


def addresses(stack: Stack) -> dict[str, str]:
    """Where the services are while they are recorded."""
    return {f"{name}_url": stack.url(name) for name in stack.services} | {"issuer": stack.issuer}


def portal(where: dict[str, str], transport: httpx.AsyncBaseTransport, token: str, port: int) -> FastAPI:
    """The portal over `transport`, with one session: somebody with a grant."""
    settings: Any = {**where, "local": True, "client_secret": "of the bench", "session_key": _key_of_sessions()}
    return build(
        PortalSettings(**settings, port=port, public_url=f"http://{HOST}:{port}"),
        store=_store(where["issuer"], token),
        transport=transport,
    )


def session_cookie() -> dict[str, str]:
    """The header field of the session."""
    return {"Cookie": f"{cookie.SESSION}={SECRET}"}


def _store(issuer: str, token: str) -> FakePortalStore:
    store, until = FakePortalStore(), datetime.now(UTC) + HOURS
    person = person_id(issuer, "xet-duyet")
    tokens = Tokens(token, None, "", until)
    session = Session(cookie.digest(SECRET), person, "xet-duyet", "Nguyễn Thị Ánh", tokens, until, is_staff=True)
    store.sessions.known[session.id] = session
    return store


def _key(request: httpx.Request) -> str:
    return f"{request.method} {request.url} {request.headers.get('accept-language')}"


def _key_of_sessions() -> str:
    return base64.b64encode(bytes(32)).decode()


if __name__ == "__main__":
    port, file = sys.argv[1:]
    known = json.loads(Path(file).read_text())
    uvicorn.run(
        portal(known["where"], Repeating(known["answers"]), known["token"], int(port)),
        host=HOST,
        port=int(port),
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        http="h11",
    )
