"""The press: what hangs, dies or comes in crowds is ended, and the next page is set all the same."""

import asyncio
import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from services.notify.compose.certificate import PAPER
from shared.printing.press import WAITING_FOR_EACH, Press, PressBusy, PressStopped
from shared.printing.typesetting import FontMissing, Form, Unprintable
from shared.web.rates import Rates
from tests.patience import patience

FOREVER = 3600


def setting(_template: Path, data: Mapping[str, Any], _form: Form) -> bytes:
    """In place of typesetting; runs in a process of the press."""
    match data["does"]:
        case "hang":
            time.sleep(FOREVER)
        case "die":
            os._exit(1)
        case "eat":
            return b"x" * (1 << 45)
        case "no font":
            raise FontMissing("Noto Serif")
        case "no letter":
            raise Unprintable
    return f"{os.getpid()}".encode()


def press(processes: int = 1, seconds: float | None = None, remembered: int = 2) -> Press:
    return Press(PAPER, processes, seconds or patience(60), Rates(0), remembered=remembered, setting=setting)


@pytest.mark.parametrize("fault", ["die", "eat", "no font"])
async def test_after_a_page_that_kills_its_process_the_next_is_set(fault: str) -> None:
    at = press()
    with pytest.raises(PressStopped):
        await at.page({"does": fault})
    assert (await at.page({"does": "well"})).content.isdigit()


async def test_a_page_that_hangs_is_ended_with_its_process() -> None:
    at = press()
    before = int((await at.page({"does": "well"})).content)
    at._seconds = 0.2
    with pytest.raises(PressStopped):
        await at.page({"does": "hang"})
    with pytest.raises(ProcessLookupError):
        os.kill(before, 0)


async def test_what_no_font_has_is_the_pages_fault_and_not_the_presss() -> None:
    with pytest.raises(Unprintable):
        await press().page({"does": "no letter"})


async def test_more_than_can_wait_are_turned_away_at_once() -> None:
    at = press()
    pages = [asyncio.ensure_future(at.page({"does": "hang", "n": n})) for n in range(1 + WAITING_FOR_EACH)]
    await asyncio.sleep(0)
    with pytest.raises(PressBusy):
        await at.page({"does": "well"})
    for page in pages:
        page.cancel()
    await asyncio.gather(*pages, return_exceptions=True)
    assert (await at.page({"does": "well"})).content


async def test_the_newest_pages_are_remembered_by_what_is_on_them() -> None:
    at = press()
    first = await at.page({"does": "well", "n": 1})
    assert await at.page({"n": 1, "does": "well"}) is first
    for n in (2, 3):
        await at.page({"does": "well", "n": n})
    again = await at.page({"does": "well", "n": 1})
    assert again is not first
    assert again.tag == first.tag
