"""A browser that signs in at an issuer, step by step."""

from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any

import httpx
import pytest

from portal.signin import cookie
from tests.portal.pages.conftest import Browser
from tests.portal.pages.samples import me
from tests.portal.pages.signin.issuer import FakeIssuer


@dataclass
class Guest:
    """Keeps cookies as a browser does; `Secure` ones too, since 127.0.0.1 is trusted."""

    browser: Browser
    issuer: FakeIssuer
    jar: dict[str, str]

    async def get(self, path: str, **headers: str) -> httpx.Response:
        """Load a page."""
        return self._took(await self.browser.client.get(path, headers={**self._cookies(), **headers}))

    async def post(self, path: str, fields: dict[str, Any] | None = None) -> httpx.Response:
        """Send a form of ours."""
        headers = {**self._cookies(), "sec-fetch-site": "same-origin"}
        return self._took(await self.browser.client.post(path, data=fields or {}, headers=headers))

    async def lead(self, next_path: str = "/cua-toi") -> str:
        """Begin to sign in; the state it was begun with."""
        answer = await self.get(f"/dang-nhap?{httpx.QueryParams({'next': next_path})}")
        return self.issuer.authorized(answer.headers["location"])["state"]

    async def come_back(self, state: str, code: str = "code-1", **more: str) -> httpx.Response:
        """As the issuer leads back."""
        query = httpx.QueryParams({"state": state, "code": code, **more})
        return await self.get(f"/dang-nhap/xong?{query}")

    async def sign_in(self, next_path: str = "/cua-toi") -> httpx.Response:
        """All of it."""
        return await self.come_back(await self.lead(next_path))

    def _cookies(self) -> dict[str, str]:
        return {"cookie": "; ".join(f"{name}={value}" for name, value in self.jar.items())} if self.jar else {}

    def _took(self, answer: httpx.Response) -> httpx.Response:
        for line in answer.headers.get_list("set-cookie"):
            for name, morsel in SimpleCookie(line).items():
                if morsel["max-age"] == "0":
                    self.jar.pop(name, None)
                else:
                    self.jar[name] = morsel.value
        return answer


@pytest.fixture
def guest(browser: Browser) -> Guest:
    browser.services.says("submission", "GET", "/me", me())
    return Guest(browser, FakeIssuer(browser.services), {})


def secret(guest: Guest) -> str:
    """The session's cookie."""
    return guest.jar[cookie.SESSION]
