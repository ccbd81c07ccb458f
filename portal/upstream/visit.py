"""For whom a service is asked."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Self

from starlette.requests import Request

from portal.store import Session
from portal.upstream.checks import trace_of
from portal.web.deadline import until_of
from portal.web.language import api_language, place_of

FRESH: Final = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Visit:
    """For whom something is asked: their language, the token of their session, their address, their trace.

    `language` is what the services are asked in; `reader`, what a refusal is told in.
    `until` is when their page has to be there, in seconds of the monotonic clock: all that is asked for it shares them.
    """

    language: str = "vi"
    token: str | None = None
    address: str | None = None
    trace: str | None = None
    reader: str = "vi"
    until: float | None = None
    is_fresh: bool = False
    """Somebody who signed in just now: to sign in once more would help nothing."""
    is_waiting: bool = False
    """Somebody whose token ended while the issuer is away: what everybody may see is all that can be asked for."""

    @classmethod
    def of(cls, request: Request, session: Session | None = None) -> Self:
        """For whoever sent the request."""
        reader = place_of(request).language
        return cls(
            api_language(reader),
            (session.tokens.access or None) if session is not None else None,
            request.client.host if request.client else None,
            trace_of(request.headers.get("traceparent")),
            reader,
            until_of(request),
            is_fresh=session is not None and _is_fresh(session),
            is_waiting=session is not None and not session.tokens.access,
        )

    def headers(self) -> dict[str, str]:
        """As header fields of a request to a service."""
        fields = {"Accept-Language": self.language, "Accept": "application/json"}
        named = (("Authorization", self.token and f"Bearer {self.token}"), ("X-Forwarded-For", self.address))
        return fields | {name: value for name, value in (*named, ("traceparent", self.trace)) if value}


def _is_fresh(session: Session) -> bool:
    return session.began is not None and datetime.now(UTC) - session.began < FRESH
