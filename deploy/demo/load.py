"""Loads the sample through the public APIs: for the demo, and for `make run` when the database is empty."""

import asyncio
from datetime import date, datetime

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from deploy.demo.accounts import accounts
from deploy.demo.client import Client, Who
from deploy.demo.plan import Plan, build
from deploy.demo.play import play
from deploy.demo.play_appointing import CITY_ADMIN, appoint_first
from deploy.demo.play_setup import set_up, size
from deploy.demo.programmes import PAST
from deploy.demo.sample import CITY, initiatives
from deploy.local.people import write_people
from deploy.local.stack import Stack
from shared.calendar import HOME

SERVICES = ("submission", "review", "ranking", "notify")
TOKEN_SECONDS = 4 * 3600


def today() -> date:
    """The programme's day."""
    return datetime.now(HOME).date()


def client_of(stack: Stack) -> Client:
    """A client of the stack's services, with tokens of its issuer."""

    def token(who: Who) -> str:
        return stack.token(sub=who.sub, grants=who.grants, name=who.name, email=who.email, ttl=TOKEN_SECONDS)

    return Client({service: stack.url(service) for service in SERVICES}, token)


async def load(client: Client, console: Console, day: date) -> Plan:
    """Play the whole plan, with a progress bar."""
    plan = build(day)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as progress:
        first = progress.add_task("Đơn vị, tác giả · Units, authors", total=size(plan))
        second = progress.add_task("Sáng kiến · Initiatives", total=len(plan.stories))
        ids = await set_up(client, plan, day, lambda: progress.advance(first))
        await play(client, plan, ids, lambda: progress.advance(second))
    return plan


async def is_empty(client: Client) -> bool:
    """Whether no programme has been set up yet."""
    return not await client.pages("submission", "/programmes", CITY_ADMIN)


def load_if_empty(stack: Stack, console: Console | None = None) -> bool:
    """Load the sample unless the database holds programmes already; whether it was loaded."""
    return asyncio.run(_load_if_empty(stack, console or Console()))


async def _load_if_empty(stack: Stack, console: Console) -> bool:
    client = client_of(stack)
    write_people(stack.tokens.folder, accounts(build(today())))
    try:
        if not await is_empty(client):
            await _warn_if_partial(client, console)
            return False
        console.print("Nạp dữ liệu mẫu qua các API công khai… · Loading the sample through the public APIs…")
        await asyncio.to_thread(appoint_first, stack)
        await load(client, console, today())
        return True
    finally:
        await client.close()


async def _warn_if_partial(client: Client, console: Console) -> None:
    """A load that was interrupted leaves part of the sample; say so, and how to begin anew."""
    path, query = "/initiatives", {"unit": CITY, "programme": PAST}
    may_look = (await client.get("submission", path, CITY_ADMIN, **query)).is_success  # appointed early in a load
    present = await client.pages("submission", path, CITY_ADMIN, **query) if may_look else []
    if len(present) < len(initiatives()):
        vi = "Dữ liệu mẫu chưa đủ vì lần nạp trước bị ngắt; chạy `make clean` rồi `make run` để nạp lại."
        en = "The sample is incomplete, its loading was interrupted; `make clean`, then `make run` loads it anew."
        console.print(f"{vi}\n{en}", style="yellow", markup=False)
