"""`python -m services.submission root`: the first unit of an empty tree, from which all others are made over HTTP."""

import asyncio
import re
from datetime import datetime
from typing import Annotated

import typer
from pydantic import ValidationError
from rich.console import Console

from services.submission.domain.refusals import TreeNotEmpty
from services.submission.domain.units import first_root
from services.submission.schemas.units import CODE, UnitIn
from services.submission.settings import SubmissionSettings
from services.submission.store import Store, TreeMoved
from services.submission.store_mongo import MongoStore
from shared.mongo import Mongo
from shared.runtime.clock import Clock
from shared.units import Level, Unit

IfEmpty = Annotated[bool, typer.Option("--if-empty", help="Leave a tree that has other units alone, without an error.")]


def add_to(cli: typer.Typer) -> None:
    """Add the command."""

    @cli.command("root")
    def root(code: str, name: str, level: Level, if_empty: IfEmpty = False) -> None:
        """Make the first unit of an empty tree. Whoever is granted `admin` on it makes the others over HTTP."""
        settings = SubmissionSettings()
        wanted = _unit(code, name, level)
        try:
            is_new = asyncio.run(_run(settings, wanted))
        except TreeNotEmpty as refusal:
            if if_empty:
                return
            Console(stderr=True).print(f"{refusal.title.vi} · {refusal.title.en}", style="red", markup=False)
            raise typer.Exit(1) from None
        result = "Đã lập · made" if is_new else "Đã có · exists already"
        Console().print(f"{result}: {code} {name}", markup=False)


async def make_root(store: Store, wanted: Unit, now: datetime) -> bool:
    """Write the first unit; False when it is there alike. Raises TreeNotEmpty."""
    tree = (await store.units.catalogue(fresh=True)).tree
    try:
        state = first_root(wanted, tree, now)
        if state is not None:
            await store.units.save_unit(state, tree.version)
    except TreeMoved:  # somebody else was first: the same command a second time, it may be
        return first_root(wanted, (await store.units.catalogue(fresh=True)).tree, now) is not None
    return state is not None


def _unit(code: str, name: str, level: Level) -> Unit:
    if not re.fullmatch(CODE, code):
        raise typer.BadParameter(f"mã đơn vị, ví dụ tld · a unit's code, as tld: {CODE}")
    try:
        return UnitIn(name=name, level=level).to_unit(code)
    except ValidationError as error:
        raise typer.BadParameter(f"tên đơn vị · the unit's name: {error.errors()[0]['msg']}") from None


async def _run(settings: SubmissionSettings, wanted: Unit) -> bool:
    mongo = Mongo(settings.mongo_url, settings.mongo_database, app_name="submission-root")
    try:
        return await make_root(MongoStore(mongo), wanted, Clock(settings.clock_offset_file).now())
    finally:
        mongo.close()
