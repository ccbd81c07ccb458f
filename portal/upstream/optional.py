"""What a page can do without: it is shown when a service tells it."""

from collections.abc import Awaitable
from typing import Final, TypeVar

from portal.upstream.problems import Away, Refused

Answer = TypeVar("Answer")
UNAUTHENTICATED: Final = 401


async def if_told(asking: Awaitable[Answer]) -> Answer | None:
    """The answer; None when the service is away or says no, unless the visitor has to sign in anew."""
    try:
        return await asking
    except Away:
        return None
    except Refused as refused:
        if refused.problem.status == UNAUTHENTICATED:
            raise
        return None
