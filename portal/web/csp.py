"""Header fields of every answer: nothing of another host, no script or style in a page, no frame around it."""

from collections.abc import Mapping
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_SELF: Final = ("script-src", "style-src", "img-src", "connect-src", "font-src", "manifest-src", "worker-src")
_FIXED: Final[Mapping[str, str]] = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",  # with `no-referrer` old phones send `Origin: null` with a form
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
}


def policy(issuer: str) -> str:
    """The content security policy; `issuer` is the origin that a sign-in form may lead to."""
    own = [f"{kind} 'self'" for kind in _SELF]
    ends = ["base-uri 'none'", "frame-ancestors 'none'", f"form-action 'self' {issuer}"]
    return "; ".join(["default-src 'none'", *own, *ends])


class SecurityHeaders:
    """Adds them, and forbids keeping what the route has not allowed to be kept."""

    def __init__(self, app: ASGIApp, issuer: str, https: bool) -> None:
        self._app = app
        self._fields = {**_FIXED, "Content-Security-Policy": policy(issuer)}
        if https:
            self._fields["Strict-Transport-Security"] = "max-age=31536000"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and put the fields on its answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_fields(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._fields.items():
                    headers.setdefault(name, value)
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        await self._app(scope, receive, with_fields)
