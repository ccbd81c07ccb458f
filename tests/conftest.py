"""Fixtures every tier shares: a real Kafka and a real MongoDB, started once a session when a test asks for them."""

import uuid
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from deploy.local.ports import Ports
from deploy.local.stack import Stack
from shared.mongo import Mongo

# No deadline for one example: on a busy machine that would test the machine.
settings.register_profile("ours", deadline=None)
settings.load_profile("ours")


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Kafka and MongoDB without services; KAFKA_BOOTSTRAP and MONGO_URL name running ones to use instead."""
    state: Path = tmp_path_factory.mktemp("stack")
    with Stack(ports=Ports.free(), state=state) as running:
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
