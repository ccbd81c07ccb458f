"""Tokens that prove nothing, and people of other units."""

import time
from typing import Any

import jwt
import pytest

from deploy.local.keys import SigningKey
from deploy.local.stack import Stack
from tests.e2e.world import World, paper

READS = {"submission": "/me", "review": "/cases", "ranking": "/boards/{programme}", "notify": "/messages"}


def bad_tokens(system: Stack) -> dict[str, str]:
    """Each would be a reviewer of everything, were it believed."""
    who: dict[str, Any] = {"sub": "eve", "grants": [("reviewer", "can-tho")]}
    now = int(time.time())
    claims = {"iss": system.issuer, "sub": "eve", "aud": "sangkien", "iat": now, "exp": now + 600, "grants": []}
    key = system.tokens.key
    public = key.jwk()["n"]
    return {
        "expired": system.token(**who, ttl=-120),
        "forged": system.token(**who, key=SigningKey.new()),
        "forged under the issuer's key id": system.token(**who, key=SigningKey(key.kid, SigningKey.new().private)),
        "for another audience": system.token(**who, audience="payroll"),
        "of another issuer": system.token(**who, issuer="http://127.0.0.1:1"),
        "without a signature": jwt.encode(claims, "", algorithm="none", headers={"kid": key.kid}),
        "signed with the public key": jwt.encode(claims, public, algorithm="HS256", headers={"kid": key.kid}),
    }


@pytest.mark.parametrize("service", READS)
async def test_a_token_that_proves_nothing_is_refused_everywhere(system: Stack, service: str) -> None:
    async with World(system, public=False) as world:
        url = system.url(service) + READS[service].format(programme=world.programme)
        answers = {}
        for name, token in bad_tokens(system).items():
            answer = await world.http.get(url, headers={"Authorization": f"Bearer {token}"})
            answers[name] = (answer.status_code, answer.json()["type"])
        assert set(answers.values()) == {(401, "urn:sangkien:problem:invalid-token")}, answers
        bare = await world.http.get(url)
        assert (bare.status_code, bare.json()["type"]) == (401, "urn:sangkien:problem:unauthenticated")
        good = await world.call("GET", service, url.removeprefix(system.url(service)), "r", ("reviewer", world.root))
        assert good.status_code == 200, good.text


async def test_another_units_reviewer_sees_no_case_and_decides_on_none(system: Stack) -> None:
    async with World(system, uppers=2, bases=1) as world:
        one = await world.submit(world.bases[0])
        case = await world.case(one)
        for stranger in (world.bases[1], world.uppers[1]):
            grant = ("reviewer", stranger)
            read = await world.call("GET", "review", f"/cases/{one.id}", "stranger", grant)
            assert read.status_code == 404, read.text
            decision = {"act": "approve", "content_version": 1, "submission_version": 1, **paper()}
            tag = {"If-Match": f'"{case["revision"]}"'}
            path = f"/cases/{one.id}/decision"
            act = await world.call("POST", "review", path, "stranger", grant, json=decision, headers=tag)
            assert act.status_code == 403, act.text
            read = await world.call("GET", "submission", f"/initiatives/{one.id}", "stranger", grant)
            assert read.status_code == 404, read.text
        after = await world.case(one)
        assert (after["status"], after["revision"]) == ("pending", case["revision"])
        await world.approve(one, world.uppers[0])
        await world.boards_agree()
