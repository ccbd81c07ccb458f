"""Every page in every state, looked at by axe-core and by rule; its other ways take turns (SEED=1, 2 …)."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.portal.browser.looks import (
    FIRST,
    WAYS,
    Way,
    flaws,
    looked_at,
    set_up,
    sticking_out,
    too_small,
    with_axe,
)
from tests.portal.gallery.every import EVERY_PAGE
from tests.portal.gallery.served import Served
from tests.portal.gallery.shown import Shown

WANTED = os.environ.get("PAGES", "")
"""all: every way; a language: all ways of that one; else the plain way and one other, in turn."""


@pytest.fixture(scope="module")
def page(chromium: Browser) -> Iterator[Page]:
    with looked_at(chromium) as opened:
        with_axe(opened)
        yield opened


def ways_of(shown: Shown) -> list[Way]:
    """How a page is looked at in this run; ways of one language follow each other."""
    if WANTED:
        return [way for way in WAYS if WANTED in ("all", way.language)]
    others = [way for way in WAYS if way != FIRST]
    turn = EVERY_PAGE.index(shown) + int(os.environ.get("SEED", "0"))
    return [FIRST, others[turn % len(others)]]


@pytest.mark.parametrize("shown", EVERY_PAGE, ids=str)
def test_a_page_has_no_flaws_sticks_out_nowhere_and_can_be_pressed(shown: Shown, served: Served, page: Page) -> None:
    language = None
    found: dict[str, list[str]] = {}
    for way in ways_of(shown):
        set_up(page, way)
        if way.language != language:
            assert served.open(shown, page, way.language) == shown.status
            language = way.language
            found[f"{way} sticks out"] = sticking_out(page)
            set_up(page, way)
        found[f"{way} axe"] = flaws(page)
        if way.width == FIRST.width and shown.audience != "staff":
            found[f"{way} is small"] = too_small(page)
    print(f"{shown}: {', '.join(map(str, ways_of(shown)))}")
    told = [f"{what}: {line}" for what, lines in found.items() for line in lines]
    assert not told, f"{shown.path}\n" + "\n".join(told)
