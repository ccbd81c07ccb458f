"""`python -m tests.durability.sabotaged KIND services.<name>`: a service with one guarantee taken away.

`early-offsets` commits before effects, `lossy-relay` passes over an event now and then, `early-mail` sends before it
has written that it does. The rig has to find each.
"""

import asyncio
import itertools
import runpy
import sys
from collections.abc import Sequence
from typing import Any

from services.notify.store_mongo import MongoNotifyStore, documents
from shared.messaging.reader import Reader
from shared.messaging.relay import KeptRelay
from shared.messaging.work import BatchInHand

SKIPPED_OF = 40
KINDS = ("early-offsets", "lossy-relay", "early-mail")


def early_offsets() -> None:
    """Offsets first: a process that dies then leaves a batch that nobody reads again."""
    right = Reader._apply

    async def apply(self: Reader, broker: Any, records: Sequence[Any]) -> None:
        await self._polling.commit(BatchInHand.of(records).offsets)
        await asyncio.sleep(0.4)
        await right(self, broker, records)

    Reader._apply = apply  # type: ignore[method-assign]


def lossy_relay() -> None:
    """Every so often an event is called published that was not."""
    right = KeptRelay._send
    numbers = itertools.count(1)

    async def send(self: KeptRelay, producer: Any, event: Any) -> Any:
        if next(numbers) % SKIPPED_OF == 0:
            done: asyncio.Future[object] = asyncio.get_running_loop().create_future()
            done.set_result(None)
            return done
        return await right(self, producer, event)

    KeptRelay._send = send  # type: ignore[method-assign]


def early_mail() -> None:
    """A message is taken without being marked as taken: two senders have it at once."""

    async def claim(self: MongoNotifyStore, now: Any, lease: Any, until: Any) -> Any:
        found = await self._db["messages"].find_one({"state": {"$in": ["held", "queued"]}, "due_at": {"$lte": now}})
        if found is None:
            return None
        await asyncio.sleep(0.05)
        taken = await self._db["messages"].find_one_and_update(
            {"_id": found["_id"]},
            {"$set": {"state": "sending", "lease": lease, "due_at": until}, "$inc": {"attempts": 1, "revision": 1}},
            return_document=True,
        )
        return documents.to_message(taken)

    async def hold_content(self: MongoNotifyStore, message: Any) -> bool:
        return True

    MongoNotifyStore.claim = claim  # type: ignore[method-assign]
    MongoNotifyStore.hold_content = hold_content  # type: ignore[method-assign]


if __name__ == "__main__":
    kind, module = sys.argv[1:]
    {"early-offsets": early_offsets, "lossy-relay": lossy_relay, "early-mail": early_mail}[kind]()
    sys.argv = [module]
    runpy.run_module(module, run_name="__main__", alter_sys=True)
