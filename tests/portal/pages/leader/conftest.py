import pytest

from tests.portal.pages.conftest import Browser
from tests.portal.pages.leader.scene import Leader


@pytest.fixture
def leader(browser: Browser) -> Leader:
    return Leader(browser)
