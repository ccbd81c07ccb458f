"""Answers to htmx that lead out of the page: fetched in the background, another site's sign-in could not be shown."""

from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SIGN_IN: Final = "/dang-nhap"
SEE_OTHER: Final = 303


class HtmxLeads:
    """Has the browser itself go where a redirect leads, when that is the sign-in or the issuer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; turn such redirects of htmx's requests into `HX-Redirect`."""
        if scope["type"] != "http" or Headers(scope=scope).get("hx-request") != "true":
            await self._app(scope, receive, send)
            return

        async def leading(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == SEE_OTHER:
                headers = MutableHeaders(scope=message)
                if leads_out(headers.get("location", "")):
                    headers["HX-Redirect"] = headers["location"]
                    del headers["location"]
                    message = {**message, "status": 200}
            await send(message)

        await self._app(scope, receive, leading)


def leads_out(location: str) -> bool:
    """Whether an address is no page that can be put in place of this one's content."""
    path = location.partition("?")[0]
    return not location.startswith("/") or path.endswith(SIGN_IN)
