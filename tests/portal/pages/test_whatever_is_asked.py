"""Every route, whatever it is asked: never a fault of ours while the services are well, and always a whole page."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.web.language import LANGUAGES
from tests.portal.pages.conftest import ORIGIN, Browser
from tests.portal.pages.html import check_page
from tests.portal.pages.routes import ALL, GETS, QUERIES, Route
from tests.portal.pages.typed import TYPED

PRINTED = (".pdf", ".png")
PAGES = [route for route in GETS if not route.path.endswith(PRINTED)]
ODD = ["", "..", ".", "%2F", "%", "?", "#", "\0", "\n", "\u202e", "٣", "²", "-1", "0", "9" * 5000, "<b>", "ộ", "\ud7ff"]
TEXTS = st.one_of(st.sampled_from(ODD), st.text(max_size=40), st.text(min_size=200, max_size=300))
TYPABLE = ("share", "revision", "text", "sure", "secret", "act", "reasons", "comment", "case", "decided_on", "until")
FIELDS = sorted({*TYPED, *TYPABLE, "decision_number", "amount_vnd", "verified_benefit_vnd", "card", "role", "q"})
RIGHT = {"revision": "3", "text": "Đã đo lại.", "sure": "1", "share": "30", "secret": "a" * 30}


@pytest.mark.parametrize("route", PAGES, ids=lambda route: route.path)
async def test_a_page_is_whole_in_every_language(talkative: Browser, route: Route) -> None:
    for language in LANGUAGES:
        prefix = "" if language == "vi" else f"/{language}"
        check_page(await talkative.get(prefix + route.address()))


def quoted(text: str) -> str:
    """As a path may hold it."""
    return "".join(f"%{byte:02X}" for byte in text.encode())


@st.composite
def asked(draw: st.DrawFn) -> tuple[Route, str, dict[str, Any], dict[str, str]]:
    """A route, an address of it, a form and header fields."""
    route = draw(st.sampled_from([one for one in ALL if not one.path.endswith(PRINTED)]))
    odd = {name: quoted(draw(TEXTS) or "x") for name in route.parameters if draw(st.booleans())}
    prefix = draw(st.sampled_from(["", "", "/en", "/ko", "/fr", "//", "/en//"]))
    query = draw(st.lists(st.tuples(st.sampled_from(QUERIES), TEXTS), max_size=4))
    tail = "?" + "&".join(f"{name}={quoted(value)}" for name, value in query) if query else ""
    typed: dict[str, Any] = {**TYPED, **RIGHT} if draw(st.booleans()) else {}
    typed |= draw(st.dictionaries(st.sampled_from(FIELDS), TEXTS, max_size=5))
    headers = {
        "traceparent": draw(st.sampled_from(["", "x", "00-zz"])),
        "hx_request": draw(st.sampled_from(["", "true"])),
    }
    return route, prefix + route.address(odd) + draw(st.sampled_from(["", "", "/"])) + tail, typed, headers


@pytest.mark.parametrize("is_signed_in", [True, False])
async def test_whatever_is_asked_no_answer_is_a_fault_of_ours(talkative: Browser, is_signed_in: bool) -> None:
    examples: list[Any] = []

    @settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(asked())
    def draw(one: Any) -> None:
        examples.append(one)

    draw()
    for route, address, typed, headers in examples:
        talkative.sign_in(is_staff=True)
        talkative.secret = talkative.secret if is_signed_in else None
        where = ORIGIN + address  # alone, an address with two slashes in front would name a host
        asking = talkative.get(where, **headers) if route.method == "GET" else talkative.post(where, typed, **headers)
        check_page(await asking)
