"""What a browser sees: journeys on the running system first, then first visits with nothing else on the machine."""

import asyncio
from pathlib import Path

from deploy.local.ports import Ports
from deploy.local.stack import Stack
from shared.events import SERVICES
from tests.bench.latency import enter
from tests.bench.portal.journeys import journeys
from tests.bench.portal.paint import painted, record
from tests.bench.report import Figure

CASES = 100


async def portal_browser(state: Path, rounds: int) -> list[Figure]:
    """Journeys, then the largest paint of each page in `rounds` visits."""
    file = state / "answers.json"
    with Stack(ports=Ports.free(), state=state, services=SERVICES, portal=True) as stack:
        await enter(stack, CASES)
        await asyncio.to_thread(file.write_text, await record(stack))
        walked = await asyncio.to_thread(journeys, stack)
    return [*await painted(state / "recorded", file, rounds), *walked]
