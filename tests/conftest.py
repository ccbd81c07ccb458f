"""Fixtures every tier shares: a real Kafka and a real MongoDB, started once a session when a test asks for them."""

import json
import os
import uuid
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import hypothesis.core
import pytest
from hypothesis import HealthCheck, settings

from deploy.local.ports import Ports
from deploy.local.stack import Stack
from shared.events import SERVICES
from shared.mongo import Mongo
from shared.refusals import BadField, Complaint
from tests.e2e.sooner import SOONER
from tests.patience import VARIABLE, patience, slowness
from tests.seeds import seed

HANGS_AFTER_SECONDS = 120
PROBLEMS = Path(__file__).parents[1] / "docs" / "problems.json"

# No deadline for one example, and none for making it: on a busy machine either would test the machine.
settings.register_profile("ours", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("ours")

hypothesis.core.global_force_seed = seed()  # type: ignore[assignment]  # declared as None alone

# What pytest-timeout ends, and what the stack gives up waiting for, is what hangs.
os.environ.setdefault("PYTEST_TIMEOUT", f"{patience(HANGS_AFTER_SECONDS):.0f}")
os.environ.setdefault("STACK_PATIENCE", f"{patience(1):.1f}")


@pytest.fixture(scope="session", autouse=True)
def _every_complaint_is_written_down() -> Iterator[None]:
    """No test of this process meets a complaint that programs cannot look up in docs/problems.json."""
    written = json.loads(PROBLEMS.read_text())
    make = BadField.__init__

    def checked(self: BadField, field: str, complaint: Complaint) -> None:
        entry = written["complaints"].get(complaint.code)
        known = complaint.code in written["problems"] if entry is None else entry["params"] == sorted(complaint.params)
        assert known, f"{complaint.code} {dict(complaint.params)}: make docs"
        make(self, field, complaint)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BadField, "__init__", checked)
        yield


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What has to be known to have the same run again."""
    terminalreporter.write_line(f"SEED={seed()} {VARIABLE}={slowness():.2f}")


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Kafka and MongoDB without services; KAFKA_BOOTSTRAP and MONGO_URL name running ones to use instead."""
    state: Path = tmp_path_factory.mktemp("stack")
    with Stack(ports=Ports.free(), state=state) as running:
        yield running


@pytest.fixture(scope="session")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Kafka, MongoDB, mail, tokens, all four services and the portal; a test that stops a part starts it again."""
    state: Path = tmp_path_factory.mktemp("system")
    with Stack(ports=Ports.free(), state=state, services=SERVICES, env=SOONER, portal=True) as running:
        yield running


@pytest.fixture
async def mongo(stack: Stack) -> AsyncIterator[Mongo]:
    """A database of this test's own, dropped after it."""
    database = Mongo(stack.mongo_url, f"test_{uuid.uuid4().hex[:12]}", app_name="tests")
    try:
        yield database
    finally:
        await database.client.drop_database(database.db.name)
        database.close()
