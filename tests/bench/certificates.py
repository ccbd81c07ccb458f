"""How many certificates one process of the press sets in a second, no two alike, and what the API adds to one."""

import statistics
import time
from dataclasses import replace

from deploy.pictures import CERTIFICATE
from services.notify.compose import printed
from services.notify.compose.certificate import PAPER
from shared.printing.press import Press
from shared.printing.typesetting import typeset
from shared.web.rates import Rates
from tests.bench.report import Figure

GOAL_A_SECOND = 188.0
"""Of a plainer page, measured where the goals were set; ours has a frame, a code and sizes to try."""
GOAL_MS = 40.0
SECONDS = 5.0
ROUNDS = 50
FIRST = 0


async def certificates() -> list[Figure]:
    """Bare typesetting first, then through the press."""
    typeset(PAPER, printed(CERTIFICATE))
    began = time.perf_counter()
    number = FIRST
    while (spent := time.perf_counter() - began) < SECONDS:
        number += 1
        typeset(PAPER, printed(replace(CERTIFICATE, name=f"{CERTIFICATE.name} {number}")))
    press = Press(PAPER, 1, seconds=60, rates=Rates(0))
    await press.page(printed(CERTIFICATE))
    times: list[float] = []
    for n in range(ROUNDS):
        began = time.perf_counter()
        await press.page(printed(replace(CERTIFICATE, title=f"{CERTIFICATE.title} {n}")))
        times.append(1000 * (time.perf_counter() - began))
    return [
        Figure("certificates a second, one process", number / spent, GOAL_A_SECOND, "events/s", at_least=True),
        Figure("a certificate through the press", statistics.median(times), GOAL_MS, "ms"),
    ]
