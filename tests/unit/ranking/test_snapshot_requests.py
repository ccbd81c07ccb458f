"""Freezing by request: once for a key, whatever has changed since."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from shared.access import Caller, Grant, Role
from shared.web.idempotency import REPLAYED
from tests.fakes.ranking_snapshots import MemorySnapshots
from tests.fakes.ranking_store import MemoryStore
from tests.unit.ranking.builders import PROGRAMME, applied, frame, submitted
from tests.unit.ranking.test_boards import application

WANTED = {"programme": PROGRAMME, "window": "2022-Q3"}


class Office:
    """Ranking, asked by one person with these grants."""

    def __init__(self, store: MemoryStore, key: Path) -> None:
        self.grants: tuple[Grant, ...] = (Grant(Role.ADMIN, "can-tho"),)
        self.snapshots = store.snapshots = MemorySnapshots()  # type: ignore[attr-defined]
        app = application(store)
        app.state.service.settings.signing_key = key
        app.state.verifier = SimpleNamespace(verify=self._verify)
        headers = {"Authorization": "Bearer x"}
        self.http = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://ranking", headers=headers)

    async def _verify(self, _token: str) -> Caller:
        return Caller(UUID(int=1), "qt", "https://id.example.vn", self.grants)

    async def freeze(self, key: str | None, **changes: Any) -> httpx.Response:
        headers = {} if key is None else {"Idempotency-Key": key}
        return await self.http.post("/snapshots", json={**WANTED, **changes}, headers=headers)


@pytest.fixture
async def office(tmp_path: Path) -> Office:
    key = tmp_path / "key.pem"
    made = Ed25519PrivateKey.generate()
    key.write_bytes(made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return Office(await applied([*frame()], [submitted("a", "xa-a")]), key)


async def test_the_same_request_is_answered_with_the_same_snapshot_and_another_key_is_refused(office: Office) -> None:
    first = await office.freeze("k")
    assert first.status_code == 201, first.text
    office.grants = ()
    again = await office.freeze("k")
    assert (again.status_code, again.content, again.headers[REPLAYED]) == (201, first.content, "true")
    assert again.headers["location"] == first.headers["location"] == f"/snapshots/{first.json()['header']['id']}"
    office.grants = (Grant(Role.ADMIN, "can-tho"),)
    assert [(await office.freeze(key)).status_code for key in ("other", None)] == [409, 409]
    reused = await office.freeze("k", window="2022-Q2")
    assert (reused.status_code, reused.headers["location"]) == (422, first.headers["location"])
    assert len(office.snapshots.kept) == 1
