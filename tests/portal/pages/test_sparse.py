"""Services that tell as little as their documents let them: every page is there, and is no fault."""

from collections.abc import AsyncIterator

import httpx
import pytest

from tests.portal.pages.conftest import ORIGIN, Browser, portal_for
from tests.portal.pages.hostile import SparseServices
from tests.portal.pages.routes import ALL, Route
from tests.portal.pages.test_faults import ask

ENDLESS = ("/stream", ".pdf", ".png")
FAULT = 500
"""A fault of ours; 503 is told of a service whose answer nothing can be made of."""


@pytest.fixture(params=[True, False], ids=["lists", "no lists"])
async def sparse(request: pytest.FixtureRequest) -> AsyncIterator[Browser]:
    services = SparseServices(has_lists=request.param)
    app, store = portal_for(services)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=ORIGIN) as client:
        yield Browser(client, app, store, services)


@pytest.mark.parametrize("route", [one for one in ALL if not one.path.endswith(ENDLESS)], ids=" ".join)
async def test_what_a_document_lets_be_missing_is_missed_by_no_page(sparse: Browser, route: Route) -> None:
    assert (await ask(sparse, route)).status_code != FAULT
