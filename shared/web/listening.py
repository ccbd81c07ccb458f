"""Who listens to an answer that goes on, such as a stream: asked again as long as it does."""

import time
from collections.abc import Callable
from typing import Final

from starlette.requests import Request

from shared.access import Caller
from shared.appointments.terms import Terms
from shared.mongo import PyMongoError
from shared.web.auth import joining_of, proved_by

AGAIN_SECONDS: Final = 30.0
"""How old what is known of a listener's appointments may be; their `from` and `until` are judged at each asking."""


class Listener:
    """Whoever sent the request. Their token is proved at each asking, their appointments are read now and then."""

    def __init__(self, request: Request, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._request = request
        self._monotonic = monotonic
        self._terms: Terms = ()
        self._read_at = float("-inf")

    async def caller(self) -> Caller | None:
        """The caller with all they may do now, None without a token; refuses when the token proves nothing any more.

        While the store is away what was read last is gone by: it was enough to be let in, and ends by the clock.
        """
        proved, joining = await proved_by(self._request), joining_of(self._request)
        if proved is None or joining is None:
            return proved
        now = self._monotonic()
        if now >= self._read_at + AGAIN_SECONDS:
            try:
                self._terms, self._read_at = await joining.terms_of(proved.person_id), now
            except PyMongoError:
                if self._read_at == float("-inf"):
                    raise
        return joining.joined(proved, self._terms)
