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
    forgotten: Sequence[UUID] = ()
    """People who were erased since they were last appointed to anything, though they are back."""
    ended: Sequence[UUID] = ()
    """Appointments that had ended."""
    waiting: Sequence[UUID] = ()
    """Invitations that nobody had used or taken back; of any other that is not known."""


Forward = Callable[[Mongo, Log, WrittenDown], Awaitable[int]]
ErasedFile = Annotated[
    Path | None,
    typer.Option(
        help="A JSON line for each thing that must not come back ({id, version} of a person, {forgotten} of one who is "
        "back, {appointment} that ended), and for each {invitation} that may."
    ),
]


def written_down(path: Path | None) -> WrittenDown:
    """What a file says; nothing without one."""
    if path is None or not path.exists():
        return WrittenDown()
    lines = [orjson.loads(line) for line in path.read_bytes().splitlines() if line.strip()]

    def named(what: str) -> list[UUID]:
        return [UUID(line[what]) for line in lines if what in line]

    erased = [Erased(UUID(line["id"]), int(line["version"])) for line in lines if "id" in line]
    return WrittenDown(erased, named("forgotten"), named("appointment"), named("invitation"))


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
