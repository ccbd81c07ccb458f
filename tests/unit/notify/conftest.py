"""What several tests of notify's API begin with."""

from collections.abc import AsyncIterator

import pytest

from services.notify.domain.absorb import BatchNews
from tests.unit.notify import builders as b
from tests.unit.notify.served import Api
from tests.unit.notify.test_sender import filled, tell


@pytest.fixture
async def notify() -> AsyncIterator[Api]:
    store = await filled()
    await tell(store, BatchNews(units=(b.unit(b.OFFICE, parent=None), b.unit("elsewhere"))))
    found = Api(store)
    yield found
    await found.client.aclose()
