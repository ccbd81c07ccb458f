"""The whole system on a real stack, started once for all end-to-end tests."""

from collections.abc import Iterator

import pytest

from deploy.local.ports import Ports
from deploy.local.stack import Stack
from shared.events import SERVICES

SOONER = {
    "": {"SANGKIEN_STALE_AFTER_SECONDS": "5"},
    "notify": {
        "NOTIFY_LEASE_SECONDS": "6",
        "NOTIFY_SMTP_SECONDS": "3",
        "NOTIFY_RETRY_FIRST_SECONDS": "0.3",
        "NOTIFY_RETRY_LONGEST_SECONDS": "2",
        "NOTIFY_HALT_SECONDS": "1",
    },
}
"""What would be waited for in minutes comes in seconds: a fault is noticed, a lost lease ends, a mail goes again."""


@pytest.fixture(scope="session")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Kafka, MongoDB, mail, tokens and all four services; a test that stops a part starts it again."""
    with Stack(ports=Ports.free(), state=tmp_path_factory.mktemp("system"), services=SERVICES, env=SOONER) as running:
        yield running
