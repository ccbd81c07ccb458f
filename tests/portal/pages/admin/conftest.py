import pytest

from tests.portal.pages.admin.scene import Office
from tests.portal.pages.conftest import Browser


@pytest.fixture
def office(browser: Browser) -> Office:
    return Office(browser)
