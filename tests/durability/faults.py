"""The faults: each is put in, seen to have an effect, and taken away again."""

import asyncio
import contextlib
import os
import signal
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Final

import httpx
import psutil

from deploy.local.errors import NotReady
from deploy.local.processes import Child
from shared.events import DECISIONS, SERVICES, SUBMISSIONS
from shared.messaging.broker import AIOKafkaConsumer, KafkaError, TopicPartition, start_producer
from shared.mongo import PyMongoError
from tests.durability.system import System
from tests.patience import patience, slowness

SEEN_SECONDS: Final = 8.0 * slowness()
"""Not with all patience: a fault without effect is put in again, and told."""
JOINS_SECONDS: Final = patience(10)
"""A second process that is only slow to start still joins: to end it before would be one start more for nothing."""
BROKER_SECONDS: Final = patience(20)
TRIES: Final = 3
"""A fault that another one stood in the way of is put in again."""
PAUSED_SECONDS: Final = 1.5
DAY: Final = 86_400
BY_THE_STORES_CLOCK: Final = "review"
"""It never asks its own: a wrong one cannot have an effect there."""
MAIL_DISTURBING: Final = ("notify", "smtp", "mongo", "kafka")


@dataclass
class Happened:
    """What was put in, and whether its effect was seen."""

    kind: str
    target: str
    began: float
    ended: float = 0.0
    seen: bool = False
    why: str = ""


