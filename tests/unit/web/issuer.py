"""A token issuer in memory: real keys, discovery and JWKS behind an httpx transport, faults on demand."""

import json
import time
from typing import Any

import httpx
import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from shared.web.tokens import TokenVerifier

ISSUER = "https://login.example.vn"
AUDIENCE = "sangkien"

RSA_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER_RSA_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
EC_KEY = ec.generate_private_key(ec.SECP256R1())


def public_jwk(key: Any, kid: str | None, **more: Any) -> dict[str, Any]:
    algorithm = RSAAlgorithm if isinstance(key, rsa.RSAPrivateKey) else ECAlgorithm
    jwk = json.loads(algorithm.to_jwk(key.public_key()))
    return {**jwk, "use": "sig", **({"kid": kid} if kid else {}), **more}


def claims(**changes: Any) -> dict[str, Any]:
    """Good claims, `changes` applied; None takes a claim out."""
    now = int(time.time())
    good = {"iss": ISSUER, "aud": AUDIENCE, "sub": "lan", "exp": now + 300, "iat": now, **changes}
    return {name: value for name, value in good.items() if value is not None}


def token(key: Any = RSA_KEY, *, kid: str | None = "r1", alg: str = "RS256", **changes: Any) -> str:
    return jwt.encode(claims(**changes), key, algorithm=alg, headers={"kid": kid} if kid else {})


class FakeIssuer:
    def __init__(self) -> None:
        self.keys = [public_jwk(RSA_KEY, "r1", alg="RS256"), public_jwk(EC_KEY, "e1", alg="ES256")]
        self.discovery: dict[str, Any] = {"issuer": ISSUER, "jwks_uri": f"{ISSUER}/keys"}
        self.away = False
        self.fetches = 0
        self.now = 1000.0

    def answer(self, request: httpx.Request) -> httpx.Response:
        if self.away:
            raise httpx.ConnectError("away")
        if request.url.path == "/.well-known/openid-configuration":
            return httpx.Response(200, json=self.discovery)
        self.fetches += 1
        return httpx.Response(200, json={"keys": self.keys})

    def verifier(self, **changes: Any) -> TokenVerifier:
        settings = {"issuer": ISSUER, "audience": AUDIENCE, **changes}
        return TokenVerifier(**settings, transport=httpx.MockTransport(self.answer), clock=lambda: self.now)
