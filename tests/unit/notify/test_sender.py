"""The sender against a real SMTP server on 127.0.0.1 that refuses at a chosen stage."""

import asyncio
import email
import email.policy
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from aiosmtpd.smtp import SMTP as Server  # noqa: N811
from aiosmtpd.smtp import AuthResult

from services.notify import jobs
from services.notify.domain import delivery
from services.notify.domain.absorb import BatchNews, absorb
from services.notify.domain.delivery import waiting
from services.notify.domain.messages import Message, MessageState, Resend
from services.notify.sender import Sender
from services.notify.sender.attempt import Attempts
from services.notify.sender.connection import Connection
from services.notify.settings import NotifySettings
from shared.events.decisions import ReviewState
from shared.mongo import Session
from shared.runtime.clock import Clock
from tests.fakes.notify_store import MemoryNotifyStore
from tests.patience import patience
from tests.unit.notify import builders as b

OPTIONS: dict[str, Any] = {
    "senders": 2,
    "poll_seconds": 0.02,
    "hold_seconds": 0,
    "halt_seconds": 0.3,
    "smtp_seconds": 2,
    "retry_first_seconds": 0.05,
    "retry_longest_seconds": 0.1,
}


class MailServer:
    """Takes mail, or answers as `refusals` says for a stage; `cuts` connections are cut instead of an answer."""

    def __init__(self) -> None:
        self.mails: list[bytes] = []
        self.recipients: list[str] = []
        self.refusals: dict[str, str] = {}
        self.cuts = 0
        self.connections = 0
        self.port = 0

    async def handle_EHLO(  # noqa: N802
        self, server: Any, session: Any, _envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return [self.refusals["ehlo"]] if "ehlo" in self.refusals else responses

    async def handle_MAIL(  # noqa: N802
        self, _server: Any, _session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if "mail" in self.refusals:
            return self.refusals["mail"]
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: list[str]
    ) -> str:
        if refusal := self.refusals.get("rcpt") or self.refusals.get(address):
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        if "data" in self.refusals:
            return self.refusals["data"]
        self.mails.append(envelope.content)
        self.recipients += envelope.rcpt_tos
        if self.cuts:
            self.cuts -= 1
            server.transport.abort()
        return "250 Taken"


class Greeting554(asyncio.Protocol):
    """A server that greets with a refusal."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        transport.write(b"554 no service here\r\n")


@pytest.fixture
async def server() -> AsyncIterator[MailServer]:
    handler = MailServer()
    listening = await asyncio.get_running_loop().create_server(lambda: Server(handler), "127.0.0.1", 0)
    handler.port = listening.sockets[0].getsockname()[1]
    yield handler
    listening.close()


def settings(port: int, **changes: Any) -> NotifySettings:
    return NotifySettings(**{**OPTIONS, "smtp_port": port, **changes})


async def _sealed(_session: Session) -> None:
    return


async def tell(store: MemoryNotifyStore, news: BatchNews) -> None:
    making = b.making(Clock().now(), hold=0)
    await store.change(news, lambda known: absorb(news, known, making), _sealed)


async def filled(**card: Any) -> MemoryNotifyStore:
    store = MemoryNotifyStore()
    cards = ((b.LAN, b.card(**card)), (b.MINH, b.card(b.MINH, name="Trần Minh", email="minh@example.vn")))
    await tell(store, replace(b.news(b.face(), b.approved()), cards=cards, units=(b.unit(),)))
    return store


def to_lan(store: MemoryNotifyStore) -> Message:
    return next(m for m in store.stored.values() if m.person_id == b.LAN and m.template == "approved")


@asynccontextmanager
async def sending(store: MemoryNotifyStore, **options: Any) -> AsyncIterator[Sender]:
    sender = Sender(store, settings(**options), Clock())
    await sender.start()
    try:
        yield sender
    finally:
        await sender.stop()


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(patience(8)):
        while not condition():  # noqa: ASYNC110 - any state of the store or the server may be waited for
            await asyncio.sleep(0.01)


def all_in(store: MemoryNotifyStore, state: MessageState) -> Callable[[], bool]:
    return lambda: all(message.state is state for message in store.stored.values())


async def test_each_author_gets_one_commendation_over_connections_that_stay_open(server: MailServer) -> None:
    store = await filled()
    async with sending(store, port=server.port):
        await until(all_in(store, MessageState.SENT))
        await tell(store, b.news(b.approved(2, rewards=(b.reward(),))))
        await until(lambda: len(store.stored) == 4 and all_in(store, MessageState.SENT)())
    assert sorted(server.recipients) == ["lan@example.vn"] * 2 + ["minh@example.vn"] * 2
    assert server.connections <= 4
    mail = email.message_from_bytes(server.mails[0], policy=email.policy.default)
    assert mail["Message-ID"] in {f"<{id_}@sang-kien.example.vn>" for id_ in store.stored}
    assert "Xe phơi bán thành phẩm" in str(mail["Subject"])


async def test_a_4xx_is_tried_again_and_the_mail_then_goes(server: MailServer) -> None:
    store = await filled()
    server.refusals["rcpt"] = "451 later"
    async with sending(store, port=server.port) as sender:
        await until(lambda: all(message.attempts > 1 for message in store.stored.values()))
        assert sender.ready_reason() is None
        server.refusals.clear()
        await until(all_in(store, MessageState.SENT))
    assert len(server.mails) == 2


@pytest.mark.parametrize("stage", ["rcpt", "data"])
async def test_a_5xx_about_a_message_fails_it_with_the_reply(server: MailServer, stage: str) -> None:
    store = await filled()
    server.refusals[stage] = "550 no such box <lan@example.vn>"
    async with sending(store, port=server.port) as sender:
        await until(all_in(store, MessageState.FAILED))
        assert sender.ready_reason() is None
    assert to_lan(store).reason == f"{stage}: 550 no such box <***@***>", "the reason stays when the person is erased"
    assert server.mails == []


async def test_a_5xx_to_mail_stops_the_sender_fails_nothing_and_is_tried_again(server: MailServer) -> None:
    store = await filled()
    server.refusals["mail"] = "550 sender not allowed"
    async with sending(store, port=server.port) as sender:
        await until(sender.ready_reason)
        assert "mail: 550 sender not allowed" in str(sender.ready_reason())
        await asyncio.sleep(0.1)
        assert all(m.state in (MessageState.QUEUED, MessageState.HELD) for m in store.stored.values())
        server.refusals.clear()
        await until(all_in(store, MessageState.SENT))
        assert sender.ready_reason() is None


async def test_a_5xx_greeting_stops_the_sender_and_takes_no_message() -> None:
    store = await filled()
    loop = asyncio.get_running_loop()
    refusing = await loop.create_server(Greeting554, "127.0.0.1", 0)
    async with sending(store, port=refusing.sockets[0].getsockname()[1]) as sender:
        await until(sender.ready_reason)
        assert "greeting: 554" in str(sender.ready_reason())
    refusing.close()
    assert [m.attempts for m in store.stored.values()] == [0, 0]


async def test_a_refused_sign_in_stops_the_sender() -> None:
    store = await filled()

    def refusing_all() -> Server:
        return Server(
            MailServer(), authenticator=lambda *_: AuthResult(success=False, handled=False), auth_require_tls=False
        )

    listening = await asyncio.get_running_loop().create_server(refusing_all, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    async with sending(store, port=port, smtp_user="u", smtp_password="p") as sender:
        await until(sender.ready_reason)
        assert "auth: 535" in str(sender.ready_reason())
    listening.close()
    assert all(m.state is MessageState.HELD for m in store.stored.values())


async def test_a_sign_in_the_server_does_not_offer_stops_the_sender(server: MailServer) -> None:
    store = await filled()
    async with sending(store, port=server.port, smtp_user="u", smtp_password="p") as sender:
        await until(sender.ready_reason)
        assert str(sender.ready_reason()).startswith("the mail server refuses us: auth")
    assert all(m.state is MessageState.HELD for m in store.stored.values())


async def test_a_connection_cut_after_data_sends_the_same_bytes_again(server: MailServer) -> None:
    store = await filled()
    server.cuts = 1
    async with sending(store, port=server.port, senders=1):
        await until(all_in(store, MessageState.SENT))
    twice = [mail for mail in server.mails if server.mails.count(mail) == 2]
    assert (len(server.mails), len(twice)) == (3, 2)


async def test_mail_waits_for_a_server_that_is_away_and_goes_when_it_comes() -> None:
    store = await filled()
    handler = MailServer()
    loop = asyncio.get_running_loop()
    listening = await loop.create_server(lambda: Server(handler), "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    listening.close()
    await listening.wait_closed()
    async with sending(store, port=port) as sender:
        await asyncio.sleep(0.3)
        assert sender.ready_reason() is None
        listening = await loop.create_server(lambda: Server(handler), "127.0.0.1", port)
        await until(all_in(store, MessageState.SENT))
        listening.close()
    assert len(handler.mails) == 2


async def test_a_decision_that_fell_during_the_hold_is_suppressed(server: MailServer) -> None:
    store = await filled()
    await tell(store, b.news(b.decision(2, state=ReviewState.REVOKED, last_act=b.act(ReviewState.REVOKED, 2))))
    async with sending(store, port=server.port):
        await until(all_in(store, MessageState.SUPPRESSED))
    assert server.mails == []


async def test_a_revocation_after_sending_mails_one_correction(server: MailServer) -> None:
    store = await filled()
    async with sending(store, port=server.port):
        await until(all_in(store, MessageState.SENT))
        await tell(store, b.news(b.decision(2, state=ReviewState.REVOKED, last_act=b.act(ReviewState.REVOKED, 2))))
        await until(lambda: len(store.stored) == 4 and all_in(store, MessageState.SENT)())
    assert server.recipients.count("lan@example.vn") == 2
    assert sum("Đính chính" in str(message.subject) for message in store.stored.values()) == 2


@pytest.mark.parametrize("address", ["lan@example.vn\r\nBcc: all@example.vn", "nguyễn@example.vn"])
async def test_an_address_no_mail_can_reach_is_as_good_as_none(server: MailServer, address: str) -> None:
    store = await filled(email=address)
    async with sending(store, port=server.port):
        await until(lambda: to_lan(store).state is MessageState.WAITING)
    assert server.recipients in ([], ["minh@example.vn"])


async def test_relaying_denied_stops_the_sender_and_fails_nothing(server: MailServer) -> None:
    store = await filled()
    server.refusals["rcpt"] = "554 5.7.1 <lan@example.vn>: Relay access denied"
    async with sending(store, port=server.port, halt_after=2, halt_seconds=0.05) as sender:
        await until(sender.ready_reason)
        assert "<***@***>: Relay access denied" in str(sender.ready_reason()), "everybody reads why it is not ready"
        assert {m.state for m in store.stored.values()} <= {MessageState.QUEUED, MessageState.SENDING}
        server.refusals.clear()
        await until(all_in(store, MessageState.SENT))
        assert sender.ready_reason() is None


async def test_the_rule_of_one_recipient_stops_nobody_else_s_mail(server: MailServer) -> None:
    store = await filled()
    server.refusals["lan@example.vn"] = "550 5.7.1 we take no such mail"
    async with sending(store, port=server.port, halt_after=2) as sender:
        await until(lambda: to_lan(store).attempts > 3)
        assert sender.ready_reason() is None
    assert server.recipients == ["minh@example.vn"]
    assert to_lan(store).state in (MessageState.QUEUED, MessageState.SENDING)


async def test_a_full_box_is_given_up_after_days_and_asking_again_begins_anew(server: MailServer) -> None:
    store = await filled()
    server.refusals["lan@example.vn"] = "452 4.2.2 the box is full"
    async with sending(store, port=server.port, give_up_after_days=1e-6):
        await until(lambda: to_lan(store).state is MessageState.FAILED)
        assert "452 4.2.2 the box is full (refused since" in str(to_lan(store).reason)
        await until(lambda: "minh@example.vn" in server.recipients)
        server.refusals.clear()
        again = delivery.resent(to_lan(store), Resend(b.PROXY, Clock().now(), "leader", b.OFFICE, 1))
        store.stored[again.id] = again
        await until(all_in(store, MessageState.SENT))
    assert to_lan(store).refused_since is None


async def test_a_mail_handed_over_days_later_bears_the_day_it_was_written(server: MailServer) -> None:
    store = await filled()

    class TenDaysLater(Clock):
        def now(self) -> datetime:
            return super().now() + timedelta(days=10)

    sender = Sender(store, settings(server.port), TenDaysLater())
    await sender.start()
    await until(all_in(store, MessageState.SENT))
    await sender.stop()
    (date, *_) = {email.message_from_bytes(mail, policy=email.policy.default)["Date"].datetime for mail in server.mails}
    assert abs(date - TenDaysLater().now()) < timedelta(hours=1)


async def test_the_lease_begins_when_the_message_is_taken_not_before_the_connection(server: MailServer) -> None:
    store = await filled()
    shift = timedelta(0)

    class Jumping(Clock):
        def now(self) -> datetime:
            return super().now() + shift

    class SlowToConnect(Connection):
        async def ready(self) -> None:
            nonlocal shift
            await super().ready()
            shift = timedelta(seconds=100)  # as if connecting had taken so long

    leases: list[timedelta] = []
    claim = store.claim

    async def noting(now: datetime, lease: UUID, until: datetime) -> Message | None:
        leases.append(until - Jumping().now())
        return await claim(now, lease, until)

    store.claim = noting  # type: ignore[method-assign]
    sender = Sender(store, settings(server.port, lease_seconds=10), Jumping())
    await sender._turn(SlowToConnect(settings(server.port)))
    assert timedelta(seconds=9) < leases[0] <= timedelta(seconds=10)


async def test_a_name_with_line_ends_adds_no_header(server: MailServer) -> None:
    store = await filled(name="Lan\r\nBcc: all@example.vn")
    async with sending(store, port=server.port):
        await until(all_in(store, MessageState.SENT))
    for mail in server.mails:
        assert email.message_from_bytes(mail)["Bcc"] is None
    assert sorted(server.recipients) == ["lan@example.vn", "minh@example.vn"]


async def test_a_message_waits_for_a_contact_and_goes_when_the_card_comes(server: MailServer) -> None:
    store = await filled(email=None)
    async with sending(store, port=server.port):
        await until(lambda: to_lan(store).state is MessageState.WAITING)
        await tell(store, BatchNews(cards=((b.LAN, b.card(version=2)),)))
        await until(all_in(store, MessageState.SENT))
    assert not to_lan(store).to_office


class LaterClock(Clock):
    def now(self) -> datetime:
        return super().now() + timedelta(days=3)


async def test_after_three_days_the_office_of_the_unit_gets_it_to_hand_over(server: MailServer) -> None:
    store = await filled(email=None)
    await tell(store, BatchNews(units=(b.unit(version=2, office_email="vanphong@example.vn"),)))
    async with sending(store, port=server.port):
        await until(lambda: to_lan(store).state is MessageState.WAITING)
        assert await jobs.hand_over_overdue(store, Clock()) == 0
        assert await jobs.hand_over_overdue(store, LaterClock()) == 1
        queued = to_lan(store)
        assert (queued.state, queued.to_office) == (MessageState.QUEUED, True)
        store.stored[queued.id] = replace(queued, due_at=Clock().now())
        await until(all_in(store, MessageState.SENT))
    assert "vanphong@example.vn" in server.recipients


async def test_without_any_office_a_message_goes_on_waiting() -> None:
    store = await filled(email=None)
    message = to_lan(store)
    store.stored[message.id] = waiting(message, timedelta(0))
    await jobs.hand_over_overdue(store, Clock())
    assert to_lan(store).state is MessageState.WAITING
    assert await jobs.hand_over_overdue(store, Clock()) == 0


class StillClock(Clock):
    def now(self) -> datetime:
        return b.NOW


async def test_the_same_message_prepared_twice_is_byte_for_byte_the_same() -> None:
    found: list[bytes | None] = []
    for _ in range(2):
        store = MemoryNotifyStore()
        news = replace(b.news(b.face(), b.approved()), cards=((b.LAN, b.card()),))
        await store.change(news, partial(absorb, news, making=b.making(hold=0)), _sealed)
        store.stored = {m.id: m for m in store.stored.values() if m.person_id == b.LAN}
        message = await store.claim(Clock().now(), b.INITIATIVE, Clock().now())
        assert message is not None
        prepared = await Attempts(store, settings(25), StillClock()).prepared(message)
        assert prepared is not None
        found.append(prepared.content)
    assert found[0] is not None
    assert found[0] == found[1]
