"""One reader in a process of its own, for tests that kill it: `python -m tests.messaging.member …`.

Prints a line inside each transaction, between its writes and its end.
"""

import asyncio
import sys

from shared.messaging.reader import Reader
from shared.mongo import Mongo
from tests.messaging.ledger import Ledger, topic_named
from tests.patience import patience


async def main(bootstrap: str, url: str, database: str, topic: str, group: str) -> None:
    async def say_and_linger() -> None:
        sys.stdout.write("in transaction\n")
        sys.stdout.flush()
        await asyncio.sleep(0.2)

    mongo = Mongo(url, database, app_name="member")
    ledger = Ledger(mongo, say_and_linger)
    await Reader("review", bootstrap, mongo, ledger.consumer(topic_named(topic), group, 20)).start()
    await asyncio.sleep(patience(60))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
