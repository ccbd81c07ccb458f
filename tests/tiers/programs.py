"""Running a program to its end; one that hangs is ended with all it started, and says where it was."""

import contextlib
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import psutil

from deploy.local.processes import ROOT

LAST_WORDS_SECONDS: Final = 10.0


class Ended(NamedTuple):
    """What a program printed, and its exit code; `hung` when it did not end by itself."""

    code: int
    output: str
    hung: bool = False


def run_to_end(command: Sequence[str | Path], env: Mapping[str, str], seconds: float) -> Ended:
    """After `seconds` a Python prints the stack of each of its threads, and nothing that it started goes on."""
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env={**env, "PYTHONFAULTHANDLER": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ) as program:
        try:
            output, _ = program.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            _end(program)
            output, _ = program.communicate()
            return Ended(program.returncode, f"{output}\n== no end within {seconds:.0f} s: it hung", hung=True)
        return Ended(program.returncode, output)


def _end(program: subprocess.Popen[str]) -> None:
    """The program first, which tells where it is; then what it started, wherever that has moved its session."""
    try:
        started = psutil.Process(program.pid).children(recursive=True)
    except psutil.NoSuchProcess:
        started = []
    program.send_signal(signal.SIGABRT)
    with contextlib.suppress(subprocess.TimeoutExpired):
        program.wait(LAST_WORDS_SECONDS)
    program.kill()
    for process in started:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
