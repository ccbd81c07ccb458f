"""Kafka and MongoDB in a Docker engine, through testcontainers; same ports and data after a kill or a restart."""

import os
from typing import Any

from deploy.local.errors import NotReady
from deploy.local.kafka_ready import answers_clients
from deploy.local.mongo import become_primary, mongo_url, mongod_options
from deploy.local.ports import HOST, answers, must_be_free
from deploy.local.processes import Room
from deploy.local.wait import wait_until

KAFKA_IMAGE = "confluentinc/cp-kafka:7.6.0"
MONGO_IMAGE = "mongo:6.0"
KAFKA_PORT_INSIDE = 9093
READY_SECONDS = 120
STOP_SECONDS = 20

os.environ.setdefault("TESTCONTAINERS_RYUK_DISABLED", "true")  # the stack itself ends what it starts


def engine_answers() -> bool:
    """Whether a Docker engine can be reached."""
    try:
        import docker  # type: ignore[import-untyped]  # noqa: PLC0415 - of the `dev` extra, as testcontainers is
    except ImportError:
        return False
    try:
        client = docker.from_env(timeout=3)
    except docker.errors.DockerException:
        return False
    try:
        return bool(client.ping())
    except Exception:  # noqa: BLE001 - whatever is wrong with it, it does not answer
        return False
    finally:
        client.close()


class _Contained:
    """One container, made at the first start; `end` removes it with its data."""

    name = ""

    def __init__(self, room: Room, port: int) -> None:
        self._room = room
        self._port = port
        self._container: Any = None

    @property
    def running(self) -> bool:
        """Whether the container runs."""
        if self._container is None:
            return False
        inside = self._container.get_wrapped_container()
        inside.reload()
        return bool(inside.status == "running")

    def start(self) -> None:
        """Make the container, or start the one that was stopped, and wait until clients are answered."""
        if self.running:
            return
        must_be_free(self.name, self._port)
        if self._container is None:
            self._container = self._make()
            self._container.start()
        else:
            self._container.get_wrapped_container().start()
        if not wait_until(self._answers, READY_SECONDS, self._room.ending):
            tail = self._container.get_wrapped_container().logs(tail=30).decode(errors="replace")
            raise NotReady(self.name, f"no answer within {READY_SECONDS} s", tail)

    def stop(self) -> None:
        """End it cleanly, keeping its data."""
        if self.running:
            self._container.get_wrapped_container().stop(timeout=STOP_SECONDS)

    def kill(self) -> None:
        """End it as a crash does, keeping its data."""
        if self.running:
            self._container.get_wrapped_container().kill()

    def end(self) -> None:
        """Remove the container and its volumes."""
        if self._container is not None and self._container.get_wrapped_container() is not None:
            self._container.stop(force=True, delete_volume=True)
        self._container = None

    def _make(self) -> Any:
        raise NotImplementedError

    def _answers(self) -> bool:
        raise NotImplementedError


class DockerKafka(_Contained):
    """A broker in KRaft mode; the port outside is fixed, so that it is the same after a restart."""

    name = "kafka"

    def __init__(self, room: Room, port: int) -> None:
        super().__init__(room, port)
        self.bootstrap = f"{HOST}:{port}"

    def _make(self) -> Any:
        from testcontainers.community.kafka import KafkaContainer  # noqa: PLC0415 - slow, for Docker only

        class LocalKafkaContainer(KafkaContainer):
            def get_container_host_ip(self) -> str:
                """Where the port is bound; testcontainers' guess is the gateway when it takes us for a container."""
                return HOST

        container = LocalKafkaContainer(KAFKA_IMAGE).with_kraft()
        container.ports[str(KAFKA_PORT_INSIDE)] = (HOST, self._port)  # type: ignore[assignment]
        container.with_env("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false")
        container.with_env("KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR", "1")
        container.with_env("KAFKA_TRANSACTION_STATE_LOG_MIN_ISR", "1")
        return container

    def _answers(self) -> bool:
        return answers_clients(self.bootstrap)


class DockerMongo(_Contained):
    """A one-member replica set that listens on one port inside and outside, since the set names itself by it."""

    name = "mongo"

    def __init__(self, room: Room, port: int, *, cache_gb: float = 1.0) -> None:
        super().__init__(room, port)
        self.url = mongo_url(port)
        self._cache_gb = cache_gb

    def start(self) -> None:
        """As of any container; then wait for a primary."""
        super().start()
        become_primary(self._port)

    def _make(self) -> Any:
        from testcontainers.core.container import DockerContainer  # noqa: PLC0415 - slow, for Docker only

        container = DockerContainer(MONGO_IMAGE)
        container.ports[str(self._port)] = (HOST, self._port)  # type: ignore[assignment]
        options = [*mongod_options(self._port, cache_gb=self._cache_gb), "--bind_ip_all"]
        return container.with_command(options)

    def _answers(self) -> bool:
        return answers(self._port)
