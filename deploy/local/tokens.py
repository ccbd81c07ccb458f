"""The local token issuer: OIDC discovery and JWKS over HTTP, tokens minted in the process that asks for them.

Run as `python -m deploy.local.tokens PORT FOLDER`.
"""

import json
import sys
import time
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import jwt

from deploy.local.keys import ALGORITHM, KeyFolder, SigningKey
from deploy.local.ports import HOST

AUDIENCE = "sangkien"


class Tokens:
    """Mints what a real OpenID provider would; `key`, `audience` and `ttl` let a test mint wrong ones."""

    def __init__(self, issuer: str, folder: Path) -> None:
        self.issuer = issuer
        self._keys = KeyFolder(folder)
        self._current: SigningKey | None = None

    def mint(  # noqa: PLR0913 - these are a token's claims
        self,
        *,
        sub: str,
        grants: Sequence[tuple[str, str]] = (),
        name: str | None = None,
        email: str | None = None,
        ttl: float = 3600,
        audience: str = AUDIENCE,
        key: SigningKey | None = None,
        issuer: str | None = None,
    ) -> str:
        """A signed token; `ttl` in seconds, negative for an expired one."""
        key = key or self.key
        now = int(time.time())
        claims: dict[str, Any] = {
            "iss": issuer or self.issuer,
            "sub": sub,
            "aud": audience,
            "iat": now,
            "exp": now + int(ttl),
            "grants": [{"role": role, "unit": unit} for role, unit in grants],
        }
        claims |= {claim: value for claim, value in (("name", name), ("email", email)) if value is not None}
        claims |= {"email_verified": True} if email is not None else {}
        return jwt.encode(claims, key.private, algorithm=ALGORITHM, headers={"kid": key.kid})

    @property
    def key(self) -> SigningKey:
        """The key that signs now."""
        if self._current is None:
            self._current = self._keys.current()
        return self._current

    def rotate(self, *, keep_old: bool = True) -> SigningKey:
        """Sign with a new key; without `keep_old` tokens of the old ones stop working once services refetch."""
        self._current = self._keys.replace(keep_old=keep_old)
        return self._current


class _Handler(BaseHTTPRequestHandler):
    issuer = ""
    jwks: Path

    def do_GET(self) -> None:
        """Discovery and keys; the keys are read anew each time, since another process may rotate them."""
        if self.path == "/.well-known/openid-configuration":
            self._answer(json.dumps(self._discovery()).encode())
        elif self.path == "/jwks":
            self._answer(self.jwks.read_bytes())
        else:
            self.send_error(404)

    def _discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "jwks_uri": f"{self.issuer}/jwks",
            "id_token_signing_alg_values_supported": [ALGORITHM],
            "response_types_supported": ["id_token"],
            "subject_types_supported": ["public"],
        }

    def _answer(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def serve(port: int, folder: Path) -> None:
    """Publish the keys until the process is ended."""
    keys = KeyFolder(folder)
    keys.current()
    handler = type("Handler", (_Handler,), {"issuer": f"http://{HOST}:{port}", "jwks": keys.jwks_path})
    ThreadingHTTPServer((HOST, port), handler).serve_forever()


if __name__ == "__main__":
    serve(int(sys.argv[1]), Path(sys.argv[2]))