@dataclass
class Faults:
    """All faults of one system, each by kind and target; `done` is the record."""

    system: System
    dated_path: str = "/"
    """What ranking answers by the day it is."""
    done: list[Happened] = field(default_factory=list)
    _second: dict[str, Child] = field(default_factory=dict)

    def all(self) -> dict[str, list[tuple[str, str]]]:
        """Kind and target of each, by the lane they take turns in: lanes run beside each other."""
        services = [("kill", name) for name in SERVICES] + [("pause", name) for name in SERVICES]
        clocks = [("clock", name) for name in SERVICES if name != BY_THE_STORES_CLOCK]
        servers = [("kill", "kafka"), ("kill", "mongo"), ("pause", "kafka"), ("pause", "mongo")]
        lines = [("cut", name) for name in self.system.proxies] + [("delay", name) for name in self.system.proxies]
        mails = [(kind, "smtp") for kind in ("smtp-4xx", "smtp-5xx", "smtp-silent")]
        records = [("repeat", "submissions"), ("repeat", "decisions"), ("poison", "submissions")]
        return {
            "services": [*services, *clocks],
            "servers": servers,
            "lines": [*lines, *records, *records],
            "mails": mails,
            "members": [("rebalance", name) for name in SERVICES],
        }

    async def put_in(self, kind: str, target: str) -> None:
        """One fault, from beginning to end; until it had its effect, or as often as is sensible."""
        happened = Happened(kind, target, time.time())
        self.done.append(happened)
        act: Callable[[str], Awaitable[bool]] = getattr(self, f"_{kind.replace('-', '_')}")
        for _ in range(TRIES):
            try:
                happened.seen = await act(target)
            except (KafkaError, PyMongoError, OSError, TimeoutError, NotReady) as error:
                happened.why = repr(error)[:200]  # another fault was in the way of this one
            if happened.seen:
                break
        happened.ended = time.time()

    def counted(self) -> Counter[str]:
        """How many of each kind had an effect."""
        return Counter(one.kind for one in self.done if one.seen)

    def without_effect(self) -> list[str]:
        """Those that ended without any: nothing was survived there."""
        return [f"{one.kind} {one.target} {one.why}".strip() for one in self.done if one.ended and not one.seen]

    async def heal(self) -> None:
        """Whatever is still wrong is made right."""
        for name in SERVICES:
            self.system.clock_file(name).unlink(missing_ok=True)
        for proxy in self.system.proxies.values():
            proxy.delay, proxy.greeting = 0.0, None
        for name, child in self._second.items():
            del name
            await asyncio.to_thread(child.stop)
        await self.system.all_up()

    async def _kill(self, target: str) -> bool:
        victim = self.system.part(target)
        pid = victim.pid
        await asyncio.to_thread(victim.kill)
        gone = pid is not None and not psutil.pid_exists(pid)
        await asyncio.sleep(0.3)
        await asyncio.to_thread(victim.start)
        return gone

    async def _pause(self, target: str) -> bool:
        pid = self.system.part(target).pid
        if pid is None:
            return False
        os.kill(pid, signal.SIGSTOP)
        try:
            await asyncio.sleep(0.2)
            stopped = psutil.Process(pid).status() == psutil.STATUS_STOPPED
            await asyncio.sleep(PAUSED_SECONDS)
        finally:
            os.kill(pid, signal.SIGCONT)
        return stopped

    async def _clock(self, target: str) -> bool:
        log = self.system.stack.room.log(target)
        before = log.stat().st_size
        file = self.system.clock_file(target)
        file.write_text(str(DAY if len(self.done) % 2 else -DAY))
        try:
            deadline = time.monotonic() + SEEN_SECONDS
            while b"clock.stepped" not in log.read_bytes()[before:] and time.monotonic() < deadline:
                await self._ask(target)
                await asyncio.sleep(0.1)
            return b"clock.stepped" in log.read_bytes()[before:]
        finally:
            file.unlink()

    async def _ask(self, service: str) -> None:
        """A request by the day it is: ranking reads its clock for little else."""
        with contextlib.suppress(httpx.HTTPError):
            async with httpx.AsyncClient(timeout=patience(2), trust_env=False) as http:
                await http.get(f"{self.system.stack.url(service)}{self.dated_path}")

    async def _cut(self, target: str) -> bool:
        proxy = self.system.proxies[target]
        return await _soon(lambda: proxy.cut() > 0)

    async def _delay(self, target: str) -> bool:
        proxy = self.system.proxies[target]
        before, proxy.delay = proxy.delayed_bytes, 0.3
        try:
            held = await _soon(lambda: proxy.delayed_bytes > before)
            await asyncio.sleep(1.0)
            return held
        finally:
            proxy.delay = 0.0

    async def _smtp_4xx(self, target: str) -> bool:
        return await self._greeting(target, "smtp-4xx")

    async def _smtp_5xx(self, target: str) -> bool:
        return await self._greeting(target, "smtp-5xx")

    async def _smtp_silent(self, target: str) -> bool:
        return await self._greeting(target, "smtp-silent")

    async def _greeting(self, target: str, greeting: str) -> bool:
        proxy = self.system.proxies[target]
        before, proxy.greeting = proxy.greeted, greeting
        proxy.cut()
        try:
            return await _soon(lambda: proxy.greeted > before)
        finally:
            proxy.greeting = None
            proxy.cut()

    async def _repeat(self, target: str) -> bool:
        """Old records come again, in another order."""
        topic = {"submissions": SUBMISSIONS, "decisions": DECISIONS}[target].name
        raw = await _some(self.system.stack.kafka_bootstrap, topic)
        for record in reversed(raw):
            await self._send(topic, record.key, record.value, record.headers)
        return bool(raw)

    async def _poison(self, target: str) -> bool:
        del target
        topic = (SUBMISSIONS, DECISIONS)[len(self.done) % 2].name
        return bool(await self._send(topic, b"khong-doc-duoc", b"\xff\xfe not an event", ()))

    async def _send(self, topic: str, key: bytes, value: bytes, headers: Iterable[tuple[str, bytes]]) -> Any:
        async def send() -> Any:
            producer = await start_producer(self.system.stack.kafka_bootstrap)
            try:
                return await producer.send_and_wait(topic, value, key=key, headers=list(headers))
            finally:
                await producer.stop()

        return await _once_there(send)

    async def _rebalance(self, target: str) -> bool:
        """A second process of the service joins, takes partitions, and leaves again."""
        second = self._second.setdefault(target, self.system.stack.another(target))
        before = await self.system.owners(target)
        await asyncio.to_thread(second.launch)  # it takes partitions before it is ready: they bring their lag along
        try:
            moved = False
            deadline = time.monotonic() + JOINS_SECONDS
            while not moved and time.monotonic() < deadline:
                moved = bool(await self.system.owners(target) - before)
                await asyncio.sleep(0.2)
            return moved
        finally:
            await asyncio.to_thread(second.stop)


async def _soon(holds: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + SEEN_SECONDS
    while not holds():
        if time.monotonic() > deadline:
            return False
        await asyncio.sleep(0.1)
    return True


async def _once_there(act: Callable[[], Awaitable[Any]]) -> Any:
    """What needs the broker, as soon as it is there: another fault may have taken it away just now."""
    deadline = time.monotonic() + BROKER_SECONDS
    while True:
        try:
            return await act()
        except (KafkaError, OSError, TimeoutError):
            if time.monotonic() > deadline:
                raise
            await asyncio.sleep(0.5)


async def _some(bootstrap: str, topic: str) -> list[Any]:
    """A few of a topic's records, as they lie there."""

    async def read() -> list[Any]:
        reader = AIOKafkaConsumer(bootstrap_servers=bootstrap, auto_offset_reset="earliest", max_poll_records=20)
        try:
            await reader.start()
            reader.assign([TopicPartition(topic, number) for number in range(12)])
            deadline = time.monotonic() + SEEN_SECONDS
            while not (got := await reader.getmany(timeout_ms=500, max_records=20)) and time.monotonic() < deadline:
                continue
            return [record for records in got.values() for record in records]
        finally:
            await reader.stop()

    return list(await _once_there(read))
