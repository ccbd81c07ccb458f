"""The commands a client issues, recorded, and issued again by nothing but the driver."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from pymongo import monitoring

from shared.mongo import Document, Mongo, Session

ENVELOPE: Final = frozenset(
    {"lsid", "$db", "$clusterTime", "$readPreference", "txnNumber", "startTransaction", "autocommit", "writeConcern"}
)
"""What the driver adds by itself."""


@dataclass(frozen=True, slots=True)
class Step:
    """One command, and the number of the transaction it belongs to; None for one outside."""

    command: Document
    transaction: int | None


class Recorder(monitoring.CommandListener):
    """Keeps the commands that start while it is `on`."""

    def __init__(self) -> None:
        self.on = False
        self.steps: list[Step] = []

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        if not self.on or event.command_name == "commitTransaction":
            return
        told: dict[str, Any] = dict(event.command)
        transaction = int(told["txnNumber"]) if told.get("autocommit") is False else None
        command = {name: value for name, value in told.items() if name not in ENVELOPE}
        if "readConcern" in command:
            level = {"level": command.pop("readConcern").get("level")}
            command |= {} if transaction is not None else {"readConcern": level}
        self.steps.append(Step(command, transaction))

    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
        """Nothing to keep."""

    def failed(self, event: monitoring.CommandFailedEvent) -> None:
        """A recording with a failure in it would be no measure."""
        if self.on:
            raise RuntimeError(f"{event.command_name} failed while it was recorded: {event.failure}")


async def replay(mongo: Mongo, steps: Sequence[Step]) -> None:
    """Issue the commands in the order and in the transactions they were recorded in."""
    for commands in _by_transaction(steps):
        if commands[0].transaction is None:
            await _issue(mongo, commands, None)
        else:
            await _in_transaction(mongo, commands)


def _by_transaction(steps: Sequence[Step]) -> Iterator[list[Step]]:
    for _, commands in groupby(steps, key=lambda step: step.transaction):
        yield list(commands)


async def _in_transaction(mongo: Mongo, commands: list[Step]) -> None:
    async def work(session: Session) -> None:
        await _issue(mongo, commands, session)

    await mongo.transaction(work)


async def _issue(mongo: Mongo, steps: Sequence[Step], session: Session | None) -> None:
    """A `getMore` names the cursor its own `find` opened."""
    cursor: Any = None
    for step in steps:
        command = {**step.command, "getMore": cursor} if "getMore" in step.command else step.command
        answer = await mongo.db.command(command, session=session, codec_options=mongo.db.codec_options)
        cursor = answer.get("cursor", {}).get("id", cursor)
