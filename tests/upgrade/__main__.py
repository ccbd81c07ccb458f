"""`make upgrade`: the commit before beside this code on one broker and one store, step by step; about three minutes."""

import asyncio
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
from rich.console import Console

from deploy.local.__main__ import ended_by_signals
from deploy.local.errors import StackError
from tests.e2e.world import World
from tests.patience import patience
from tests.upgrade.before import BEFORE, checked_out
from tests.upgrade.stack import StackOfTwoAges
from tests.upgrade.steps import Upgrade

SECONDS = 600
INTERRUPTED = 130


async def upgrade(before: Path, state: Path, console: Console) -> None:
    """On a stack of its own, which is ended whatever happens."""
    stack = StackOfTwoAges(before, state)
    try:
        async with asyncio.timeout(patience(SECONDS)):
            await asyncio.to_thread(stack.start)
            async with World(stack, uppers=2, bases=2) as world:
                await Upgrade(stack, world, console).whole()
    finally:
        await asyncio.shield(stack.ended())


def main() -> int:
    """0 when every step went well."""
    console = Console()
    console.print(f"Nâng cấp từ · upgrade from {BEFORE[:7]}")
    try:
        with ended_by_signals(), checked_out() as before, TemporaryDirectory(prefix="sangkien-upgrade-") as state:
            asyncio.run(upgrade(before, Path(state), console))
    except KeyboardInterrupt:
        console.print("Đã dừng · Stopped")
        return INTERRUPTED
    except (AssertionError, TimeoutError, StackError, httpx.HTTPError) as error:
        console.print(f"FAILED: {error!r}"[:3000], style="bold red", markup=False)
        return 1
    console.print("Không mất, không thừa · nothing lost, nothing set aside", style="green")
    return 0


if __name__ == "__main__":
    sys.exit(main())
