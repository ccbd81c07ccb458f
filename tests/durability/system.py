"""The stack of a run: every service behind proxies of its own, with a clock that can be moved."""

import asyncio
import sys
from pathlib import Path
from typing import Any

from deploy.local.ports import HOST, Ports, free_ports
from deploy.local.stack import Stack
from shared.events import SERVICES
from shared.mongo import Mongo
from tests.durability.proxies import Proxy
from tests.e2e.sooner import SOONER

DATABASE = "sangkien-{}"


class System:
    """Proxies by name: `kafka`, `smtp`, and `mongo-<service>`."""

    def __init__(self, state: Path, sabotage: str = "") -> None:
        ports = Ports.free()
        fronts = free_ports(4 + len(SERVICES))
        (listen, *fronts) = fronts
        self._state = state
        self.proxies = {
            "kafka": Proxy("kafka", fronts[0], listen),
            "smtp": Proxy("smtp", fronts[1], ports.smtp),
            **{
                f"mongo-{name}": Proxy(name, port, ports.mongo)
                for name, port in zip(SERVICES, fronts[2:], strict=False)
            },
        }
        env: dict[str, dict[str, str]] = {}
        for name in SERVICES:
            env[name] = {
                **SOONER.get(name, {}),
                f"{name.upper()}_CLOCK_OFFSET_FILE": str(self.clock_file(name)),
            }
        env["notify"]["NOTIFY_SMTP_PORT"] = str(fronts[1])
        self.stack = Stack(ports=ports, state=state, services=SERVICES, env=env)
        for name in SERVICES:
            mongo = f"{HOST}:{self.proxies[f'mongo-{name}'].port}/?directConnection=true"
            self.stack.services[name].env.update(self.stack.sign_in(name, kafka_port=fronts[0], mongo=mongo))
            env[name].update(self.stack.sign_in(name, kafka_port=fronts[0], mongo=mongo))
        self.stack.kafka.front = (listen, fronts[0])  # type: ignore[attr-defined]  # the native one, which we start
        if sabotage:
            for name, child in self.stack.services.items():
                child.argv = [sys.executable, "-m", "tests.durability.sabotaged", sabotage, f"services.{name}"]
        self.databases = {
            name: Mongo(self.stack.mongo_url, DATABASE.format(name), app_name="audit") for name in SERVICES
        }

    def clock_file(self, service: str) -> Path:
        """Where the seconds stand that a service's clock is moved by."""
        return self._state / f"clock-{service}"

    def part(self, name: str) -> Any:
        """A service, the broker or the store: what has a pid and can be killed and started."""
        return {"kafka": self.stack.kafka, "mongo": self.stack.mongo}.get(name) or self.stack.services[name]

    async def start(self) -> None:
        """Everything up."""
        for proxy in self.proxies.values():
            await proxy.start()
        await asyncio.to_thread(self.stack.start)

    async def stop(self) -> None:
        """Everything down; who asks the store first, since saying goodbye to one that is gone waits for it."""
        for mongo in self.databases.values():
            mongo.close()
        await asyncio.to_thread(self.stack.stop)
        for proxy in self.proxies.values():
            await proxy.stop()

    async def all_up(self) -> None:
        """Start what does not run, and wait until every service is ready."""
        for name in ("kafka", "mongo", *SERVICES):
            part = self.part(name)
            if not part.running:
                await asyncio.to_thread(part.start)
        for name in SERVICES:
            await asyncio.to_thread(self.stack.services[name].wait_ready)

    async def owners(self, service: str) -> set[str]:
        """Who claimed partitions of a service last."""
        documents = await self.databases[service].db["partitions"].find({"owner": {"$exists": True}}).to_list(None)
        return {str(document["owner"]) for document in documents}
