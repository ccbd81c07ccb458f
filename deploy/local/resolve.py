"""Where Kafka and MongoDB come from: addresses in the environment, a Docker engine, or child processes (design §6)."""

import os
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

from deploy.local.docker import DockerKafka, DockerMongo, engine_answers
from deploy.local.errors import StackError
from deploy.local.kafka import NativeKafka
from deploy.local.mongo import NativeMongo
from deploy.local.ports import Ports
from deploy.local.processes import Room
from deploy.local.servers import ExistingKafka, ExistingMongo, Kafka, MongoServer
from shared.refusals import Text


class Kind(StrEnum):
    """How the servers are run."""

    EXISTING = "existing"
    DOCKER = "docker"
    NATIVE = "native"


def kind_from(environ: Mapping[str, str] = os.environ) -> Kind:
    """What the environment asks for; `STACK=native|docker` overrides the order."""
    wanted = environ.get("STACK", "")
    if wanted:
        return _named(wanted)
    if environ.get("KAFKA_BOOTSTRAP") and environ.get("MONGO_URL"):
        return Kind.EXISTING
    return Kind.DOCKER if engine_answers() else Kind.NATIVE


def _named(wanted: str) -> Kind:
    if wanted not in (Kind.DOCKER, Kind.NATIVE):
        raise StackError(
            Text(
                f"STACK={wanted} không hợp lệ; hãy dùng native hoặc docker.",
                f"STACK={wanted} is not known; use native or docker.",
            ),
        )
    return Kind(wanted)


def servers(kind: Kind, room: Room, ports: Ports, jars: Path) -> tuple[Kafka, MongoServer]:
    """The two servers, not started."""
    if kind is Kind.EXISTING:
        return ExistingKafka(os.environ["KAFKA_BOOTSTRAP"]), ExistingMongo(os.environ["MONGO_URL"])
    if kind is Kind.DOCKER:
        return DockerKafka(room, ports.kafka), DockerMongo(room, ports.mongo)
    return NativeKafka(room, ports, jars), NativeMongo(room, ports.mongo)
