"""What a Kafka and a MongoDB are to the stack, wherever they run."""

from typing import Protocol

from deploy.local.errors import NotOurs


class Server(Protocol):
    """A part that can be started, ended as a crash does, ended cleanly, and started again with its data."""

    @property
    def running(self) -> bool:
        """Whether it lives."""

    def start(self) -> None:
        """Return when it answers clients."""

    def stop(self) -> None:
        """End it cleanly."""

    def kill(self) -> None:
        """End it at once."""

    def end(self) -> None:
        """End it for good; a container goes with its data, a child process leaves them in the state folder."""


class Kafka(Server, Protocol):
    """A broker at an address."""

    bootstrap: str


class MongoServer(Server, Protocol):
    """A replica set at an address."""

    url: str


class _Existing:
    """A server somebody else runs: used, never stopped."""

    name = ""

    @property
    def running(self) -> bool:
        """It is taken to live; its first use says otherwise."""
        return True

    def start(self) -> None:
        """Nothing to start."""

    def stop(self) -> None:
        """Refuse: it is not ours."""
        raise NotOurs(self.name)

    def kill(self) -> None:
        """Refuse: it is not ours."""
        raise NotOurs(self.name)

    def end(self) -> None:
        """Nothing to end."""


class ExistingKafka(_Existing):
    """The broker that KAFKA_BOOTSTRAP names."""

    name = "kafka"

    def __init__(self, bootstrap: str) -> None:
        self.bootstrap = bootstrap


class ExistingMongo(_Existing):
    """The replica set that MONGO_URL names."""

    name = "mongo"

    def __init__(self, url: str) -> None:
        self.url = url
