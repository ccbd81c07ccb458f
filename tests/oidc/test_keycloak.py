"""Tokens of a real Keycloak: grants, audience, expiry, and keys that change while the services run."""

import json
import secrets
import time
from collections.abc import Iterator
from typing import Any

import httpx
import jwt
import pytest

from deploy.local.keycloak import ADMIN, REALM, Keycloak
from deploy.local.ports import Ports, free_ports
from deploy.local.processes import Room
from deploy.local.stack import JARS, Stack
from tests.e2e.waiting import until
from tests.patience import patience

GRANTS = [{"role": "reviewer", "unit": "ninh-kieu"}, {"role": "proxy", "unit": "o-mon"}]
PERSON = "tac-gia"
KEY_PATIENCE = 30.0


class Realm:
    """The realm as its administrator sees it."""

    def __init__(self, keycloak: Keycloak) -> None:
        self.keycloak = keycloak
        self.http = httpx.Client(timeout=patience(30), trust_env=False)
        self.password = secrets.token_urlsafe(12)
        self.client = "kiem-thu"

    def set(self) -> None:
        """A client that may sign in by password, since a test has no browser; a person with grants."""
        mappers = next(c for c in self.get("clients") if c["clientId"] == "portal")["protocolMappers"]
        plain = [{name: mapper[name] for name in mapper if name != "id"} for mapper in mappers]
        client = {"clientId": self.client, "publicClient": True, "directAccessGrantsEnabled": True}
        self.post("clients", {**client, "protocolMappers": plain})
        without = [mapper for mapper in plain if mapper["name"] != "audience"]
        self.post("clients", {**client, "clientId": "khac", "protocolMappers": without})
        person = {
            "username": PERSON,
            "enabled": True,
            "email": f"{PERSON}@example.vn",
            "emailVerified": True,
            "firstName": "Hoa",
            "lastName": "Trần Thị",
            "attributes": {"grants": [json.dumps(GRANTS)]},
            "credentials": [{"type": "password", "value": self.password, "temporary": False}],
        }
        self.post("users", person)

    def token(self, client: str = "") -> str:
        """A token of the person."""
        form = {
            "grant_type": "password",
            "client_id": client or self.client,
            "username": PERSON,
            "password": self.password,
            "scope": "openid profile email",
        }
        answer = self.http.post(f"{self.keycloak.issuer}/protocol/openid-connect/token", data=form)
        assert answer.status_code == 200, answer.text
        return str(answer.json()["access_token"])

    def rotate(self) -> None:
        """A new signing key that goes before the old one."""
        realm = self.get("")["id"]
        key = {
            "name": "moi",
            "providerId": "rsa-generated",
            "providerType": "org.keycloak.keys.KeyProvider",
            "parentId": realm,
            "config": {"priority": ["1000"], "enabled": ["true"], "active": ["true"], "algorithm": ["RS256"]},
        }
        self.post("components", key)

    def get(self, path: str) -> Any:
        return self.http.get(self._url(path), headers=self._admin()).raise_for_status().json()

    def post(self, path: str, body: Any) -> None:
        answer = self.http.post(self._url(path), json=body, headers=self._admin())
        assert answer.status_code == 201, answer.text

    def put(self, path: str, body: Any) -> None:
        answer = self.http.put(self._url(path), json=body, headers=self._admin())
        assert answer.is_success, answer.text

    def _url(self, path: str) -> str:
        return f"{self.keycloak.url}/admin/realms/{REALM}" + (f"/{path}" if path else "")

    def _admin(self) -> dict[str, str]:
        form = {
            "grant_type": "password",
            "client_id": "admin-cli",
            "username": ADMIN,
            "password": self.keycloak.password,
        }
        url = f"{self.keycloak.url}/realms/master/protocol/openid-connect/token"
        token = self.http.post(url, data=form).raise_for_status().json()["access_token"]
        return {"Authorization": f"Bearer {token}"}


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Stack, Realm]]:
    """Keycloak first, then the services that trust it."""
    state = tmp_path_factory.mktemp("oidc")
    (port,) = free_ports(1)
    keycloak = Keycloak(Room(state / "keycloak", state / "keycloak" / "logs"), port, JARS)
    env = {"": {"SANGKIEN_ISSUER": keycloak.issuer}}
    services = ("submission", "review", "ranking", "notify")
    stack = Stack(ports=Ports.free(), state=state, services=services, env=env)
    keycloak.start()
    try:
        realm = Realm(keycloak)
        realm.set()
        with stack:
            yield stack, realm
    finally:
        keycloak.stop()


def asked(stack: Stack, token: str, service: str = "submission", path: str = "/me") -> httpx.Response:
    headers = {"Authorization": f"Bearer {token}"}
    return httpx.get(stack.url(service) + path, headers=headers, timeout=patience(20), trust_env=False)


def test_every_service_takes_its_token_and_reads_the_grants(system: tuple[Stack, Realm]) -> None:
    stack, realm = system
    token = realm.token()
    me = asked(stack, token)
    assert me.status_code == 200, me.text
    assert me.json()["grants"] == GRANTS
    assert (me.json()["email"], me.json()["email_verified"]) == (f"{PERSON}@example.vn", True)
    for service, path in (("review", "/cases"), ("ranking", "/boards/khong-co"), ("notify", "/messages")):
        answer = asked(stack, token, service, path)
        assert answer.status_code != 401, answer.text


def test_a_token_for_another_audience_a_changed_one_and_none_are_refused(system: tuple[Stack, Realm]) -> None:
    stack, realm = system
    token = realm.token()
    head, body, signature = token.split(".")
    claims = jwt.decode(token, options={"verify_signature": False})
    none = jwt.encode(claims, "", algorithm="none")
    jwks = realm.http.get(f"{realm.keycloak.issuer}/protocol/openid-connect/certs").json()["keys"]
    key = next(one for one in jwks if one["kid"] == jwt.get_unverified_header(token)["kid"])
    as_hmac = jwt.encode(claims, key["n"], algorithm="HS256", headers={"kid": key["kid"]})
    forged = f"{head}.{body}.{signature[:-4]}AAAA"
    for wrong in (realm.token("khac"), forged, none, as_hmac):
        answer = asked(stack, wrong)
        assert answer.status_code == 401, answer.text


async def test_a_new_key_of_the_realm_is_taken_without_a_restart(system: tuple[Stack, Realm]) -> None:
    stack, realm = system
    old = realm.token()
    assert asked(stack, old).status_code == 200
    realm.rotate()
    new = realm.token()
    assert jwt.get_unverified_header(new)["kid"] != jwt.get_unverified_header(old)["kid"]

    async def answered() -> int:
        return asked(stack, new).status_code

    await until("the new key is known", answered, lambda status: status == 200, patience(KEY_PATIENCE))
    assert asked(stack, old).status_code == 200, "the old key is still published"


async def test_an_expired_token_is_refused(system: tuple[Stack, Realm]) -> None:
    stack, realm = system
    realm.put("", {**realm.get(""), "accessTokenLifespan": 1})
    token = realm.token()
    expires = jwt.decode(token, options={"verify_signature": False})["exp"]
    assert expires - time.time() < 5

    async def answered() -> int:
        return asked(stack, token).status_code

    await until("the leeway of a minute is over", answered, lambda status: status == 401, patience(90))
