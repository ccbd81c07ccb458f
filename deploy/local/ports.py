"""Where each part listens: fixed for `make run` (design §5), free ones for tests. Always on 127.0.0.1."""

import random
import socket
from dataclasses import asdict, dataclass, fields

from deploy.local.errors import PortTaken

HOST = "127.0.0.1"
FREE_RANGE = range(18_000, 32_000)
"""Below Linux' ephemeral ports, so that no outgoing connection takes one between choice and use."""


@dataclass(frozen=True, slots=True)
class Ports:
    """One port for each part of the stack."""

    kafka: int = 9092
    kafka_controller: int = 9093
    kafka_services: int = 9094
    mongo: int = 27017
    smtp: int = 8025
    tokens: int = 8010
    portal: int = 8000
    submission: int = 8001
    review: int = 8002
    ranking: int = 8003
    notify: int = 8004

    @classmethod
    def free(cls) -> "Ports":
        """Ports nobody listens on now."""
        names = [field.name for field in fields(cls)]
        return cls(**dict(zip(names, free_ports(len(names)), strict=True)))

    def of(self, name: str) -> int:
        """The port of one part."""
        port: int = asdict(self)[name]
        return port


def free_ports(count: int) -> list[int]:
    """`count` different ports nobody listens on now."""
    found: list[int] = []
    for port in random.SystemRandom().sample(FREE_RANGE, len(FREE_RANGE)):
        if is_free(port):
            found.append(port)
        if len(found) == count:
            return found
    raise PortTaken("free", FREE_RANGE.start)


def is_free(port: int) -> bool:
    """Whether something could listen on the port now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
        return True


def must_be_free(name: str, port: int) -> None:
    """Refuse to start beside whoever has the port."""
    if not is_free(port):
        raise PortTaken(name, port)


def answers(port: int) -> bool:
    """Whether somebody accepts connections on the port."""
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex((HOST, port)) == 0
