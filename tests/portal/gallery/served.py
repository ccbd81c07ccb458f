"""The portal on a port of this machine, before one page of the list after the other."""

import socket
import threading
import time
from types import TracebackType
from typing import Any, Self

import httpx
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import BrowserContext, Page

from portal.signin import cookie
from tests.patience import patience
from tests.portal.gallery.shown import Shown
from tests.portal.pages.conftest import Browser, portal_for
from tests.portal.pages.services import FakeServices

SEND = """([action, fields]) => {
  const form = Object.assign(document.createElement("form"), {method: "post", action});
  for (const [name, value] of Object.entries(fields)) {
    form.append(Object.assign(document.createElement("input"), {type: "hidden", name, value}));
  }
  document.body.append(form);
  form.submit();
}"""


class Served:
    """Each page finds a portal of its own behind the same address: nothing remembered, nobody signed in."""

    def __init__(self, *, is_pseudo: bool = False) -> None:
        self._is_pseudo = is_pseudo
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self._server = uvicorn.Server(uvicorn.Config(self, log_level="critical", lifespan="off"))
        self._thread = threading.Thread(target=self._server.run, args=([self._socket],), daemon=True)
        self.app: FastAPI | None = None
        self._unused = httpx.AsyncClient()  # to make one takes longer than to make a portal

    def __enter__(self) -> Self:
        self._thread.start()
        ends = time.monotonic() + patience(20)
        while not self._server.started and time.monotonic() < ends:
            time.sleep(0.01)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.should_exit = True
        self._server.force_exit = True
        self._thread.join(patience(10))

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Whatever portal is the present one answers."""
        assert self.app is not None
        await self.app(scope, receive, send)

    def open(self, shown: Shown, page: Page, language: str = "vi") -> int:
        """Lead the browser to a page in its state; what it was answered."""
        visitor = self._portal()
        shown.arrange(visitor)
        _carry(page.context, self.url, visitor.secret)
        path = shown.path if language == "vi" else f"/{language}{'' if shown.path == '/' else shown.path}"
        if shown.fields is None:
            answer = page.goto(self.url + path)
        else:
            page.goto(f"{self.url}/tiep-can")
            with page.expect_navigation() as sent:
                page.evaluate(SEND, [path, dict(shown.fields)])
            answer = sent.value
        assert answer is not None
        return answer.status

    def _portal(self) -> Browser:
        services = FakeServices()
        self.app, store = portal_for(services, public_url=self.url, pseudo_language=self._is_pseudo)
        return Browser(self._unused, self.app, store, services)


def _carry(context: BrowserContext, url: str, secret: str | None) -> None:
    """The cookie of whoever is signed in."""
    context.clear_cookies()
    if secret is not None:
        context.add_cookies([session_cookie(url, secret)])


def session_cookie(url: str, secret: str) -> Any:
    """As a browser keeps it; only of an https address it takes one that is secure."""
    secure = url.replace("http:", "https:")
    return {"name": cookie.SESSION, "value": secret, "url": secure, "secure": True, "httpOnly": True}
