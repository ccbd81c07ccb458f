"""What services do by command after their stores were restored from a backup, while none of them runs."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Annotated, NamedTuple
from uuid import UUID

import orjson
import typer
from rich.console import Console

from shared.events.topics import Topic
from shared.messaging.log import Log
from shared.mongo import Mongo
from shared.runtime.settings import ServiceSettings


class Erased(NamedTuple):
    """One person whose data must not come back, with every card up to `version`."""

    id: UUID
    version: int


class WrittenDown(NamedTuple):
    """What was noted of a store before it was dropped, and must not come back with an older one."""

    erased: Sequence[Erased] = ()
    ended: Sequence[UUID] = ()
    """Appointments that had ended."""


Forward = Callable[[Mongo, Log, WrittenDown], Awaitable[int]]
ErasedFile = Annotated[
    Path | None,
    typer.Option(help="What must not come back: a JSON line {id, version} a person, {appointment} an ended one."),
]


def written_down(path: Path | None) -> WrittenDown:
    """What a file says; nothing without one."""
    if path is None or not path.exists():
        return WrittenDown()
    lines = [orjson.loads(line) for line in path.read_bytes().splitlines() if line.strip()]
    erased = [Erased(UUID(line["id"]), int(line["version"])) for line in lines if "id" in line]
    return WrittenDown(erased, [UUID(line["appointment"]) for line in lines if "appointment" in line])


def erased_in(path: Path | None) -> Sequence[Erased]:
    """The erasure list of a file; nobody without one."""
    return written_down(path).erased


def add_forward(cli: typer.Typer, settings: type[ServiceSettings], topics: tuple[Topic, ...], forward: Forward) -> None:
    """Add `bring-forward`: read the topics from their beginning and bring the restored store up to them."""

    @cli.command("bring-forward")
    def command(erased: ErasedFile = None) -> None:
        """After a restore: read this service's own topics and bring its aggregates forward. Nothing of it may run."""
        changed, invalid = asyncio.run(_run(settings(), topics, forward, written_down(erased)))
        console = Console()
        console.print(f"Đã cập nhật theo nhật ký · brought forward: {changed:,}")
        if invalid:
            console.print(f"[yellow]{invalid:,} bản ghi không đọc được · records could not be read[/]")


async def _run(
    settings: ServiceSettings, topics: tuple[Topic, ...], forward: Forward, written: WrittenDown
) -> tuple[int, int]:
    mongo = Mongo(settings.mongo_url, settings.mongo_database, app_name=f"{settings.service}-forward")
    try:
        async with Log(settings.kafka_bootstrap) as log:
            await log.open(topics)
            return await forward(mongo, log, written), log.invalid
    finally:
        mongo.close()
