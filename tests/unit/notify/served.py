"""Notify's API in this process."""

from dataclasses import replace
from types import SimpleNamespace
from uuid import UUID

import httpx

from services.notify import api, certificates_api
from services.notify.compose.certificate import PAPER
from services.notify.settings import NotifySettings
from shared.access import Caller, Grant, Role
from shared.printing.press import Press
from shared.runtime.clock import Clock
from shared.web import problems
from shared.web.rates import Rates
from tests.fakes.notify_store import MemoryNotifyStore
from tests.fakes.routed import routed
from tests.patience import patience

STRANGER = UUID(int=99)


class Api:
    """The API over a store, called by whoever `by` says; a strict limit of what is limited."""

    def __init__(self, store: MemoryNotifyStore) -> None:
        self.store = store
        self.caller = Caller(STRANGER, "x", "https://issuer.example.vn")
        app = routed(api.router, certificates_api.router)
        problems.install(app)
        app.state.service = SimpleNamespace(store=store, settings=NotifySettings(), clock=Clock())
        app.state.checks = Rates(3)
        app.state.press = Press(PAPER, 1, patience(60), Rates(5))
        app.state.verifier = SimpleNamespace(verify=self._verify)
        headers = {"Authorization": "Bearer whoever"}
        transport = httpx.ASGITransport(app)
        self.client = httpx.AsyncClient(transport=transport, base_url="http://notify", headers=headers)

    async def _verify(self, _token: str) -> Caller:
        return self.caller

    def by(self, person: UUID, *grants: tuple[Role, str]) -> httpx.AsyncClient:
        """The client of this person with these grants."""
        self.caller = replace(self.caller, person_id=person, grants=tuple(Grant(*grant) for grant in grants))
        return self.client
