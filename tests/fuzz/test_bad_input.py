"""Requests made from the four OpenAPI documents: whatever is sent, no fault and no answer nobody declared."""

import asyncio
import os
import sys
from pathlib import Path

import pytest

from deploy.local.root_unit import CODE as NATIONAL
from deploy.local.stack import Stack
from tests.e2e.world import World
from tests.patience import patience

SERVICES = ("submission", "review", "ranking", "notify")
EXAMPLES = os.environ.get("BAD_INPUT_EXAMPLES", "10")
LEFT_OUT = "(/stream$|^/health/|^/authors/me$)"
"""A stream never ends; health tells of other tests' faults; whoever erases themselves is gone for the other cases."""
SECONDS_EACH = os.environ.get("BAD_INPUT_SECONDS", "45")
SECONDS = 110
CONFIG = Path(__file__).with_name("schemathesis.toml")


@pytest.mark.parametrize("service", SERVICES)
async def test_whatever_is_sent_is_answered_as_declared(system: Stack, service: str) -> None:
    async with World(system) as world:
        grants = [(role, world.root) for role in ("admin", "leader", "reviewer", "proxy", "import")]
        grants.append(("admin", NATIONAL))
        token = world.token("fuzz", *grants)
        argv = [
            str(Path(sys.executable).parent / "schemathesis"),
            "--config-file",
            str(CONFIG),
            "run",
            f"{system.url(service)}/openapi.json",
        ]
        argv += ["-H", f"Authorization: Bearer {token}", "--checks", "all", "--max-examples", EXAMPLES]
        argv += ["--generation-deterministic", "--no-color", "--workers", "1"]
        argv += ["--generation-allow-x00", "true", "--continue-on-failure", "--max-time", SECONDS_EACH]
        argv += ["--exclude-path-regex", LEFT_OUT]
        process = await asyncio.create_subprocess_exec(
            *argv, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
        )
        said, _ = await asyncio.wait_for(process.communicate(), patience(SECONDS))
        assert process.returncode == 0, said.decode()[-12_000:]
