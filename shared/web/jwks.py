"""The issuer's public keys, by OIDC discovery: cached, refetched when a key is new or the copy is old."""

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlsplit

import httpx
import jwt
import structlog
from cryptography.hazmat.primitives.asymmetric import rsa

from shared.web.trust import roots

MAX_AGE = 600.0
"""Seconds after which the copy of the keys is refreshed; a withdrawn key works at most this long."""

COOL_DOWN = 10.0
"""Seconds between two fetches, so that made-up key ids cannot make us flood the issuer."""

_FIRST_COOL_DOWN = 1.0
_STALE_WAIT = 1.0
_FETCH_TIMEOUT = 5.0
_MIN_RSA_BITS = 2048

log = structlog.get_logger(__name__)

KeyName = tuple[str | None, str]


class KeysUnavailable(Exception):  # noqa: N818 - says what is so, as refusals do
    """No key was ever fetched and the issuer does not answer."""


class KeySet:
    """Public keys by key id and algorithm. While the issuer is away the last copy goes on working."""

    def __init__(
        self,
        issuer: str,
        algorithms: Sequence[str],
        *,
        local: bool = False,
        transport: httpx.AsyncBaseTransport | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._issuer = issuer
        self._algorithms = tuple(algorithms)
        self._local = local
        self._transport = transport
        self._clock = clock
        self._keys: dict[KeyName, jwt.PyJWK] | None = None
        self._fetched_at = float("-inf")
        self._tried_at = float("-inf")
        self._fetching: asyncio.Task[None] | None = None

    async def key(self, kid: str | None, algorithm: str) -> jwt.PyJWK | None:
        """The key a token names, or None when the issuer has no such key.

        Raises KeysUnavailable when no keys are known at all.
        """
        known = self._find(kid, algorithm)
        if known is None:
            await self._refresh(wait=None)
        elif self._clock() - self._fetched_at > MAX_AGE:
            await self._refresh(wait=_STALE_WAIT)
        if self._keys is None:
            raise KeysUnavailable(self._issuer)
        return self._find(kid, algorithm)

    def _find(self, kid: str | None, algorithm: str) -> jwt.PyJWK | None:
        if self._keys is None:
            return None
        if kid is not None:
            return self._keys.get((kid, algorithm))
        fitting = [key for (_, name), key in self._keys.items() if name == algorithm]
        return fitting[0] if len(fitting) == 1 else None

    async def _refresh(self, *, wait: float | None) -> None:
        """Fetch once for all who ask meanwhile; wait for it no longer than `wait` seconds."""
        if self._fetching is None or self._fetching.done():
            cool_down = _FIRST_COOL_DOWN if self._keys is None else COOL_DOWN
            if self._clock() - self._tried_at < cool_down:
                return
            self._tried_at = self._clock()
            self._fetching = asyncio.create_task(self._fetch())
        await asyncio.wait({self._fetching}, timeout=wait)

    async def _fetch(self) -> None:
        try:
            self._keys = await self._download()
            self._fetched_at = self._clock()
        except (httpx.HTTPError, httpx.InvalidURL, ValueError, TypeError, KeyError, AttributeError) as error:
            log.warning("issuer's keys not fetched", issuer=self._issuer, error=repr(error))

    async def _download(self) -> dict[KeyName, jwt.PyJWK]:
        # Proxies of the environment are not for an issuer on this machine.
        async with httpx.AsyncClient(
            transport=self._transport,
            timeout=_FETCH_TIMEOUT,
            verify=roots(of_environment=not self._local),
            trust_env=not self._local,
        ) as client:
            discovery = await _json(client, self._issuer.rstrip("/") + "/.well-known/openid-configuration")
            if discovery["issuer"] != self._issuer:
                raise ValueError(f"discovery names another issuer: {discovery['issuer']}")
            require_https(discovery["jwks_uri"], local=self._local)
            keys = parse_keys((await _json(client, discovery["jwks_uri"]))["keys"], self._algorithms)
        if not keys:
            raise ValueError("no usable key in the set")
        return keys


def require_https(url: str, *, local: bool) -> None:
    """ValueError unless `url` is https, or http on a local installation."""
    parts = urlsplit(url)
    if not parts.hostname or parts.scheme not in (("https", "http") if local else ("https",)):
        raise ValueError(f"{url} must be an https address (http only with SANGKIEN_LOCAL=1)")


def parse_keys(jwks: Sequence[dict[str, Any]], algorithms: Sequence[str]) -> dict[KeyName, jwt.PyJWK]:
    """The signing keys among `jwks` that fit one of `algorithms`; those we cannot use are passed over."""
    keys: dict[KeyName, jwt.PyJWK] = {}
    for jwk in jwks:
        if jwk.get("use", "sig") != "sig" or jwk.get("kty") not in ("RSA", "EC"):
            continue
        for algorithm in algorithms:
            if jwk.get("alg", algorithm) != algorithm:
                continue
            key = _usable(jwk, algorithm)
            if key is not None:
                keys[jwk.get("kid"), algorithm] = key
    return keys


def _usable(jwk: dict[str, Any], algorithm: str) -> jwt.PyJWK | None:
    """The key, or None when it is broken, not of this algorithm or too short (NIST SP 800-131A)."""
    try:
        key = jwt.PyJWK.from_dict(jwk, algorithm=algorithm)
    except (jwt.PyJWTError, ValueError, KeyError, TypeError):
        return None
    too_short = isinstance(key.key, rsa.RSAPublicKey) and key.key.key_size < _MIN_RSA_BITS
    return None if too_short else key


async def _json(client: httpx.AsyncClient, url: str) -> dict[str, Any]:
    answer = await client.get(url, headers={"Accept": "application/json"})
    answer.raise_for_status()
    body = answer.json()
    if not isinstance(body, dict):
        raise TypeError(f"{url} did not answer with an object")
    return body
