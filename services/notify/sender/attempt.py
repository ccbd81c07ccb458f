"""One attempt at one claimed message: prepare its bytes, and write what came of it, always under its lease."""

import asyncio
import random
import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from services.notify import metrics
from services.notify.compose import From, Letter, Surroundings, letter, to_bytes
from services.notify.domain import delivery
from services.notify.domain.absorb import Known, Making
from services.notify.domain.delivery import Address, Backoff, Fault, NotSendable, Verdict
from services.notify.domain.due import corrections_due
from services.notify.domain.messages import Message
from services.notify.handlers import CODE_BYTES
from services.notify.settings import NotifySettings
from services.notify.store import NotifyStore
from services.notify.surroundings import office_of, surroundings
from shared.runtime.clock import Clock


class Attempts:
    """Prepares claimed messages and writes their outcomes."""

    def __init__(self, store: NotifyStore, settings: NotifySettings, clock: Clock) -> None:
        self._store = store
        self._settings = settings
        self._clock = clock
        self._from = From(settings.sender, settings.sender_name, settings.domain)
        self._patience = timedelta(days=settings.give_up_after_days)
        self._backoff = Backoff(
            timedelta(seconds=settings.retry_first_seconds), timedelta(seconds=settings.retry_longest_seconds)
        )

    async def prepared(self, message: Message) -> Message | None:
        """The message with its address and bytes, or None when it is not to be sent now."""
        contact, tree = await asyncio.gather(self._store.contact(message.person_id), self._store.tree())
        address = delivery.where_to(message, contact, office_of(message.unit, tree))
        if isinstance(address, NotSendable):
            await self._unsendable(message, address)
            return None
        if message.content is not None and message.address == address.email:
            return message
        written = await self._written(message, address)
        if await self._store.hold_content(written):
            return written
        await self._again_at_once(message)
        return None

    async def sent(self, message: Message) -> None:
        """The server took it."""
        metrics.ATTEMPTS.labels("sent").inc()
        done = delivery.sent(message, self._clock.now())
        await self._store.mark_sent(done, _lease(message), self._corrections)

    async def faulted(self, message: Message, fault: Fault, verdict: Verdict) -> None:
        """The server refused it, or the connection broke. Where the server refuses us, no message is to blame."""
        metrics.ATTEMPTS.labels(verdict.value).inc()
        if verdict is Verdict.STOP:
            await self._again_at_once(message)
        elif verdict is Verdict.FAIL:
            await self._store.release(delivery.failed(message, str(fault)), _lease(message))
        else:
            wait = self._backoff.after(message.attempts, random.random)
            after = delivery.put_off(message, fault, self._clock.now(), wait, self._patience)
            await self._store.release(after, _lease(message))

    async def _unsendable(self, message: Message, why: NotSendable) -> None:
        lease = _lease(message)
        metrics.ATTEMPTS.labels(why.name.lower()).inc()
        if why is NotSendable.FALLEN:
            await self._store.release(delivery.suppressed(message), lease)
        elif why is NotSendable.BAD_ADDRESS:
            await self._store.release(delivery.failed(message, why.value), lease)
        else:
            waiting = delivery.waiting(message, timedelta(days=self._settings.office_after_days))
            await self._store.await_contact(waiting, lease, self._clock.now())

    async def _again_at_once(self, message: Message) -> None:
        queued = delivery.retried(message, message.reason or "", self._clock.now())
        untried = replace(queued, attempts=message.attempts - 1, reason=message.reason)
        await self._store.release(untried, _lease(message))

    async def _written(self, message: Message, address: Address) -> Message:
        words = letter(message, await self._around(message, address))
        return replace(
            message, address=address.email, subject=words.subject, content=self._bytes(message, words, address)
        )

    async def _around(self, message: Message, address: Address) -> Surroundings:
        return await surroundings(
            self._store,
            message,
            name=address.name,
            language=address.language,
            public_url=self._settings.public_url,
            to_office=address.to_office,
        )

    def _bytes(self, message: Message, words: Letter, address: Address) -> bytes:
        return to_bytes(
            words,
            message_id=message.id,
            date=self._clock.now(),
            to=address.email,
            name=None if address.to_office else address.name,
            sender=self._from,
        )

    def _corrections(self, known: Known) -> Sequence[Message]:
        making = Making(self._clock.now(), timedelta(0), lambda: secrets.token_urlsafe(CODE_BYTES))
        return [
            making.message(due)
            for initiative in known.initiatives.values()
            for due in corrections_due(initiative, known.messages.values())
        ]


def _lease(message: Message) -> UUID:
    if message.lease is None:
        raise AssertionError("only a claimed message is attempted")
    return message.lease
