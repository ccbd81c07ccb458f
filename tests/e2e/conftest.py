"""The whole system on a real stack, started once for all end-to-end tests."""

from collections.abc import Iterator

import pytest

from deploy.local.ports import Ports
from deploy.local.stack import Stack
from shared.events import SERVICES


@pytest.fixture(scope="session")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Kafka, MongoDB, mail, tokens and all four services; a test that stops a part starts it again."""
    with Stack(ports=Ports.free(), state=tmp_path_factory.mktemp("system"), services=SERVICES) as running:
        yield running
