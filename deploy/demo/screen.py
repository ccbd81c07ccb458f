"""What `make run` shows: what runs where, and the province's boards as they move, until Ctrl-C."""

import asyncio
import contextlib
import os
from collections.abc import Coroutine
from typing import Any

from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from deploy.demo import activity
from deploy.demo.boards import LiveBoard
from deploy.demo.load import client_of
from deploy.demo.programmes import PAST, TODAY
from deploy.demo.sample import CITY
from deploy.demo.stream import follow
from deploy.local.stack import Stack

QUERY = {"unit": CITY, "among": "children", "by": "registered", "window": "all"}
REDRAWS_A_SECOND = 4
LABEL = "Hoạt động mẫu · Sample activity"
OFF = "ACTIVITY=off: tắt · switches it off"


def show(stack: Stack, console: Console | None = None) -> None:
    """Print where everything is and follow the boards; returns when interrupted (KeyboardInterrupt passes on)."""
    console = console or Console()
    console.print(where(stack))
    say_where_pages_are(stack, console)
    console.print(_hints(stack), soft_wrap=True, markup=False, highlight=False)
    asyncio.run(_follow(stack, console))


def say_where_pages_are(stack: Stack, console: Console) -> None:
    """The one address a newcomer needs: before the sample is loaded, and again when all of it is there."""
    if stack.portal is not None:
        words = "Mở trang này, chọn người dùng thử · Open this page, choose who you are"
        console.print(f"\n{words}:\n  {stack.portal.url}\n", style="bold", soft_wrap=True)


def where(stack: Stack) -> Table:
    """What runs where."""
    table = Table(title="Sáng kiến – đang chạy · running", title_justify="left")
    table.add_column("Dịch vụ · Service")
    table.add_column("Địa chỉ · Address", no_wrap=True)
    if stack.portal is not None:
        table.add_row("Cổng thông tin · Portal", stack.portal.url, style="bold")
    for name in stack.services:
        table.add_row(name, f"{stack.url(name)}/docs")
    table.add_row("Kafka", stack.kafka_bootstrap)
    table.add_row("MongoDB", stack.mongo_url)
    table.add_row("Thư · Mail (SMTP)", f"{stack.smtp_host}:{stack.smtp_port}")
    table.add_row("Cấp token · Tokens", f"{stack.issuer}/.well-known/openid-configuration")
    return table


def _hints(stack: Stack) -> str:
    minted = "$(.venv/bin/python -m deploy.local token --grant reviewer@ninh-kieu --sub toi)"
    return (
        f"Hộp thư · Mail box: {stack.maildir}\n"
        "Thử ngay · Try it:\n"
        f'  curl -H "Authorization: Bearer {minted}" "{stack.url("review")}/cases?unit=ninh-kieu"\n'
        f'  curl "{stack.url("ranking")}/boards/{PAST}?unit={CITY}&by=points"\n'
        "Ctrl-C: dừng tất cả · stops everything\n"
    )


class Screen:
    """Both boards and the line of sample activity."""

    def __init__(self, console: Console) -> None:
        self.console = console
        rows = max(6, console.height - 22) if console.is_terminal else 20
        self.boards = {
            PAST: LiveBoard("9.000 sáng kiến – LĐLĐ TP Cần Thơ", rows),
            TODAY: LiveBoard("Sáng kiến hôm nay · Today's programme", 6),
        }
        self._activity = f"{LABEL}: –"

    def __rich__(self) -> Group:
        tables = [board.table(self.console.width) for board in self.boards.values()]
        return Group(*tables, Text(f"{self._activity}   ({OFF})", style="dim"))

    def tell(self, text: str) -> None:
        """Sample activity did something."""
        self._activity = f"{LABEL}: {text}"
        if not self.console.is_terminal:
            self.console.print(self._activity, markup=False, soft_wrap=True)

    async def follow(self, url: str, programme: str) -> None:
        """Take one board's events for ever."""
        board = self.boards[programme]
        async for event in follow(f"{url}/boards/{programme}/stream", QUERY):
            changed = board.take(event)
            if not self.console.is_terminal:
                lines = board.ordered() if event.name == "snapshot" else changed
                for row in lines:
                    self.console.print(board.line(row), markup=False, soft_wrap=True)


async def _follow(stack: Stack, console: Console) -> None:
    client = client_of(stack)
    screen = Screen(console)
    work: list[Coroutine[Any, Any, None]] = [screen.follow(stack.url("ranking"), name) for name in screen.boards]
    if os.environ.get("ACTIVITY", "") == "off":
        screen.tell("tắt · off")
    else:
        work.append(activity.act(client, screen.tell))
    drawing: contextlib.AbstractContextManager[object] = contextlib.nullcontext()
    if console.is_terminal:
        drawing = Live(screen, console=console, refresh_per_second=REDRAWS_A_SECOND)
    try:
        with drawing:
            await asyncio.gather(*work)
    finally:
        await client.close()
