"""The people of the run under faults: patient, but not for ever."""

import time

import httpx
import pytest

from tests.durability.town import PASSES, Impatient, before_again

SOON = 60.0


@pytest.mark.parametrize("status", [400, 401, 403, 422, 428])
async def test_what_is_refused_for_ever_is_not_asked_again(status: int) -> None:
    with pytest.raises(AssertionError, match=f"giving: {status} no"):
        await before_again("giving", httpx.Response(status, text="no"), time.monotonic() + SOON)


@pytest.mark.parametrize("answer", [None, *(httpx.Response(status) for status in (200, 500, 503, *PASSES))])
async def test_what_may_pass_is_asked_again_until_all_patience_is_gone(answer: httpx.Response | None) -> None:
    await before_again("giving", answer, time.monotonic() + SOON)
    with pytest.raises(Impatient, match="giving"):
        await before_again("giving", answer, time.monotonic() - 1)
