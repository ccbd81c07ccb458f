import pytest

from tests.portal.pages.conftest import Browser
from tests.portal.pages.desk.scene import Desk


@pytest.fixture
def desk(browser: Browser) -> Desk:
    return Desk(browser)
