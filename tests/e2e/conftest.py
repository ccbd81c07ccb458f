"""The whole system on a real stack, started once for all end-to-end tests."""

from collections.abc import Iterator

import pytest

from deploy.local.ports import Ports
from deploy.local.stack import Stack
from shared.events import SERVICES
from tests.patience import slowness

SLOWER = min(3.0, slowness())

SOONER = {
    "": {"SANGKIEN_STALE_AFTER_SECONDS": f"{5 * SLOWER:.1f}"},
    "notify": {
        "NOTIFY_LEASE_SECONDS": f"{6 * SLOWER:.1f}",
        "NOTIFY_SMTP_SECONDS": f"{3 * SLOWER:.1f}",
        "NOTIFY_RETRY_FIRST_SECONDS": "0.3",
        "NOTIFY_RETRY_LONGEST_SECONDS": "2",
        "NOTIFY_HALT_SECONDS": "1",
    },
}
"""What would be waited for in minutes comes in seconds: a fault is noticed, a lost lease ends, a mail goes again.

On a slow machine they come later, or a machine would be a fault."""


@pytest.fixture(scope="session")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Kafka, MongoDB, mail, tokens and all four services; a test that stops a part starts it again."""
    with Stack(ports=Ports.free(), state=tmp_path_factory.mktemp("system"), services=SERVICES, env=SOONER) as running:
        yield running
