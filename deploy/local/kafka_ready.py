"""Whether a broker answers clients. An open port is not enough: the group coordinator may still be missing."""

import asyncio
import logging
import threading
from collections.abc import Awaitable, Callable
from typing import TypeVar

from aiokafka.admin import AIOKafkaAdminClient  # type: ignore[import-untyped]
from aiokafka.errors import KafkaError  # type: ignore[import-untyped]

from deploy.local.ports import answers
from deploy.local.wait import ample

TRY_SECONDS = 5
T = TypeVar("T")


def run_apart(work: Callable[[], Awaitable[T]]) -> T:
    """Run `work` on a loop of its own in a thread, since the caller (a test) may be on a running loop."""
    outcome: list[T | BaseException] = []

    async def main() -> T:
        return await work()

    def target() -> None:
        try:
            outcome.append(asyncio.run(main()))
        except BaseException as error:  # noqa: BLE001 - raised again in the caller's thread
            outcome.append(error)

    thread = threading.Thread(target=target, name="stack-async")
    thread.start()
    thread.join()
    if isinstance(outcome[0], BaseException):
        raise outcome[0]
    return outcome[0]


def answers_clients(bootstrap: str) -> bool:
    """Whether metadata and the group coordinator answer; a coordinator is what consumers need first."""
    port = int(bootstrap.rpartition(":")[2])
    return answers(port) and run_apart(lambda: _round_trip(bootstrap))


async def _round_trip(bootstrap: str) -> bool:
    log = logging.getLogger("aiokafka")
    level = log.level
    log.setLevel(logging.CRITICAL)  # that a broker which is starting does not answer is no news
    admin = AIOKafkaAdminClient(
        bootstrap_servers=bootstrap, client_id="stack-ready", request_timeout_ms=int(ample(3_000))
    )
    try:
        async with asyncio.timeout(ample(TRY_SECONDS)):
            await admin.start()
            await admin.list_topics()
            await admin.list_consumer_group_offsets("stack-ready")
    except (KafkaError, OSError, TimeoutError):
        return False
    finally:
        await admin.close()
        log.setLevel(level)
    return True
