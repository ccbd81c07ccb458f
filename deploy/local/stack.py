"""The whole stack in one object: for `make run`, demo, end-to-end tests and bench alike (design §6)."""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

from deploy.local.kafka_ready import run_apart
from deploy.local.mongo import DATABASE, REPLICA_SET
from deploy.local.ownership import Ownership
from deploy.local.portal import PortalProcess
from deploy.local.ports import HOST, Ports, answers, free_ports
from deploy.local.processes import ROOT, Child, Room, end_orphans
from deploy.local.resolve import Kind, kind_from, servers
from deploy.local.root_unit import make_root_unit
from deploy.local.secrets import PORTAL, Secrets, portal_secrets, receipt_key
from deploy.local.services import Addresses, ServiceProcess
from deploy.local.signing import make_signing_key
from deploy.local.together import together
from deploy.local.tokens import Tokens
from deploy.principals import grant
from deploy.topics import create_topics
from shared.events import SERVICES

LOCAL = ROOT / ".local"
STATE = LOCAL / "state"
LOGS = LOCAL / "logs"
JARS = LOCAL / "jars"


class Stack:
    """Kafka with its topics, MongoDB, mail, tokens and the services asked for.

    A context manager, or `start()` and `stop()`; blocking, and safe to call from a running event loop's thread.
    `env` adds environment variables by service name; `""` means every service.
    """

    def __init__(
        self,
        *,
        ports: Ports | None = None,
        state: Path = STATE,
        logs: Path | None = None,
        services: Sequence[str] = (),
        env: Mapping[str, Mapping[str, str]] | None = None,
        kind: Kind | None = None,
        portal: bool = False,
    ) -> None:
        self.ports = ports or Ports()
        self.kind = kind or kind_from()
        state = state.absolute()
        self.room = Room(state, logs or state / "logs")
        self.kafka, self.mongo = servers(self.kind, self.room, self.ports, JARS)
        self.issuer = f"http://{HOST}:{self.ports.tokens}"
        self.smtp_host, self.smtp_port = HOST, self.ports.smtp
        self.mail_folder = state / "mail"
        self.maildir = self.mail_folder / "Maildir"
        self.tokens = Tokens(self.issuer, state / "tokens")
        self.smtp = self._helper("mail", self.ports.smtp, self.mail_folder)
        signing_in = {**portal_secrets(state), "PORTAL_PUBLIC_URL": f"http://{HOST}:{self.ports.portal}"}
        self.token_server = self._helper("tokens", self.ports.tokens, state / "tokens", signing_in)
        self._signing_key = state / "signing" / "key.pem"
        self._env = env or {}
        self._wanted = tuple(services)
        self._ownership = Ownership(state)
        self.portal = self._portal() if portal else None
        self.services: dict[str, ServiceProcess] = {
            name: self._service(name, self.ports.of(name), {}, name) for name in self._wanted
        }

    @property
    def kafka_bootstrap(self) -> str:
        """The broker's address."""
        return self.kafka.bootstrap

    @property
    def mongo_url(self) -> str:
        """The replica set's address."""
        return self.mongo.url

    def url(self, service: str) -> str:
        """Where a service answers."""
        return f"http://{HOST}:{self.ports.of(service)}"

    def token(self, *, sub: str, grants: Sequence[tuple[str, str]] = (), **claims: Any) -> str:
        """A token of the local issuer; see `Tokens.mint`."""
        return self.tokens.mint(sub=sub, grants=grants, **claims)

    def another(self, service: str, *, run: str = "worker", env: Mapping[str, str] | None = None) -> ServiceProcess:
        """One more process of a service on a free port, not started; the stack ends it with the rest."""
        (port,) = free_ports(1)
        name = f"{service}-{port}"
        self.services[name] = self._service(service, port, {"RUN": run, **(env or {})}, name)
        return self.services[name]

    def sign_in(self, service: str, *, kafka_port: int | None = None, mongo: str | None = None) -> dict[str, str]:
        """The environment by which a service signs in as itself; none where the servers ask nobody who they are.

        `kafka_port` and `mongo` (host, port and options of its URL) lead through something that stands in between.
        """
        if self.kind is not Kind.NATIVE:
            return {}
        secrets = Secrets.of(self.room.state)
        where = f"{HOST}:{kafka_port or self.ports.kafka_services}"
        rest = mongo or f"{HOST}:{self.ports.mongo}/?replicaSet={REPLICA_SET}"
        user = f"{service}:{quote(secrets.mongo[service])}"
        return {
            f"{service.upper()}_KAFKA_BOOTSTRAP": f"sasl://{service}:{quote(secrets.kafka[service])}@{where}",
            f"{service.upper()}_MONGO_URL": f"mongodb://{user}@{rest}&authSource={DATABASE.format(service)}",
        }

    def command_env(self, service: str) -> dict[str, str]:
        """The environment for a service's commands, as its processes have it."""
        return self._service(service, self.ports.of(service), {}, service).env

    def create_topics(self) -> list[str]:
        """Create the topics that are missing; returns their names."""
        return run_apart(lambda: create_topics(self.kafka_bootstrap))

    def start(self) -> Self:
        """Start everything and wait until it answers; on any failure end what was started and raise."""
        self._ownership.take()
        try:
            self.room.ending.clear()
            make_signing_key(self._signing_key)
            end_orphans(self.room.state)
            together([self._start_kafka, self._start_mongo, *self._helper_starts()], self.room.ending)
            together([part.start for part in self._own()], self.room.ending)
        except BaseException:
            self.stop()
            raise
        return self

    def stop(self) -> None:
        """End everything this stack started, and nothing else: services first, so that they can finish."""
        self.room.ending.set()
        together([part.stop for part in self._own()])
        together([self.smtp.stop, self.token_server.stop, self.kafka.end, self.mongo.end])
        self._ownership.release()

    def _start_kafka(self) -> None:
        self.kafka.start()
        self.create_topics()
        if self.kind is Kind.NATIVE:
            run_apart(lambda: grant(self.kafka_bootstrap))

    def _start_mongo(self) -> None:
        """With the highest unit, before any service asks for it and while Kafka is still starting."""
        self.mongo.start()
        if "submission" in self._wanted:
            where = {"SANGKIEN_LOCAL": "1", "SANGKIEN_MONGO_URL": self.mongo_url, **self.sign_in("submission")}
            make_root_unit({**where, **self._env.get("", {}), **self._env.get("submission", {})})

    def _helper_starts(self) -> list[Any]:
        """Mail and tokens are started only where services need them."""
        return [self.smtp.start, self.token_server.start] if self._wanted else []

    def _own(self) -> list[Child]:
        return [*self.services.values(), *([self.portal] if self.portal else [])]

    def _portal(self) -> PortalProcess:
        mongo_url = self.mongo_url
        if self.kind is Kind.NATIVE:
            secret = quote(Secrets.of(self.room.state).mongo[PORTAL])
            rest = f"{HOST}:{self.ports.mongo}/?replicaSet={REPLICA_SET}&authSource={DATABASE.format(PORTAL)}"
            mongo_url = f"mongodb://{PORTAL}:{secret}@{rest}"
        env = {**portal_secrets(self.room.state), **self._env.get("", {}), **self._env.get(PORTAL, {})}
        return PortalProcess(self.ports, self.issuer, mongo_url, room=self.room, env=env)

    def _helper(self, name: str, port: int, folder: Path, env: Mapping[str, str] | None = None) -> Child:
        return Child(
            name,
            [sys.executable, "-m", f"deploy.local.{name}", str(port), folder],
            room=self.room,
            port=port,
            env={"SANGKIEN_LOCAL": "1", **(env or {})},
            ready=lambda: answers(port),
            timeout=30,
        )

    def _service(self, service: str, port: int, env: Mapping[str, str], name: str) -> ServiceProcess:
        addresses = Addresses(self.kafka_bootstrap, self.mongo_url, self.issuer, self.smtp_port)
        extra = {
            **self._keys(service),
            **self.sign_in(service),
            **self._env.get("", {}),
            **self._env.get(service, {}),
            **env,
        }
        return ServiceProcess(service, port, addresses, room=self.room, env=extra, name=name)

    def _keys(self, service: str) -> dict[str, str]:
        if service == "submission":
            return {"SUBMISSION_RECEIPT_KEY": receipt_key(self.room.state)}
        if service == "notify" and self.portal is not None:  # links in mails and codes on certificates
            return {"NOTIFY_PUBLIC_URL": self.portal.url}
        return {"RANKING_SIGNING_KEY": str(self._signing_key)} if service == "ranking" else {}

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def whole_stack() -> Stack:
    """The stack of `make run`: fixed ports, all services, state that survives."""
    return Stack(services=SERVICES, logs=LOGS, portal=True)
