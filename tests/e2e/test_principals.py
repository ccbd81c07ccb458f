"""A service may do on the broker and in the store what its part asks for, and nothing else."""

import pytest
from aiokafka.errors import KafkaError  # type: ignore[import-untyped]
from pymongo.errors import OperationFailure

from deploy.local.resolve import Kind
from deploy.local.stack import Stack
from shared.events import DECISIONS, SUBMISSIONS
from shared.events.topics import dead_letters_of
from shared.messaging.broker import start_producer
from shared.mongo import Mongo
from tests.e2e.world import World


@pytest.fixture
def guarded(system: Stack) -> Stack:
    """The native stack signs services in; containers do not."""
    if system.kind is not Kind.NATIVE:
        pytest.skip("only the native stack asks services who they are")
    return system


async def written(system: Stack, service: str, topic: str) -> bool:
    """Whether the principal of a service may write a record to a topic."""
    producer = await start_producer(system.sign_in(service)[f"{service.upper()}_KAFKA_BOOTSTRAP"])
    try:
        await producer.send_and_wait(topic, b"{}", key=b"khong-co")
    except KafkaError:
        return False
    finally:
        await producer.stop()
    return True


async def test_a_service_writes_its_own_topics_alone(guarded: Stack) -> None:
    assert not await written(guarded, "review", SUBMISSIONS.name)
    assert not await written(guarded, "ranking", DECISIONS.name)
    assert await written(guarded, "review", dead_letters_of("review").name)


async def test_a_service_reads_and_writes_its_own_database_alone(guarded: Stack) -> None:
    url = guarded.sign_in("review")["REVIEW_MONGO_URL"]
    theirs, own = Mongo(url, "sangkien-ranking", app_name="e2e"), Mongo(url, "sangkien-review", app_name="e2e")
    try:
        with pytest.raises(OperationFailure, match="not authorized"):
            await theirs.db["cells"].find_one({})
        with pytest.raises(OperationFailure, match="not authorized"):
            await theirs.db["cells"].insert_one({})
        assert await own.db["cases"].count_documents({}) >= 0
        anyone = Mongo(f"mongodb://127.0.0.1:{guarded.ports.mongo}/?replicaSet=rs0", "sangkien-review", app_name="e2e")
        with pytest.raises(OperationFailure, match="requires authentication"):
            await anyone.db["cases"].find_one({})
        anyone.close()
    finally:
        theirs.close()
        own.close()


async def test_the_services_work_as_themselves(guarded: Stack) -> None:
    async with World(guarded) as world:
        await world.approve(await world.submit(world.bases[0]))
        await world.boards_agree()
