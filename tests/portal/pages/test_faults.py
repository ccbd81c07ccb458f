"""Every route while one of the services is away, slow, faulty, or answers what it never should."""

import json
from collections.abc import Callable, Iterator
from random import Random
from typing import Any, Final

import httpx
import pytest

from portal.upstream.shapes import shapes_of
from shared.events import SERVICES
from tests.portal.pages.conftest import Browser
from tests.portal.pages.html import check_html
from tests.portal.pages.routes import ALL, FILLED, Route
from tests.portal.pages.samples import me
from tests.portal.pages.services import PORTS, Answer
from tests.portal.pages.typed import TYPED
from tests.seeds import seed

RIGHT: Final = {**TYPED, "revision": "3", "text": "Đã đo lại.", "sure": "1", "share": "30", "secret": "a" * 30}
PRINTED: Final = (".pdf", ".png")
AWAY: Final = 503
DAMAGED_ANSWERS: Final = 3
Spoil = Callable[[Browser, str], None]


def answers(make: Answer) -> Spoil:
    def spoil(browser: Browser, service: str) -> None:
        browser.services.faulty[service] = make

    return spoil


FAULTS: Final[dict[str, Spoil]] = {
    "away": lambda browser, service: browser.services.away.add(service),
    "slow": lambda browser, service: browser.services.slow.add(service),
    "a fault of its own": answers(lambda _request: httpx.Response(500, text="<h1>oops</h1>")),
    "too busy": answers(lambda _request: httpx.Response(503, headers={"retry-after": "soon"})),
    "no JSON": answers(lambda _request: httpx.Response(200, text="<html>")),
    "an empty object": answers(lambda _request: httpx.Response(200, json={})),
    "null": answers(lambda _request: httpx.Response(200, json=None)),
    "a list": answers(lambda _request: httpx.Response(200, json=[[]])),
    "leads elsewhere": answers(lambda _request: httpx.Response(302, headers={"location": "https://example.vn/"})),
    "an odd refusal": answers(lambda _request: httpx.Response(418, json={"title": None, "errors": {"": [None]}})),
}


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every object and list in it, with each of its keys."""
    fields = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in list(fields):
        yield value, key
        yield from places(inner)


def damaged(answer: httpx.Response, random: Random) -> httpx.Response:
    """One value in it is null, of another kind, or gone."""
    if not answer.headers.get("content-type", "").startswith("application/json"):
        return answer
    value = answer.json()
    if found := list(places(value)):
        holder, key = random.choice(found)
        match random.randrange(4):
            case 0:
                del holder[key]
            case 1:
                holder[key] = None
            case 2:
                holder[key] = {"": []} if isinstance(holder[key], str) else "x"
            case _:
                holder[key] = [None] if not isinstance(holder[key], list) else {}
    return httpx.Response(answer.status_code, content=json.dumps(value), headers={"content-type": "application/json"})


async def ask(browser: Browser, route: Route) -> httpx.Response:
    browser.sign_in(is_staff=True)
    return await (browser.get(route.address()) if route.method != "POST" else browser.post(route.address(), RIGHT))


def asked_services(browser: Browser) -> list[str]:
    names = {PORTS[request.url.port or 0] for request in browser.services.requests}
    return [name for name in SERVICES if name in names]


def must_be_a_page(answer: httpx.Response, where: str) -> None:
    assert answer.status_code < 500 or answer.status_code == AWAY, f"{where}: {answer.status_code}"
    check_html(answer)


@pytest.mark.parametrize("route", [one for one in ALL if not one.path.endswith(PRINTED)], ids=" ".join)
async def test_no_fault_of_a_service_is_a_fault_of_ours(talkative: Browser, route: Route) -> None:
    random = Random(f"{seed()} {route}")
    await ask(talkative, route)
    services = talkative.services
    for name in asked_services(talkative):
        for fault, spoil in FAULTS.items():
            spoil(talkative, name)
            must_be_a_page(await ask(talkative, route), f"{route}, {name}: {fault}")
            for faults in (services.away, services.slow, services.faulty):
                faults.clear()
        services.faulty[name] = lambda request: damaged(services.well(request), random)
        for _ in range(DAMAGED_ANSWERS):
            must_be_a_page(await ask(talkative, route), f"{route}, {name}: a damaged answer")
        services.faulty.clear()


@pytest.mark.parametrize("service", SERVICES)
async def test_what_works_is_told_beside_what_does_not(talkative: Browser, service: str) -> None:
    """A page that needs the service says so and keeps its frame; the others do not mention it."""
    talkative.services.away.add(service)
    told = 0
    for route in ALL:
        if route.method == "GET" and not route.path.endswith(PRINTED):
            answer = await ask(talkative, route)
            if answer.status_code == AWAY:
                told += 1
                assert "<main" in answer.text, route
                assert "retry-after" in answer.headers, route
    assert told, service


@pytest.mark.parametrize(
    ("change", "is_fit"),
    [
        ({}, True),
        ({"later": 1}, True),
        ({"id": None}, False),
        ({"id": 3}, False),
        ({"grants": {}}, False),
        ({"grants": [None]}, False),
        ({"grants": [{"role": "reviewer"}]}, False),
    ],
)
def test_an_answer_is_judged_by_its_document(change: dict[str, Any], is_fit: bool) -> None:
    known = me(("reviewer", FILLED["unit"])) | change
    assert (shapes_of("submission").misfit("GET", "/me", 200, known) is None) is is_fit


def test_a_missing_field_is_a_misfit_named_by_its_route() -> None:
    without = {name: value for name, value in me().items() if name != "grants"}
    assert shapes_of("submission").misfit("GET", "/me", 200, without) == "/me"
    assert shapes_of("review").misfit("GET", f"/cases/{FILLED['id_']}", 200, {}) == "/cases/{initiative_id}"
