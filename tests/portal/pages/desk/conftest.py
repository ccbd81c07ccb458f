import pytest

from tests.portal.pages.conftest import Browser
from tests.portal.pages.desk.cases import DECISION, FIRST, SECOND, THIRD, case, row
from tests.portal.pages.desk.scene import Desk


@pytest.fixture
def desk(browser: Browser) -> Desk:
    return Desk(browser)


@pytest.fixture
def waiting(desk: Desk) -> Desk:
    """Three cases wait; the first is open."""
    desk.waits(row(FIRST), row(SECOND), row(THIRD))
    desk.opens(case())
    desk.browser.services.says("review", "POST", DECISION, case(status="approved"))
    return desk
