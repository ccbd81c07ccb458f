"""A part of a page that one service tells: it stands by itself while that service is away or says no."""

from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Generic, TypeVar

from portal.upstream.problems import UNAUTHENTICATED, Away, Refused

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Part(Generic[T]):
    """What was told; None with `is_away` when nobody answered, and without when it is not for the visitor."""

    value: T | None
    is_away: bool = False


async def part_of(asking: Awaitable[T]) -> Part[T]:
    """The part; whoever has to sign in anew is not told that it is missing."""
    try:
        return Part(await asking)
    except Away:
        return Part(None, is_away=True)
    except Refused as refused:
        if refused.problem.status == UNAUTHENTICATED:
            raise
        return Part(None)
