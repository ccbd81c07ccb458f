import asyncio
import base64
import json
import time
from typing import Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from shared.access import Caller, Grant, Role, person_id
from shared.runtime.cli import serve
from shared.runtime.settings import ServiceSettings
from shared.web import jwks
from shared.web.jwks import COOL_DOWN, MAX_AGE
from shared.web.problems import Unavailable
from shared.web.proofs import Proof, Proofs
from shared.web.tokens import LEEWAY, MAX_TOKEN, InvalidToken, TokenTooLarge, TokenVerifier
from tests.patience import patience
from tests.unit.web.issuer import EC_KEY, ISSUER, OTHER_RSA_KEY, RSA_KEY, FakeIssuer, claims, public_jwk, token


@pytest.fixture
def issuer() -> FakeIssuer:
    return FakeIssuer()


async def test_a_good_token_names_its_caller(issuer: FakeIssuer) -> None:
    grants = [{"role": "reviewer", "unit": "ninh-kieu"}, {"role": "leader", "unit": "can-tho"}]
    caller = await issuer.verifier().verify(
        token(grants=grants, name="Lan", email="lan@example.vn", email_verified=True)
    )
    assert caller.person_id == person_id(ISSUER, "lan")
    assert (caller.subject, caller.issuer, caller.name, caller.email) == ("lan", ISSUER, "Lan", "lan@example.vn")
    assert caller.grants == (Grant(Role.REVIEWER, "ninh-kieu"), Grant(Role.LEADER, "can-tho"))


async def test_an_elliptic_curve_token_is_as_good(issuer: FakeIssuer) -> None:
    assert (await issuer.verifier().verify(token(EC_KEY, kid="e1", alg="ES256"))).subject == "lan"


def unsigned() -> str:
    return jwt.encode(claims(), "", algorithm="none", headers={"kid": "r1"})


def signed_with_the_public_key_as_a_secret() -> str:
    # PyJWT refuses to make this token, so it is put together by hand.
    import hashlib  # noqa: PLC0415
    import hmac  # noqa: PLC0415

    secret = RSA_KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    def part(value: Any) -> bytes:
        raw = value if isinstance(value, bytes) else json.dumps(value).encode()
        return base64.urlsafe_b64encode(raw).rstrip(b"=")

    signed = part({"alg": "HS256", "kid": "r1", "typ": "JWT"}) + b"." + part(claims())
    return (signed + b"." + part(hmac.new(secret, signed, hashlib.sha256).digest())).decode()


def with_another_payload() -> str:
    header, _, signature = token().split(".")
    payload = base64.urlsafe_b64encode(json.dumps(claims(sub="someone-else")).encode()).rstrip(b"=").decode()
    return f"{header}.{payload}.{signature}"


FORGED = {
    "nonsense": lambda: "abc",
    "not even text of a token": lambda: "a.b.c",
    "unsigned": unsigned,
    "public key as a secret": signed_with_the_public_key_as_a_secret,
    "payload replaced": with_another_payload,
    "another's key under a known id": lambda: token(OTHER_RSA_KEY),
    "unknown key": lambda: token(OTHER_RSA_KEY, kid="zz"),
    "key of another algorithm": lambda: token(EC_KEY, kid="r1", alg="ES256"),
    "algorithm not pinned": lambda: token(alg="RS512"),
    "expired": lambda: token(exp=claims()["iat"] - 61),
    "not yet valid": lambda: token(nbf=claims()["iat"] + 120),
    "another issuer": lambda: token(iss="https://evil.example.vn"),
    "another audience": lambda: token(aud="payroll"),
    "no expiry": lambda: token(exp=None),
    "no issuer": lambda: token(iss=None),
    "no audience": lambda: token(aud=None),
    "no subject": lambda: token(sub=None),
    "empty subject": lambda: token(sub=""),
    "grants not a list": lambda: token(grants={"role": "admin", "unit": "vn"}),
    "a grant without a unit": lambda: token(grants=[{"role": "admin"}]),
    "a grant of numbers": lambda: token(grants=[{"role": 1, "unit": 2}]),
    "a grant that is text": lambda: token(grants=["admin@vn"]),
}


@pytest.mark.parametrize("forge", FORGED.values(), ids=FORGED.keys())
async def test_a_token_that_proves_nothing_is_refused(issuer: FakeIssuer, forge: Any) -> None:
    with pytest.raises(InvalidToken):
        await issuer.verifier().verify(forge())


async def test_clocks_may_differ_by_a_minute(issuer: FakeIssuer) -> None:
    assert await issuer.verifier().verify(token(exp=claims()["iat"] - 50, nbf=claims()["iat"] + 50))


