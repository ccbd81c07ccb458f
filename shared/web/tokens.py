"""Bearer tokens (RFC 6750, RFC 7519) of one issuer, checked against its published keys: whom they speak for."""

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import httpx
import jwt

from shared.access import Caller, Grant, Role, person_id
from shared.refusals import Refusal, Text
from shared.text import letters_seen
from shared.web.jwks import KeySet, KeysUnavailable, require_https
from shared.web.problems import HeadedRefusal, Unavailable
from shared.web.proofs import Proof, Proofs

ALGORITHMS = ("RS256", "ES256")
LEEWAY = 60
"""Seconds by which the clocks of issuer and service may differ."""

MAX_TOKEN = 65_536
"""Bytes of a token: some 800 grants. Proxies in front usually take less (docs/operations.md)."""
LONGEST_NAME = 200
"""Characters of the name in a token that are taken: as many as a card may have."""
_ROLES = {role.value: role for role in Role}


class Unauthenticated(HeadedRefusal):
    """No token, or one that proves nothing."""

    slug = "unauthenticated"
    status = 401
    title = Text("Hãy đăng nhập", "Sign in first")

    @property
    def headers(self) -> Mapping[str, str]:
        """The challenge RFC 6750 §3 asks for, without an error code when no token came."""
        return {"WWW-Authenticate": "Bearer"}


class InvalidToken(Unauthenticated):
    """The token is forged, expired, meant for others or unreadable."""

    slug = "invalid-token"
    title = Text("Phiên đăng nhập không hợp lệ hoặc đã hết hạn", "The token is not valid or has expired")

    @property
    def headers(self) -> Mapping[str, str]:
        """As RFC 6750 §3.1."""
        return {"WWW-Authenticate": 'Bearer error="invalid_token"'}


class TokenTooLarge(Refusal):
    """The token may be good, but it is too large to be read."""

    slug = "token-too-large"
    status = 431
    title = Text(
        "Phiên đăng nhập mang quá nhiều quyền (trên 64 KB), hãy xin cấp quyền ở đơn vị cấp trên",
        "The token is too large (over 64 KB); have grants on a unit above instead of many below it",
    )


class TokenVerifier:
    """Turns a token into a `Caller`. The runtime puts one on `app.state.verifier`."""

    def __init__(
        self,
        issuer: str,
        audience: str,
        algorithms: Sequence[str] = ALGORITHMS,
        local: bool = False,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take tokens of `issuer` for `audience`.

        ValueError for an issuer without https unless `local`, and for algorithms that prove nothing against
        published keys (HS*, none).
        """
        require_https(issuer, local=local)
        if not algorithms or not all(name.startswith(("RS", "PS", "ES")) for name in algorithms):
            raise ValueError(f"only RS*, PS* and ES* algorithms are accepted, not {algorithms}")
        self._issuer = issuer
        self._audience = audience
        self._algorithms = tuple(algorithms)
        self._keys = KeySet(issuer, algorithms, local=local, transport=transport, clock=clock)
        self._proofs = Proofs()

    async def verify(self, token: str) -> Caller:
        """The caller `token` speaks for; refuses with InvalidToken, TokenTooLarge, or Unavailable without any key."""
        if len(token) > MAX_TOKEN:
            raise TokenTooLarge
        try:
            return await self._known(token) or await self._proved(token)
        except jwt.PyJWTError as error:
            raise InvalidToken from error
        except KeysUnavailable as error:
            raise Unavailable from error

    async def _known(self, token: str) -> Caller | None:
        proof = self._proofs.get(token)
        if proof is None or time.time() >= proof.expires + LEEWAY:
            return None
        present = await self._keys.key(proof.kid, str(proof.key.algorithm_name))
        return proof.caller if present is proof.key else None

    async def _proved(self, token: str) -> Caller:
        header = jwt.get_unverified_header(token)
        kid, algorithm = header.get("kid"), header.get("alg")
        if algorithm not in self._algorithms or not isinstance(kid, str | None):
            raise InvalidToken
        key = await self._keys.key(kid, str(algorithm))
        if key is None:
            raise InvalidToken
        claims = jwt.decode(
            token,
            key,
            algorithms=[str(algorithm)],
            audience=self._audience,
            issuer=self._issuer,
            leeway=LEEWAY,
            options={"require": ["exp", "iss", "aud", "sub"]},
        )
        caller = caller_from(claims)
        self._proofs.put(token, Proof(caller, kid, key, int(claims["exp"])))
        return caller


def caller_from(claims: Mapping[str, Any]) -> Caller:
    """The caller that verified `claims` describe; refuses grants it cannot read rather than passing over them."""
    issuer, subject = claims["iss"], claims["sub"]
    if not isinstance(subject, str) or not subject:
        raise InvalidToken
    email, proven = _text(claims.get("email")), _is_true(claims.get("email_verified"))
    return Caller(
        person_id=person_id(issuer, subject),
        subject=subject,
        issuer=issuer,
        grants=_grants(claims.get("grants", [])),
        name=_name(claims.get("name")),
        email=email if proven else None,
        unproven_email=None if proven else email,
    )


def _grants(claim: Any) -> tuple[Grant, ...]:
    """The grants of the claim `[{role, unit}]`; roles of later versions are passed over."""
    if not isinstance(claim, list):
        raise InvalidToken
    grants: list[Grant] = []
    for item in claim:
        if not isinstance(item, dict) or not _text(item.get("role")) or not _text(item.get("unit")):
            raise InvalidToken
        if item["role"] in _ROLES:
            grants.append(Grant(_ROLES[item["role"]], item["unit"]))
    return tuple(dict.fromkeys(grants))


def _is_true(value: Any) -> bool:
    """A boolean (OpenID Connect Core §5.1), or the string that some issuers send in its place."""
    return value is True or value == "true"


def _name(value: Any) -> str | None:
    """A name on one line of what can be seen; none when nothing of it can."""
    printed = "".join(letter if letter.isprintable() else " " for letter in _text(value) or "")
    name = " ".join(printed.split())[:LONGEST_NAME]
    return name if letters_seen(name, 1) else None


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None
