"""Who may look at a board that moves is asked of ranking; a session that ended may not."""

from portal.live.rights import Rights
from portal.store import Session
from portal.upstream.client import Visit
from tests.portal.pages.conftest import Browser
from tests.portal.pages.samples import PROGRAMME

BOARD = f"/boards/{PROGRAMME}"


def rights(browser: Browser, session: Session | None) -> Rights:
    state = browser.app.state
    return Rights(state.keeper, state.apis, session, PROGRAMME, {"by": "points"})


async def test_a_board_that_is_not_public_any_longer_is_followed_for_nobody(browser: Browser) -> None:
    browser.services.refuses("ranking", "GET", BOARD, 404, "not-found")
    assert await rights(browser, None).ask() is None


async def test_whoever_signed_out_looks_no_longer(browser: Browser) -> None:
    session = browser.sign_in()
    asking = rights(browser, session)
    await browser.post("/dang-xuat")
    assert await asking.ask() is None
    assert browser.services.asked("ranking", "GET", BOARD) == []


async def test_nothing_is_taken_from_anybody_because_ranking_is_away(browser: Browser) -> None:
    session = browser.sign_in()
    browser.services.away.add("ranking")
    assert await rights(browser, session).ask() == Visit(token=session.tokens.access)
