import pytest

from tests.portal.pages.conftest import Browser
from tests.portal.pages.proxy.scene import Team


@pytest.fixture
def team(browser: Browser) -> Team:
    return Team(browser)
