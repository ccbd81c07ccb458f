"""Loops over tenants: the error of one is no other's."""

from collections.abc import AsyncIterator

import pytest

from shared.runtime.jobs import SomeFailed, each


class AwayError(Exception):
    """What ends a whole run."""


async def streamed(*items: str) -> AsyncIterator[str]:
    for item in items:
        yield item


@pytest.mark.parametrize("stream", [False, True])
async def test_everybody_has_their_turn_and_whoever_failed_is_named(stream: bool) -> None:
    done: list[str] = []

    async def work(item: str) -> None:
        if item == "b":
            raise OverflowError("date value out of range")
        done.append(item)

    with pytest.raises(SomeFailed, match="1 failed: b"):
        await each(streamed("a", "b", "c") if stream else ["a", "b", "c"], work)
    assert done == ["a", "c"]


async def test_what_concerns_all_of_them_ends_the_run() -> None:
    done: list[str] = []

    async def work(item: str) -> None:
        done.append(item)
        raise AwayError

    with pytest.raises(AwayError):
        await each(["a", "b"], work, leaving=(AwayError,))
    assert done == ["a"]
