"""`python -m services.notify hold`: after a restore, before this service starts."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import partial

import typer
from rich.console import Console

from services.notify.domain.absorb import BatchNews, Erasure, Known, Making, Writes, absorb
from services.notify.settings import NotifySettings
from services.notify.store_mongo import MongoNotifyStore
from shared.mongo import Mongo, Session
from shared.runtime.restore import Erased, ErasedFile, erased_in

SOME = 100


def add_to(cli: typer.Typer) -> None:
    """Add the command."""

    @cli.command("hold")
    def hold(erased: ErasedFile = None) -> None:
        """After a restore: erase again who was erased, and mail nothing decided before now until it is released."""
        before = asyncio.run(_run(NotifySettings(), erased_in(erased)))
        Console().print(
            f"Chưa gửi thư về quyết định trước · no mail on what was decided before {before:%Y-%m-%d %H:%M:%S} UTC\n"
            "POST /hold/release"
        )


async def _run(settings: NotifySettings, erased: Sequence[Erased]) -> datetime:
    mongo = Mongo(settings.mongo_url, settings.mongo_database, app_name="notify-hold")
    try:
        store = MongoNotifyStore(mongo)
        now = datetime.now(UTC)
        await store.hold(now)
        making = Making(now, timedelta(0), str)
        for start in range(0, len(erased), SOME):
            cards = tuple((one.id, Erasure(one.version)) for one in erased[start : start + SOME])
            await store.change(BatchNews(cards=cards), partial(_absorbed, BatchNews(cards=cards), making), _alone)
        return now
    finally:
        mongo.close()


def _absorbed(news: BatchNews, making: Making, known: Known) -> Writes:
    return absorb(news, known, making)


async def _alone(_session: Session) -> None:
    """No reader runs beside this."""