async def test_a_role_of_a_later_version_is_passed_over(issuer: FakeIssuer) -> None:
    grants = [{"role": "auditor", "unit": "vn"}, {"role": "proxy", "unit": "o-mon"}]
    assert (await issuer.verifier().verify(token(grants=grants))).grants == (Grant(Role.PROXY, "o-mon"),)


@pytest.mark.parametrize(
    ("said", "proven"),
    [(True, True), ("true", True), (None, False), (False, False), ("false", False), ("True", False), (1, False)],
)
async def test_an_address_is_used_only_when_the_issuer_says_that_it_is_verified(
    issuer: FakeIssuer, said: object, proven: bool
) -> None:
    caller = await issuer.verifier().verify(token(email="lan@example.vn", email_verified=said))
    assert (caller.email, caller.unproven_email) == (("lan@example.vn", None) if proven else (None, "lan@example.vn"))


async def test_keys_are_fetched_once_for_many_tokens(issuer: FakeIssuer) -> None:
    verifier = issuer.verifier()
    await asyncio.gather(*(verifier.verify(token(sub=f"p{n}")) for n in range(20)))
    assert issuer.fetches == 1


async def test_a_new_key_is_found_when_a_token_names_it(issuer: FakeIssuer) -> None:
    verifier = issuer.verifier()
    await verifier.verify(token())
    issuer.keys = [public_jwk(OTHER_RSA_KEY, "r2", alg="RS256")]
    issuer.now += COOL_DOWN
    assert await verifier.verify(token(OTHER_RSA_KEY, kid="r2"))
    with pytest.raises(InvalidToken):
        await verifier.verify(token())


async def test_made_up_key_ids_cannot_flood_the_issuer(issuer: FakeIssuer) -> None:
    verifier = issuer.verifier()
    for number in range(30):
        with pytest.raises(InvalidToken):
            await verifier.verify(token(kid=f"made-up-{number}"))
    assert issuer.fetches == 1
    issuer.now += COOL_DOWN
    with pytest.raises(InvalidToken):
        await verifier.verify(token(kid="made-up"))
    assert issuer.fetches == 2


async def test_a_withdrawn_key_stops_working_after_the_copy_is_old(issuer: FakeIssuer) -> None:
    verifier = issuer.verifier()
    await verifier.verify(token())
    issuer.keys = [public_jwk(OTHER_RSA_KEY, "r2")]
    issuer.now += MAX_AGE + 1
    with pytest.raises(InvalidToken):
        await verifier.verify(token())


async def test_old_keys_go_on_working_while_the_issuer_is_away(issuer: FakeIssuer) -> None:
    verifier = issuer.verifier()
    await verifier.verify(token())
    issuer.away = True
    issuer.now += 100 * MAX_AGE
    assert await verifier.verify(token())


async def test_an_issuer_never_reached_makes_the_service_unavailable_not_the_token_invalid(issuer: FakeIssuer) -> None:
    verifier = issuer.verifier()
    issuer.away = True
    with pytest.raises(Unavailable):
        await verifier.verify(token())
    issuer.away = False
    issuer.now += 1
    assert await verifier.verify(token())


@pytest.mark.parametrize(
    "discovery",
    [
        {"issuer": "https://other.example.vn", "jwks_uri": f"{ISSUER}/keys"},
        {"issuer": ISSUER, "jwks_uri": "http://login.example.vn/keys"},
        {"issuer": ISSUER},
    ],
)
async def test_a_discovery_document_that_cannot_be_trusted_gives_no_keys(issuer: FakeIssuer, discovery: Any) -> None:
    issuer.discovery = discovery
    with pytest.raises(Unavailable):
        await issuer.verifier().verify(token())


async def test_keys_that_cannot_be_used_are_passed_over(issuer: FakeIssuer) -> None:
    secret = {"kty": "oct", "k": "c2VjcmV0", "kid": "r1", "alg": "HS256"}
    issuer.keys += [secret, {"kty": "RSA", "kid": "broken"}, public_jwk(RSA_KEY, "enc", use="enc")]
    verifier = issuer.verifier()
    assert await verifier.verify(token())
    with pytest.raises(InvalidToken):
        await verifier.verify(token(kid="enc"))


async def test_a_token_without_a_key_id_is_checked_against_the_only_key_of_its_kind(issuer: FakeIssuer) -> None:
    assert await issuer.verifier().verify(token(kid=None))
    issuer.keys.append(public_jwk(OTHER_RSA_KEY, "r2"))
    with pytest.raises(InvalidToken):
        await issuer.verifier().verify(token(kid=None))


