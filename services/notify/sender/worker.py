"""The worker that sends: as many loops as connections, each taking one message at a time by lease."""

import asyncio
import contextlib
import random
from datetime import timedelta
from uuid import uuid4

import structlog

from services.notify.domain.delivery import Backoff, Fault, Stage, Verdict
from services.notify.domain.messages import Message
from services.notify.sender.attempt import Attempts
from services.notify.sender.connection import Connection, Faulty
from services.notify.sender.halt import Halt
from services.notify.settings import NotifySettings
from services.notify.store import NotifyStore
from shared.runtime.clock import Clock
from shared.runtime.held import Service

_log = structlog.get_logger(__name__)

_RECONNECT = Backoff(first=timedelta(seconds=0.5), longest=timedelta(seconds=15))
_SHARE_OF_LEASE = 0.8
"""An attempt, counted from before the claim, ends before its lease does: no two senders have the same message."""


def sender(service: Service) -> "Sender":
    """The sender of a running service."""
    return Sender(service.store, service.settings, service.clock)


class Sender:
    """See `shared.runtime.service.Worker`."""

    name = "sender"

    def __init__(self, store: NotifyStore, settings: NotifySettings, clock: Clock) -> None:
        self._store = store
        self._settings = settings
        self._clock = clock
        self._attempts = Attempts(store, settings, clock)
        self._halt = Halt(settings.halt_seconds, settings.halt_after)
        self._stopping = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Begin, in the background."""
        self._stopping.clear()
        loops = range(self._settings.senders)
        self._tasks = [asyncio.create_task(self._turns(), name=f"sender {n}") for n in loops]

    async def stop(self) -> None:
        """Finish the mails under way. One that cannot be finished in time goes again when its lease ends."""
        self._stopping.set()
        if self._tasks:
            _done, late = await asyncio.wait(self._tasks, timeout=self._settings.stop_seconds / 2)
            for task in late:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []

    def ready_reason(self) -> str | None:
        """Why no mail goes out, when the mail server refuses us altogether."""
        fault = self._halt.fault
        return f"the mail server refuses us: {fault}" if fault is not None else None

    async def _turns(self) -> None:
        connection = Connection(self._settings)
        failures = 0
        try:
            while not self._stopping.is_set():
                try:
                    busy = await self._turn(connection)
                    failures = 0
                    wait = 0.0 if busy else self._settings.poll_seconds * random.uniform(0.5, 1)  # noqa: S311
                except Exception as error:  # noqa: BLE001 - the store or the mail server is away: later again
                    failures += 1
                    wait = _RECONNECT.after(failures, random.random).total_seconds()
                    _log.warning("sender.pauses", error=str(error)[:300], seconds=round(wait, 1))
                await self._pause(wait)
        finally:
            await connection.close()

    async def _turn(self, connection: Connection) -> bool:
        """Send one message; False when there was none, or sending is stopped."""
        now = self._clock.now()
        if self._halt.pausing or (self._halt.fault is None and not await self._store.anything_due(now)):
            return False
        try:
            await connection.ready()
        except Faulty as error:
            if error.fault.verdict is not Verdict.STOP:
                raise
            self._stop_sending(error.fault)
            return False
        self._halt.connected()
        lease = self._settings.lease_seconds
        ends = asyncio.get_running_loop().time() + lease * _SHARE_OF_LEASE
        now = self._clock.now()  # connecting may have taken most of a lease
        message = await self._store.claim(now, uuid4(), now + timedelta(seconds=lease))
        if message is None:
            return False
        await self._attempt(connection, message, ends)
        return True

    async def _attempt(self, connection: Connection, message: Message, ends: float) -> None:
        prepared = await self._attempts.prepared(message)
        if prepared is None or prepared.content is None or prepared.address is None:
            return
        fault = await self._send(connection, prepared.content, prepared.address, ends)
        verdict = self._halt.judge(prepared.id, fault)
        if fault is None or verdict is None:
            await self._attempts.sent(prepared)
            return
        report = _log.error if verdict is Verdict.STOP else _log.info
        report("sender.fault", message=str(message.id), stage=fault.stage.value, code=fault.code, verdict=verdict.value)
        await self._attempts.faulted(prepared, fault, verdict)

    async def _send(self, connection: Connection, content: bytes, to: str, ends: float) -> Fault | None:
        """Hand it over by `ends` (the loop's time): after it, the lease may be somebody else's."""
        try:
            async with asyncio.timeout_at(ends):
                await connection.send(content, self._settings.sender, to)
        except Faulty as error:
            return error.fault
        except TimeoutError:
            return Fault(Stage.DATA, None, "took too long")
        return None

    def _stop_sending(self, fault: Fault) -> None:
        self._halt.begin(fault)
        _log.error("sender.stopped", stage=fault.stage.value, code=fault.code, reply=fault.reply)

    async def _pause(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), seconds)
