"""The local OpenID provider: discovery, keys, and a sign-in where one chooses who one is. Never for real use.

Authorization code with PKCE (RFC 6749, RFC 7636); it proves nobody's identity, so it runs with SANGKIEN_LOCAL alone.
"""

import base64
import binascii
import os
import re
import secrets
import time
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

import jwt
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from deploy.local.codes import Codes
from deploy.local.issuer_page import CONTENT_POLICY, choose
from deploy.local.keys import ALGORITHM, KeyFolder
from deploy.local.people import LocalPerson, read_people
from deploy.local.tokens import Tokens

CLIENT: Final = "portal"
ACCESS_SECONDS: Final = 300
REFRESH_SECONDS: Final = 30 * 86_400
REFRESH: Final = "sangkien-refresh"
"""Audience of refresh tokens, so that they pass for nothing else."""
CALLBACK: Final = "/dang-nhap/xong"
"""Where the portal takes a code: this path and no other."""
AFTER_LOGOUT: Final = re.compile(r"/[\w-]*", re.ASCII)
PLAIN_PORTAL: Final = "http://127.0.0.1:8000"


class Provider:
    """The endpoints; codes are kept in memory, refresh tokens are signed and outlive a restart."""

    def __init__(self, issuer: str, folder: Path, client_secret: str, portal: str) -> None:
        self.issuer = issuer
        self._portal = portal
        self._folder = folder
        self._secret = client_secret
        self._codes = Codes()

    async def discovery(self, _request: Request) -> Response:
        """OpenID Connect Discovery §3."""
        return JSONResponse(
            {
                "issuer": self.issuer,
                "jwks_uri": f"{self.issuer}/jwks",
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "end_session_endpoint": f"{self.issuer}/logout",
                "id_token_signing_alg_values_supported": [ALGORITHM],
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "code_challenge_methods_supported": ["S256"],
                "token_endpoint_auth_methods_supported": ["client_secret_basic"],
            }
        )

    async def keys(self, _request: Request) -> Response:
        """Read anew each time: another process may rotate them."""
        return Response((self._folder / "jwks.json").read_bytes(), media_type="application/json")

    async def choose(self, request: Request) -> Response:
        """The page on which one chooses who one is."""
        if problem := self._problem(request):
            return PlainTextResponse(problem, 400)
        people = read_people(self._folder).values()
        page = choose(people, dict(request.query_params), self._portal)
        return HTMLResponse(page, headers={"Content-Security-Policy": CONTENT_POLICY, "Cache-Control": "no-store"})

    async def chosen(self, request: Request) -> Response:
        """Back to the client with a code."""
        form = await request.form()
        person = read_people(self._folder).get(str(form.get("sub")))
        asked = request.query_params
        if (problem := self._problem(request)) or person is None:
            return PlainTextResponse(problem or "unknown person", 400)
        redirect_uri = asked["redirect_uri"]
        code = self._codes.give(
            person.sub, challenge=asked["code_challenge"], nonce=asked.get("nonce"), redirect_uri=redirect_uri
        )
        if code is None:
            return PlainTextResponse("too many sign-ins at once", 503)
        query = urlencode({"code": code, "state": asked.get("state", "")})
        return RedirectResponse(f"{redirect_uri}?{query}", 303)

    async def token(self, request: Request) -> Response:
        """Tokens for a code or a refresh token (RFC 6749 §4.1.3, §6)."""
        if not self._is_client(request):
            return JSONResponse({"error": "invalid_client"}, 401)
        form = {name: str(value) for name, value in (await request.form()).items()}
        sub, nonce = self._for_code(form) if form.get("grant_type") == "authorization_code" else self._for_refresh(form)
        person = read_people(self._folder).get(sub or "")
        if person is None:
            return JSONResponse({"error": "invalid_grant"}, 400)
        return JSONResponse(self._answer(person, nonce), headers={"Cache-Control": "no-store"})

    async def logout(self, request: Request) -> Response:
        """There is no session here to end: the client is told so, a browser goes back to it."""
        if request.method == "POST":
            return Response(status_code=204 if self._is_client(request) else 401)
        back = request.query_params.get("post_logout_redirect_uri", "")
        is_ours = back.startswith(self._portal) and AFTER_LOGOUT.fullmatch(back.removeprefix(self._portal))
        return RedirectResponse(back, 303) if is_ours else PlainTextResponse("Đã đăng xuất · Signed out")

    def _answer(self, person: LocalPerson, nonce: str | None) -> dict[str, Any]:
        access = Tokens(self.issuer, self._folder).mint(
            sub=person.sub, grants=person.grants, name=person.name, email=person.email, ttl=ACCESS_SECONDS
        )
        extra = {"nonce": nonce} if nonce else {}
        identity = self._signed({"aud": CLIENT, "name": person.name, **extra}, person.sub, ACCESS_SECONDS)
        return {
            "access_token": access,
            "token_type": "Bearer",
            "expires_in": ACCESS_SECONDS,
            "id_token": identity,
            "refresh_token": self._signed({"aud": REFRESH}, person.sub, REFRESH_SECONDS),
        }

    def _signed(self, claims: dict[str, Any], sub: str, seconds: int) -> str:
        now = int(time.time())
        key = KeyFolder(self._folder).current()
        whole = {"iss": self.issuer, "sub": sub, "iat": now, "exp": now + seconds, **claims}
        return jwt.encode(whole, key.private, algorithm=ALGORITHM, headers={"kid": key.kid})

    def _for_code(self, form: dict[str, str]) -> tuple[str | None, str | None]:
        code = self._codes.spend(
            form.get("code", ""), verifier=form.get("code_verifier", ""), redirect_uri=form.get("redirect_uri", "")
        )
        return (None, None) if code is None else (code.sub, code.nonce)

    def _for_refresh(self, form: dict[str, str]) -> tuple[str | None, str | None]:
        try:
            public = KeyFolder(self._folder).current().private.public_key()
            claims = jwt.decode(form.get("refresh_token", ""), public, algorithms=[ALGORITHM], audience=REFRESH)
        except jwt.PyJWTError:
            return None, None
        return str(claims["sub"]), None

    def _is_client(self, request: Request) -> bool:
        scheme, _, sent = request.headers.get("authorization", "").partition(" ")
        try:
            name, _, secret = base64.b64decode(sent).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return False
        is_right = secrets.compare_digest(secret.encode(), self._secret.encode())
        return scheme.lower() == "basic" and name == CLIENT and is_right

    def _problem(self, request: Request) -> str | None:
        """What is wrong with what a client asks; nothing of it is sent on."""
        asked = request.query_params
        if asked.get("client_id") != CLIENT or asked.get("response_type") != "code":
            return "client_id=portal&response_type=code"
        if asked.get("redirect_uri") != self._portal + CALLBACK:
            return f"redirect_uri={self._portal}{CALLBACK}"
        if asked.get("code_challenge_method") != "S256" or not asked.get("code_challenge"):
            return "code_challenge_method=S256"
        return None


def application(issuer: str, folder: Path) -> Starlette:
    """The provider as an ASGI application; signing in is refused unless SANGKIEN_LOCAL is set."""
    secret = os.environ.get("PORTAL_CLIENT_SECRET") or secrets.token_urlsafe(32)
    provider = Provider(issuer, folder, secret, os.environ.get("PORTAL_PUBLIC_URL") or PLAIN_PORTAL)
    routes = [
        Route("/.well-known/openid-configuration", provider.discovery),
        Route("/jwks", provider.keys),
    ]
    if os.environ.get("SANGKIEN_LOCAL") == "1":
        routes += [
            Route("/authorize", provider.choose),
            Route("/authorize", provider.chosen, methods=["POST"]),
            Route("/token", provider.token, methods=["POST"]),
            Route("/logout", provider.logout, methods=["GET", "POST"]),
        ]
    return Starlette(routes=routes)
