"""Tokens of a real Keycloak: grants, audience, expiry, and keys that change while the services run."""

import time

import httpx
import jwt

from deploy.local.stack import Stack
from tests.e2e.waiting import until
from tests.oidc.conftest import System
from tests.oidc.realm import GRANTS, PERSON
from tests.patience import patience

KEY_PATIENCE = 30.0


def asked(stack: Stack, token: str, service: str = "submission", path: str = "/me") -> httpx.Response:
    headers = {"Authorization": f"Bearer {token}"}
    return httpx.get(stack.url(service) + path, headers=headers, timeout=patience(20), trust_env=False)


def test_every_service_takes_its_token_and_reads_the_grants(system: System) -> None:
    stack, realm = system
    token = realm.token()
    me = asked(stack, token)
    assert me.status_code == 200, me.text
    assert [{name: grant[name] for name in ("role", "unit")} for grant in me.json()["grants"]] == GRANTS
    assert (me.json()["email"], me.json()["email_verified"]) == (f"{PERSON}@example.vn", True)
    for service, path in (("review", "/cases"), ("ranking", "/boards/khong-co"), ("notify", "/messages")):
        answer = asked(stack, token, service, path)
        assert answer.status_code != 401, answer.text


def test_a_token_for_another_audience_a_changed_one_and_none_are_refused(system: System) -> None:
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


async def test_a_new_key_of_the_realm_is_taken_without_a_restart(system: System) -> None:
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


async def test_an_expired_token_is_refused(system: System) -> None:
    stack, realm = system
    before = realm.get("")
    realm.put("", {**before, "accessTokenLifespan": 1})
    token = realm.token()
    realm.put("", before)
    expires = jwt.decode(token, options={"verify_signature": False})["exp"]
    assert expires - time.time() < 5

    async def answered() -> int:
        return asked(stack, token).status_code

    await until("the leeway of a minute is over", answered, lambda status: status == 401, patience(90))
