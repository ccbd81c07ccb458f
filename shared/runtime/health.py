"""Health as people and orchestrators ask for it: alive, ready, degraded, with the reasons (design §1)."""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from fastapi import APIRouter, Request, Response

from shared.masking import masked
from shared.runtime import metrics

Check = Callable[[], Awaitable[str | None]]
"""Asks one thing; None when it is well, else what is wrong in a few words."""

Part = Literal["api", "worker"]


@dataclass
class Health:
    """What a process is made of, and how each part is asked.

    The API is ready when its store answers; what is wrong with the worker beside it shows as `degraded`.
    A worker is ready when its outbox, its lag and its own workers are well.
    """

    runs_api: bool
    runs_worker: bool
    api: dict[str, Check] = field(default_factory=dict)
    worker: dict[str, Check] = field(default_factory=dict)
    live: dict[str, Check] = field(default_factory=dict)

    async def readiness(self, part: Part | None = None) -> tuple[bool, dict[str, Any]]:
        """Whether the process (or one part of it) is ready, and the answer's body."""
        api = await _ask(self.api)
        worker = await _ask(self.worker) if self.runs_worker else {}
        ready = not api if self.runs_api and part != "worker" else not (api or worker)
        metrics.READY.labels("api").set(not api)
        if self.runs_worker:
            metrics.READY.labels("worker").set(not (api or worker))
        status = "not ready" if not ready else "degraded" if api or worker else "ready"
        return ready, {"status": status, "reasons": {**api, **worker}}


async def _ask(checks: dict[str, Check]) -> dict[str, str]:
    wrong: dict[str, str] = {}
    for name, check in checks.items():
        try:
            reason = await check()
        except Exception as error:  # noqa: BLE001 - whatever a check raises is its answer
            reason = masked(f"{type(error).__name__}: {error}")[:300]
        if reason is not None:
            wrong[name] = reason
    return wrong


def beat_check(beat: Callable[[], float], limit_seconds: float) -> Check:
    """A check on a loop that notes `time.monotonic()` at each turn."""

    async def check() -> str | None:
        age = time.monotonic() - beat()
        return None if age < limit_seconds else f"no turn for {age:.0f} s"

    return check


router = APIRouter(prefix="/health", tags=["health"])


@router.get("/live", summary="Whether the process should go on running")
async def get_liveness(request: Request, response: Response) -> dict[str, Any]:
    """503 when a loop stands still; restarting the process is the cure."""
    wrong = await _ask(request.app.state.service.health.live)
    response.status_code = 503 if wrong else 200
    return {"status": "stuck" if wrong else "alive", "reasons": wrong}


@router.get("/ready", summary="Whether requests should be sent here")
async def get_readiness(request: Request, response: Response, part: Part | None = None) -> dict[str, Any]:
    """503 when not ready; `part=worker` asks about the worker half alone."""
    health: Health = request.app.state.service.health
    is_ready, body = await health.readiness(part)
    response.status_code = 200 if is_ready else 503
    return body