@pytest.mark.filterwarnings("ignore:The RSA key")
async def test_a_key_too_short_to_be_safe_is_not_accepted(issuer: FakeIssuer) -> None:
    weak = rsa.generate_private_key(public_exponent=65537, key_size=1024)  # noqa: S505
    issuer.keys.append(public_jwk(weak, "weak", alg="RS256"))
    with pytest.raises(InvalidToken):
        await issuer.verifier().verify(token(weak, kid="weak"))


def test_an_issuer_without_https_needs_a_local_installation() -> None:
    with pytest.raises(ValueError, match="https"):
        TokenVerifier("http://127.0.0.1:9000", "sangkien")
    assert TokenVerifier("http://127.0.0.1:9000", "sangkien", local=True)


@pytest.mark.parametrize("algorithms", [["HS256"], ["none"], ["RS256", "HS512"], []])
def test_algorithms_that_prove_nothing_cannot_be_configured(algorithms: list[str]) -> None:
    with pytest.raises(ValueError, match="algorithms"):
        TokenVerifier(ISSUER, "sangkien", algorithms)


async def test_an_issuer_that_hangs_does_not_hold_up_those_with_a_known_key(
    issuer: FakeIssuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def answer(request: httpx.Request) -> httpx.Response:
        if issuer.away:
            await asyncio.Event().wait()
        return issuer.answer(request)

    monkeypatch.setattr(jwks, "_STALE_WAIT", 0.01)
    transport = httpx.MockTransport(answer)
    verifier = TokenVerifier(ISSUER, "sangkien", transport=transport, clock=lambda: issuer.now)
    await verifier.verify(token())
    issuer.away = True
    issuer.now += MAX_AGE + 1
    async with asyncio.timeout(patience(5)):
        assert await verifier.verify(token())


@pytest.fixture
def decoded(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The tokens whose signatures were verified."""
    seen: list[str] = []
    decode = jwt.decode

    def noting(told: str, *arguments: Any, **options: Any) -> Any:
        seen.append(told)
        return decode(told, *arguments, **options)

    monkeypatch.setattr("shared.web.tokens.jwt.decode", noting)
    return seen


async def test_a_signature_is_verified_once(issuer: FakeIssuer, decoded: list[str]) -> None:
    verifier, lan, minh = issuer.verifier(), token(), token(sub="minh")
    callers = [await verifier.verify(one) for one in (lan, minh, lan, minh)]
    assert [caller.subject for caller in callers] == ["lan", "minh", "lan", "minh"]
    assert decoded == [lan, minh]


async def test_a_token_of_hundreds_of_grants_is_read_and_one_too_large_says_so(issuer: FakeIssuer) -> None:
    grants = [{"role": "reviewer", "unit": f"cong-doan-co-so-phuong-{number}"} for number in range(600)]
    assert len((await issuer.verifier().verify(token(grants=grants))).grants) == 600
    with pytest.raises(TokenTooLarge):
        await issuer.verifier().verify(token(grants=grants * 2))


def test_the_server_reads_headers_that_hold_the_largest_token(monkeypatch: pytest.MonkeyPatch) -> None:
    told: dict[str, Any] = {}
    monkeypatch.setattr("uvicorn.run", lambda _app, **options: told.update(options))
    serve("services.notify.app:app", ServiceSettings(service="notify", port=1))
    assert (told["http"], told["proxy_headers"]) == ("h11", False)
    assert told["h11_max_incomplete_event_size"] > MAX_TOKEN + 16_384


async def test_a_token_known_from_before_is_not_trusted_past_its_end(
    issuer: FakeIssuer, decoded: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    verifier, lan = issuer.verifier(), token()
    await verifier.verify(lan)
    later = time.time() + 300 + LEEWAY
    monkeypatch.setattr("shared.web.tokens.time.time", lambda: later)
    await verifier.verify(lan)
    assert decoded == [lan, lan]


async def test_a_token_known_from_before_stops_with_its_key(issuer: FakeIssuer) -> None:
    verifier, lan = issuer.verifier(), token()
    await verifier.verify(lan)
    issuer.keys = [public_jwk(OTHER_RSA_KEY, "r1", alg="RS256")]
    issuer.now += MAX_AGE + 1
    with pytest.raises(InvalidToken):
        await verifier.verify(lan)


async def test_only_the_latest_tokens_are_remembered() -> None:
    proofs = Proofs(most=2)
    key = jwt.PyJWK.from_dict(public_jwk(RSA_KEY, "r1", alg="RS256"))
    proof = Proof(Caller(person_id(ISSUER, "lan"), "lan", ISSUER, ()), "r1", key, 0)
    for name in ("a", "b", "a", "c"):
        if proofs.get(name) is None:
            proofs.put(name, proof)
    assert [proofs.get(name) is proof for name in ("a", "b", "c")] == [True, False, True]
