"""Children of the stack: each in its own process group, with a log, a readiness check and a clean end."""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from deploy.local.errors import NotReady
from deploy.local.ports import must_be_free
from deploy.local.wait import ample

ROOT = Path(__file__).resolve().parents[2]
POLL_SECONDS = 0.05
LOG_TAIL_LINES = 30


@dataclass(frozen=True, slots=True)
class Room:
    """Where a stack keeps things, and whether it is being ended."""

    state: Path
    logs: Path
    ending: threading.Event = field(default_factory=threading.Event)

    def log(self, name: str) -> Path:
        """The log file of one part."""
        self.logs.mkdir(parents=True, exist_ok=True)
        return self.logs / f"{name}.log"

    def pid_file(self, name: str) -> Path:
        """Where the pid of one part is noted, so that an orphan is found after a crash."""
        folder = self.state / "pids"
        folder.mkdir(parents=True, exist_ok=True)
        return folder / name


class Child:
    """One child process. `start` returns when `ready` is true; `kill` and `stop` keep its data and port."""

    folder: Path = ROOT
    """Whose code it runs: this checkout's, unless another is beside it."""

    def __init__(  # noqa: PLR0913 - a process is made of these
        self,
        name: str,
        argv: Sequence[str | Path],
        *,
        room: Room,
        ready: Callable[[], bool],
        port: int | None = None,
        env: Mapping[str, str] | None = None,
        timeout: float = 60,
        grace: float = 20,
    ) -> None:
        self.name = name
        self.argv = [str(part) for part in argv]
        self.env = dict(env or {})
        self.port = port
        self._room = room
        self._ready = ready
        self._timeout = ample(timeout)
        self._grace = ample(grace)
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """The process id while it runs."""
        return self._process.pid if self._process is not None and self._process.poll() is None else None

    @property
    def running(self) -> bool:
        """Whether the process lives."""
        return self.pid is not None

    def start(self) -> None:
        """Start and wait until ready; a child that does not become ready is ended."""
        self.launch()
        self.wait_ready()

    def launch(self) -> None:
        """Start without waiting."""
        if self.running:
            return
        if self._room.ending.is_set():
            raise NotReady(self.name, "the stack is ending", "")
        if self.port is not None:
            must_be_free(self.name, self.port)
        with self._room.log(self.name).open("ab") as log:
            self._process = subprocess.Popen(
                self.argv,
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env={**os.environ, **self.env},
                start_new_session=True,
            )
        self._note_pid(self._process.pid)

    def wait_ready(self) -> None:
        """Wait for `ready`; raises `NotReady` with the tail of the log when it ends or takes too long."""
        deadline = time.monotonic() + self._timeout
        while True:
            if not self.running:
                code = self._process.returncode if self._process else None
                raise NotReady(self.name, f"it ended with code {code}", self.log_tail())
            if self._ready():
                return
            if self._room.ending.is_set() or time.monotonic() > deadline:
                self.kill()
                raise NotReady(self.name, f"no answer within {self._timeout:.0f} s", self.log_tail())
            time.sleep(POLL_SECONDS)

    def stop(self) -> None:
        """End by SIGTERM, and by SIGKILL when it does not leave in its time."""
        if self._process is None:
            return
        self._signal(signal.SIGTERM)
        try:
            self._process.wait(self._grace)
        except subprocess.TimeoutExpired:
            self._signal(signal.SIGKILL)
        self._reap()

    def kill(self) -> None:
        """End by SIGKILL, as a crash does."""
        if self._process is None:
            return
        self._signal(signal.SIGKILL)
        self._reap()

    def log_tail(self) -> str:
        """The last lines of the log."""
        path = self._room.log(self.name)
        if not path.exists():
            return ""
        return "\n".join(path.read_text(errors="replace").splitlines()[-LOG_TAIL_LINES:])

    def _signal(self, number: signal.Signals) -> None:
        if self._process is not None and self._process.poll() is None:
            os.killpg(self._process.pid, number)

    def _reap(self) -> None:
        if self._process is not None:
            self._process.wait()
        self._process = None
        self._room.pid_file(self.name).unlink(missing_ok=True)

    def _note_pid(self, pid: int) -> None:
        try:
            created = psutil.Process(pid).create_time()
        except psutil.NoSuchProcess:
            return
        self._room.pid_file(self.name).write_text(f"{pid} {created}")


def end_orphans(state: Path) -> list[str]:
    """End what an earlier, crashed run of this state folder left, and nothing else; returns their names."""
    ended = []
    for note in sorted((state / "pids").glob("*")):
        process = _noted(note)
        if process is not None:
            _end_group(process)
            ended.append(note.name)
        note.unlink(missing_ok=True)
    return ended


def _noted(note: Path) -> psutil.Process | None:
    """The process a note is about, unless its pid is another's by now."""
    try:
        pid, created = note.read_text().split()
        process = psutil.Process(int(pid))
        same = abs(process.create_time() - float(created)) < 1
    except (OSError, ValueError, psutil.Error):
        return None
    return process if same else None


def _end_group(process: psutil.Process) -> None:
    try:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(20)
    except psutil.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
    except (ProcessLookupError, psutil.NoSuchProcess):
        return
