"""The issuer as the portal meets it: codes, tokens with real signatures, and faults on demand."""

import base64
import hashlib
import json
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

from portal.signin.proof import LOGOUT_EVENT
from tests.portal.pages.services import ISSUER, FakeServices
from tests.unit.web.issuer import public_jwk

CLIENT, SECRET = "portal", "a secret of tests"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
SUBJECT, NAME = "anh", "Nguyễn Thị Ánh"


@dataclass
class FakeIssuer:
    """Answers at the token endpoint; `asked` are the forms it was sent, `claims` change the next ID token."""

    services: FakeServices
    asked: list[dict[str, str]] = field(default_factory=list)
    authorizations: list[str] = field(default_factory=list)
    claims: dict[str, Any] = field(default_factory=dict)
    header: dict[str, Any] = field(default_factory=dict)
    key: Any = KEY
    refuses: tuple[int, str] | None = None
    access_seconds: int = 300
    challenge: str = ""
    nonce: str = ""
    given: list[str] = field(default_factory=list)
    """Every token that was ever given."""

    def __post_init__(self) -> None:
        answers = self.services._answers
        answers["issuer", "POST", "/token"] = self._token
        keys = {"keys": [public_jwk(KEY, "k1", alg="RS256")]}
        answers["issuer", "GET", "/jwks"] = lambda _request: httpx.Response(200, json=keys)

    def authorized(self, location: str) -> dict[str, str]:
        """What the browser was led here with; remembered as an issuer does."""
        query = {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}
        self.challenge, self.nonce = query["code_challenge"], query["nonce"]
        return query

    def token(self, **changes: Any) -> str:
        """A token of this issuer for the portal; a claim that is None is left out."""
        now = int(time.time())
        plain = {"iss": ISSUER, "sub": SUBJECT, "aud": CLIENT, "iat": now, "exp": now + 300}
        claims = {name: value for name, value in {**plain, **changes}.items() if value is not None}
        if self.header.get("alg") == "none":
            return jwt.encode(claims, "", algorithm="none")
        return jwt.encode(claims, self.key, algorithm="RS256", headers={"kid": "k1", **self.header})

    def logout_token(self, **changes: Any) -> str:
        """As back-channel logout sends it."""
        events = {"events": {LOGOUT_EVENT: {}}, "jti": f"logout-{time.monotonic_ns()}", "sid": "s-1"}
        return self.token(**{**events, **changes})

    def _token(self, request: httpx.Request) -> httpx.Response:
        form = {name: values[0] for name, values in parse_qs(request.content.decode()).items()}
        self.asked.append(form)
        self.authorizations.append(request.headers.get("authorization", ""))
        if self.refuses is not None:
            status, error = self.refuses
            return httpx.Response(status, json={"error": error})
        if form["grant_type"] == "authorization_code" and not self._knows(form["code_verifier"]):
            return httpx.Response(400, json={"error": "invalid_grant"})
        nonce = self.nonce if form["grant_type"] == "authorization_code" else None
        number = len(self.asked)
        answer = {
            "access_token": f"access-token-{number}",
            "refresh_token": f"refresh-token-{number}",
            "id_token": self.token(**{"name": NAME, "sid": "s-1", "nonce": nonce, **self.claims}),
            "expires_in": self.access_seconds,
            "token_type": "Bearer",
        }
        self.given += [str(answer[name]) for name in ("access_token", "refresh_token", "id_token")]
        return httpx.Response(200, content=json.dumps(answer), headers={"content-type": "application/json"})

    def _knows(self, verifier: str) -> bool:
        digest = hashlib.sha256(verifier.encode()).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == self.challenge
