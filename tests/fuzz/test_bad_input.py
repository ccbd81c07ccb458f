"""Requests made from the four OpenAPI documents: whatever is sent, no fault and no answer nobody declared."""

import asyncio
import os
import random
import re
import sys
from pathlib import Path

import httpx
import pytest

from deploy.local.root_unit import CODE as NATIONAL
from deploy.local.stack import Stack
from tests.e2e.world import World
from tests.patience import patience
from tests.seeds import seed

SERVICES = ("submission", "review", "ranking", "notify")
EXAMPLES = os.environ.get("BAD_INPUT_EXAMPLES", "10")
PHASES = os.environ.get("BAD_INPUT_PHASES", "examples,coverage,fuzzing,stateful")
"""`make test` takes a few examples of the third alone."""
ONE_IN = int(os.environ.get("BAD_INPUT_ONE_IN", "1"))
"""One path in so many, others each time: as SEED has it."""
LEFT_OUT = "(/stream$|^/health/|^/authors/me$)"
"""A stream never ends; health tells of other tests' faults; whoever erases themselves is gone for the other cases."""
SECONDS_EACH = os.environ.get("BAD_INPUT_SECONDS", "45")
"""Requests go on until they are over; without any (empty) each path has its examples once."""
SECONDS = 110
CONFIG = Path(__file__).with_name("schemathesis.toml")


async def paths_of(system: Stack, service: str) -> list[str]:
    """Those of the document that are asked this time."""
    async with httpx.AsyncClient(timeout=patience(20), trust_env=False) as http:
        document = (await http.get(f"{system.url(service)}/openapi.json")).json()
    every = [path for path in sorted(document["paths"]) if not re.search(LEFT_OUT, path)]
    return random.Random(seed()).sample(every, -(-len(every) // ONE_IN))


def arguments(system: Stack, service: str, token: str, paths: list[str]) -> list[str]:
    """As schemathesis is called."""
    argv = [str(Path(sys.executable).parent / "schemathesis"), "--config-file", str(CONFIG)]
    argv += ["run", f"{system.url(service)}/openapi.json", "-H", f"Authorization: Bearer {token}"]
    argv += ["--checks", "all", "--max-examples", EXAMPLES, "--phases", PHASES]
    argv += ["--generation-deterministic", "--no-color", "--workers", "1"]
    argv += ["--generation-allow-x00", "true", "--continue-on-failure"]
    argv += ["--max-time", SECONDS_EACH] if SECONDS_EACH else []
    for path in paths:
        argv += ["--include-path", path]
    return argv


@pytest.mark.parametrize("service", SERVICES)
async def test_whatever_is_sent_is_answered_as_declared(system: Stack, service: str) -> None:
    async with World(system) as world:
        grants = [(role, world.root) for role in ("admin", "leader", "reviewer", "proxy", "import")]
        grants.append(("admin", NATIONAL))
        paths = await paths_of(system, service)
        process = await asyncio.create_subprocess_exec(
            *arguments(system, service, world.token("fuzz", *grants), paths),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        output, _ = await asyncio.wait_for(process.communicate(), patience(SECONDS))
        assert process.returncode == 0, f"{paths}\n{output.decode()[-12_000:]}"
