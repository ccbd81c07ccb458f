"""What is logged and counted holds neither secrets nor what somebody typed, whatever goes wrong."""

from collections.abc import Callable
from typing import Final

import httpx
import pytest

from portal.web.pages import Pages
from shared.events import SERVICES
from tests.portal.pages.conftest import Browser
from tests.portal.pages.routes import ALL, Route
from tests.portal.pages.test_faults import PRINTED, RIGHT

MARK: Final = "dau-vet-rieng"
TYPED_TEXTS: Final = {
    **RIGHT,
    "title": f"Đồ gá {MARK}",
    "summary": f"Kẹp hai thanh {MARK}",
    "comment": f"Xem lại {MARK}",
    "text": f"Đã đo lại {MARK}",
    "q": MARK,
    "email": f"{MARK}@example.vn",
    "secret": MARK * 3,
}
Spoil = Callable[[Browser], None]


def well(_browser: Browser) -> None:
    """Nothing is spoilt."""


def away(browser: Browser) -> None:
    browser.services.away.update(SERVICES)


def refused(browser: Browser) -> None:
    problem = {"type": "urn:sangkien:problem:invalid", "title": MARK, "detail": MARK, "status": 422}
    answer = httpx.Response(422, json=problem | {"errors": [{"field": "title", "message": MARK}]})
    browser.services.faulty |= dict.fromkeys(SERVICES, lambda _request: answer)


def garbage(browser: Browser) -> None:
    answer = httpx.Response(200, json={"title": MARK, "access_token": MARK})
    browser.services.faulty |= dict.fromkeys(SERVICES, lambda _request: answer)


async def send(browser: Browser, route: Route) -> None:
    session = browser.sign_in(is_staff=True)
    address = f"{route.address()}?q={MARK}&next=/{MARK}"
    await (browser.post(address, TYPED_TEXTS) if route.method == "POST" else browser.get(address))
    browser.store.sessions.known[session.id] = session  # signed out or not: its secrets are looked for


@pytest.mark.parametrize("spoil", [well, away, refused, garbage])
async def test_nothing_typed_and_no_secret_is_logged_or_counted(
    talkative: Browser, spoil: Spoil, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    spoil(talkative)
    for route in ALL:
        if not route.path.endswith(PRINTED):
            await send(talkative, route)
    must_hold_nothing(talkative, caplog, capfd, await counted(talkative))


async def test_an_error_that_nobody_thought_of_is_logged_without_what_it_says(
    talkative: Browser,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    make = Pages.text

    def fail(self: Pages, request: object, template: str, **context: object) -> str:
        if template.startswith("errors/"):
            return make(self, request, template, **context)  # type: ignore[arg-type]
        raise ValueError(f"{MARK} {context}")

    monkeypatch.setattr(Pages, "text", fail)
    await send(talkative, Route("GET", "/cua-toi"))
    logged = must_hold_nothing(talkative, caplog, capfd, await counted(talkative))
    assert "portal.failed" in logged
    assert "ValueError" in logged


async def counted(browser: Browser) -> str:
    return (await browser.get("/metrics")).text


def must_hold_nothing(
    browser: Browser, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str], metrics: str
) -> str:
    """All that was logged, on every way out of the process."""
    logged = caplog.text + "".join(capfd.readouterr())
    assert "sangkien" in metrics
    for secret in (MARK, *browser.secrets()):
        assert secret not in logged
        assert secret not in metrics
    return logged
