"""The highest unit of a fresh stack, made by submission's own command as a deployment makes it."""

import os
import subprocess
import sys
from collections.abc import Mapping

from deploy.local.errors import CommandFailed
from deploy.local.processes import ROOT

CODE, NAME, LEVEL = "tld", "Tổng Liên đoàn Lao động Việt Nam", "national"
SECONDS = 120


def make_root_unit(env: Mapping[str, str]) -> None:
    """Make it on an empty store; any other is left as it is."""
    argv = [sys.executable, "-m", "services.submission", "root", CODE, NAME, LEVEL, "--if-empty"]
    done = subprocess.run(
        argv, cwd=ROOT, env={**os.environ, **env}, capture_output=True, text=True, timeout=SECONDS, check=False
    )
    if done.returncode != 0:
        raise CommandFailed("services.submission root", done.stdout[-2000:] + done.stderr[-4000:])
