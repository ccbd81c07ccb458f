"""One broker and one store, and services of two ages on them."""

import asyncio
from collections.abc import Mapping
from pathlib import Path

from deploy.local.ports import Ports
from deploy.local.services import ServiceProcess
from deploy.local.stack import Stack
from shared.events import SERVICES
from shared.events.topics import dead_letters_of
from shared.messaging.broker import TopicPartition, make_plain_consumer
from tests.e2e.sooner import SOONER
from tests.e2e.waiting import start, stop


class StackOfTwoAges(Stack):
    """Every service is of before until it is renewed; the servers, topics and the root unit are of now."""

    def __init__(self, before: Path, state: Path) -> None:
        self._before = before
        self._renewed: set[str] = set()
        super().__init__(ports=Ports.free(), state=state, services=SERVICES, env=SOONER)

    def _service(self, service: str, port: int, env: Mapping[str, str], name: str) -> ServiceProcess:
        process = super()._service(service, port, env, name)
        if service not in self._renewed:
            process.folder = self._before
        return process

    async def beside(self, service: str, *, of_now: bool) -> ServiceProcess:
        """One more worker of a service, in the group of the one that runs."""
        renewed = service in self._renewed
        (self._renewed.add if of_now else self._renewed.discard)(service)
        worker = self.another(service)
        (self._renewed.add if renewed else self._renewed.discard)(service)
        await start(worker)
        return worker

    async def renew(self, service: str) -> None:
        """The process of now in place of the one of before, at its port."""
        await stop(self.services[service])
        self._renewed.add(service)
        self.services[service] = self._service(service, self.ports.of(service), {}, service)
        await start(self.services[service])

    async def dead_letters(self) -> dict[str, int]:
        """How many each service set aside."""
        consumer = make_plain_consumer(self.kafka_bootstrap)
        await consumer.start()
        try:
            places = {service: TopicPartition(dead_letters_of(service).name, 0) for service in SERVICES}
            ends = await consumer.end_offsets(list(places.values()))
        finally:
            await consumer.stop()
        return {service: ends[place] for service, place in places.items() if ends[place]}

    async def ended(self) -> None:
        """All of it, without holding the loop."""
        await asyncio.to_thread(self.stop)
