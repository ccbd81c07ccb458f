"""The realm as its administrator sees it."""

import json
import secrets
from typing import Any

import httpx

from deploy.local.keycloak import ADMIN, REALM, Keycloak
from tests.patience import patience

GRANTS = [{"role": "reviewer", "unit": "ninh-kieu"}, {"role": "proxy", "unit": "o-mon"}]
PERSON = "tac-gia"


class Realm:
    """What tests set up and change in a running Keycloak."""

    def __init__(self, keycloak: Keycloak) -> None:
        self.keycloak = keycloak
        self.http = httpx.Client(timeout=patience(30), trust_env=False)
        self.password = secrets.token_urlsafe(12)
        self.client = "kiem-thu"

    def set(self) -> None:
        """A client that may sign in by password, for tests without a browser; a person with grants."""
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

    def sessions(self) -> list[dict[str, Any]]:
        """Sessions of the person at the portal."""
        (person,) = self.get(f"users?username={PERSON}&exact=true")
        found = self.get(f"users/{person['id']}/sessions")
        return [one for one in found if "portal" in one["clients"].values()]

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

    def delete(self, path: str) -> None:
        answer = self.http.delete(self._url(path), headers=self._admin())
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
