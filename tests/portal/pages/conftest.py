"""The portal in process: no browser, no network, the services answered from their documents."""

import base64
from collections.abc import AsyncIterator
from dataclasses import astuple, dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI

from portal.app import build
from portal.settings import PortalSettings
from portal.signin import cookie
from portal.store import Session, Tokens
from portal.web.assets import Assets
from portal.web.catalogues import Catalogues
from portal.web.pages import Pages
from shared.access import person_id
from tests.fakes.portal_store import FakePortalStore
from tests.portal.pages.samples import INITIATIVE, form
from tests.portal.pages.services import ISSUER, FakeServices
from tests.portal.pages.typed import FORM

ORIGIN = "http://127.0.0.1:8000"
CLIENT_SECRET = "a secret of tests"
SESSION_KEY = base64.b64encode(bytes(32)).decode()


@dataclass
class Browser:
    """Asks for pages; `secret` is its session's cookie once somebody is signed in."""

    client: httpx.AsyncClient
    app: FastAPI
    store: FakePortalStore
    services: FakeServices
    secret: str | None = None

    def sign_in(self, name: str = "Nguyễn Thị Ánh", *, is_staff: bool = False, roles: tuple[str, ...] = ()) -> Session:
        """A session of somebody, as after a sign-in."""
        self.secret = cookie.new_secret()
        now = datetime.now(UTC)
        access, refresh, identity = (f"{name}-{uuid4()}" for name in ("access", "refresh", "identity"))
        tokens = Tokens(access, refresh, identity, now + timedelta(minutes=5))
        session = Session(
            cookie.digest(self.secret),
            person_id(ISSUER, name),
            name,
            name,
            tokens,
            now + timedelta(hours=12),
            is_staff or bool(roles),
            roles=roles,
        )
        self.store.sessions.known[session.id] = session
        return session

    async def finds(self, draft: bytes | None) -> None:
        """What was typed before the sign-in waits with the session, as after it."""
        assert self.secret is not None
        assert draft is not None
        until = datetime.now(UTC) + timedelta(hours=1)
        await self.store.sessions.put_draft(cookie.digest(self.secret), draft, until)

    def secrets(self) -> list[str]:
        """What no page may hold: every session's id and tokens, the cookie of this one, and the portal's own."""
        sessions = self.store.sessions.known.values()
        known = [secret for one in sessions for secret in (one.id, *astuple(one.tokens)[:3]) if secret]
        return [*known, *filter(None, [self.secret]), CLIENT_SECRET, SESSION_KEY]

    async def get(self, path: str, **headers: str) -> httpx.Response:
        """A page."""
        return await self.client.get(path, headers={**self._cookie(), **_fields(headers)})

    async def post(self, path: str, fields: dict[str, Any] | None = None, **headers: str) -> httpx.Response:
        """A form of ours, sent; `headers` say otherwise."""
        sent = {**self._cookie(), "sec-fetch-site": "same-origin", **_fields(headers)}
        return await self.client.post(path, data=fields or {}, headers=sent)

    def _cookie(self) -> dict[str, str]:
        return {"cookie": f"{cookie.SESSION}={self.secret}"} if self.secret else {}


def _fields(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


@pytest.fixture(scope="session")
def pages() -> Pages:
    """Templates and words, compiled once for all tests: they know nothing of an application."""
    return Pages(Assets(), Catalogues())


def portal_for(services: FakeServices, **settings: Any) -> tuple[FastAPI, FakePortalStore]:
    """The portal before these services, and its store."""
    store = FakePortalStore()
    return build(known_settings(**settings), store=store, transport=services), store


@cache
def known_settings(**settings: Any) -> PortalSettings:
    """Read once for all tests: to read the settings takes longer than to make the application."""
    return PortalSettings(
        local=True,
        issuer=ISSUER,
        client_secret=CLIENT_SECRET,
        session_key=SESSION_KEY,
        **settings,
    )


@pytest.fixture(autouse=True)
def _compiled_once(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.app.Catalogues", lambda **_: None)
    monkeypatch.setattr("portal.app.Pages", lambda _assets, _words: pages)
    monkeypatch.setattr("portal.upstream.client.PAUSE_SECONDS", 0)


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    services = FakeServices()
    app, store = portal_for(services)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
        yield Browser(client, app, store, services)


@pytest.fixture
def open_form(browser: Browser) -> Browser:
    """The plant may post."""
    browser.services.says("submission", "GET", FORM, form())
    return browser


@pytest.fixture
def talkative(browser: Browser) -> Browser:
    """All services are well and answer everything; somebody with a grant looks."""
    browser.services.is_talkative = True
    browser.services.says("submission", "GET", FORM, form())
    header = {"id": INITIATIVE, "number": 1, "window": "2026-Q4", "frozen_at": "2026-11-20T03:00:00Z", "final": True}
    browser.services.says("ranking", "GET", "/snapshots", {"items": [header]})
    browser.sign_in(is_staff=True)
    return browser
