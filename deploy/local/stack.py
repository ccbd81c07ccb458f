"""The whole stack in one object: for `make run`, demo, end-to-end tests and bench alike (design §6)."""

from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from pathlib import Path
from types import TracebackType
from typing import Self

from deploy.local.kafka_ready import run_apart
from deploy.local.ports import Ports
from deploy.local.processes import Room, end_orphans
from deploy.local.resolve import Kind, kind_from, servers
from deploy.topics import create_topics

ROOT = Path(__file__).resolve().parents[2]
LOCAL = ROOT / ".local"
STATE = LOCAL / "state"
JARS = LOCAL / "jars"


class Stack:
    """Kafka and MongoDB with the topics created; a context manager, or `start()` and `stop()`."""

    def __init__(
        self,
        *,
        ports: Ports | None = None,
        state: Path = STATE,
        logs: Path | None = None,
        kind: Kind | None = None,
    ) -> None:
        self.ports = ports or Ports()
        self.kind = kind or kind_from()
        self.room = Room(state, logs or state / "logs")
        self.kafka, self.mongo = servers(self.kind, self.room, self.ports, JARS)

    @property
    def kafka_bootstrap(self) -> str:
        """The broker's address."""
        return self.kafka.bootstrap

    @property
    def mongo_url(self) -> str:
        """The replica set's address."""
        return self.mongo.url

    def start(self) -> Self:
        """Start everything and wait until it answers; on any failure end what was started and raise."""
        self.room.ending.clear()
        self.room.state.mkdir(parents=True, exist_ok=True)
        try:
            end_orphans(self.room.state)
            self._together([self._start_kafka, self.mongo.start])
        except BaseException:
            self.stop()
            raise
        return self

    def stop(self) -> None:
        """End everything this stack started, and nothing else."""
        self.room.ending.set()
        if self.kind is not Kind.EXISTING:
            self._together([self.kafka.stop, self.mongo.stop])

    def create_topics(self) -> list[str]:
        """Create the topics that are missing; returns their names."""
        return run_apart(lambda: create_topics(self.kafka_bootstrap))

    def _start_kafka(self) -> None:
        self.kafka.start()
        self.create_topics()

    def _together(self, steps: Sequence[Callable[[], object]]) -> None:
        """Run the steps at once; the first that fails ends the others' waiting."""
        if not steps:
            return
        pool = ThreadPoolExecutor(len(steps))
        try:
            done, _ = wait([pool.submit(step) for step in steps], return_when=FIRST_EXCEPTION)
            for future in done:
                future.result()
        except BaseException:
            self.room.ending.set()
            raise
        finally:
            pool.shutdown()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
