"""`python -m services.ranking rebuild`."""

import asyncio
import gc
import os
import time
from collections.abc import Callable

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from services.ranking.recount.keeping import RebuildOvertaken
from services.ranking.recount.rebuild import Counted, rebuild
from services.ranking.settings import RankingSettings
from services.ranking.store_mongo.rebuilding import REST_SECONDS, MongoRebuilding
from shared.messaging.log import Log
from shared.mongo import Mongo
from shared.refusals import Refusal

PAUSES = (REST_SECONDS, 2 * REST_SECONDS, 10 * REST_SECONDS)
"""Seconds without a renewal after which live applying goes on, attempt by attempt."""
NICE = 10
"""Whoever looks at a board meanwhile goes first."""


def add_to(cli: typer.Typer) -> None:
    """Add the command."""

    @cli.command("rebuild")
    def rebuild_command() -> None:
        """Count every score again from the log, then swap; boards stay readable, events wait meanwhile."""
        console = Console()
        began = time.monotonic()
        try:
            counted = _with_progress(console)
        except Refusal as refusal:
            console.print(f"[red]{refusal.title.vi} · {refusal.title.en}[/]")
            raise typer.Exit(1) from None
        seconds = time.monotonic() - began
        console.print(
            f"Đã dựng lại · rebuilt: {counted.events:,} sự kiện · events, {counted.initiatives:,} sáng kiến · "
            f"initiatives, {counted.cells:,} ô · cells, thế hệ · generation {counted.generation}, {seconds:.1f} s"
        )
        if counted.invalid:
            console.print(f"[yellow]{counted.invalid:,} bản ghi không đọc được · records could not be read[/]")


def _with_progress(console: Console) -> Counted:
    columns = (TextColumn("Đọc nhật ký · reading the log"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as progress:
        task = progress.add_task("", total=None)
        return asyncio.run(_run(lambda seen, whole: progress.update(task, completed=seen, total=whole)))


async def _until_it_comes_through(
    settings: RankingSettings, mongo: Mongo, progress: Callable[[int, int], None]
) -> Counted:
    """Begun again with a longer pause each time live applying overtook it: a machine may be very slow."""
    for pause in PAUSES:
        try:
            async with Log(settings.kafka_bootstrap) as log:
                return await rebuild(MongoRebuilding(mongo, pause), log, progress)
        except RebuildOvertaken:
            if pause == PAUSES[-1]:
                raise
    raise AssertionError


async def _run(progress: Callable[[int, int], None]) -> Counted:
    os.nice(NICE)
    gc.disable()  # what a rebuild makes holds no circles, and looking for them takes a fifth of its time
    settings = RankingSettings()
    mongo = Mongo(settings.mongo_url, settings.mongo_database, app_name="ranking-rebuild")
    try:
        return await _until_it_comes_through(settings, mongo, progress)
    finally:
        mongo.close()
