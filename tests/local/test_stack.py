"""The local stack for real: what breaks is told, what is killed comes back with its data, what fails leaves nothing."""

import asyncio
import smtplib
import socket
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import jwt
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer  # type: ignore[import-untyped]
from pymongo import MongoClient

from deploy.local.errors import AlreadyRunning, PortTaken
from deploy.local.keys import SigningKey
from deploy.local.mail import MODE_FILE
from deploy.local.ownership import Ownership, owner
from deploy.local.ports import HOST, Ports, is_free
from deploy.local.processes import Child, Room
from deploy.local.stack import Stack
from deploy.local.tokens import AUDIENCE, Tokens
from deploy.topics import create_topics
from shared.events import ALL_TOPICS, UNITS
from tests.patience import patience


async def _produced(bootstrap: str, value: bytes) -> None:
    async with AIOKafkaProducer(bootstrap_servers=bootstrap, acks="all") as producer:
        await producer.send_and_wait(UNITS.name, value, key=b"stack-test")


async def _seen(bootstrap: str) -> list[bytes]:
    async with AIOKafkaConsumer(
        UNITS.name, bootstrap_servers=bootstrap, auto_offset_reset="earliest", enable_auto_commit=False
    ) as consumer:
        batches = await consumer.getmany(timeout_ms=5000)
        return [record.value for records in batches.values() for record in records]


async def test_a_killed_broker_comes_back_with_its_records(stack: Stack) -> None:
    await _produced(stack.kafka_bootstrap, b"before")
    await asyncio.to_thread(stack.kafka.kill)
    assert not stack.kafka.running
    await asyncio.to_thread(stack.kafka.start)
    assert b"before" in await _seen(stack.kafka_bootstrap)


async def test_topics_are_created_once_with_their_settings(stack: Stack) -> None:
    assert await create_topics(stack.kafka_bootstrap) == []
    names = {topic.name for topic in ALL_TOPICS}
    async with AIOKafkaConsumer(bootstrap_servers=stack.kafka_bootstrap) as consumer:
        assert names <= await consumer.topics()


def test_a_killed_database_comes_back_with_its_documents(stack: Stack) -> None:
    client: MongoClient[dict[str, Any]] = MongoClient(stack.mongo_url, w="majority", journal=True)
    try:
        client["stack-test"].kept.replace_one({"_id": 1}, {"_id": 1}, upsert=True)
        stack.mongo.kill()
        stack.mongo.start()
        assert client["stack-test"].kept.count_documents({"_id": 1}) == 1
        client.drop_database("stack-test")
    finally:
        client.close()


def test_a_taken_port_is_named_and_nothing_half_started_is_left(tmp_path: Path) -> None:
    ports = Ports.free()
    with socket.create_server((HOST, ports.mongo)), pytest.raises(PortTaken, match=str(ports.mongo)):
        Stack(ports=ports, state=tmp_path).start()
    assert is_free(ports.kafka)
    assert owner(tmp_path) is None
    assert not list((tmp_path / "pids").glob("*"))


def test_two_stacks_never_share_a_state_folder(tmp_path: Path) -> None:
    first = Ownership(tmp_path)
    first.take()
    try:
        with pytest.raises(AlreadyRunning):
            Ownership(tmp_path).take()
    finally:
        first.release()
    assert owner(tmp_path) is None


@pytest.fixture
def mail(tmp_path: Path) -> Iterator[tuple[Child, int, Path]]:
    stack = Stack(ports=Ports.free(), state=tmp_path)
    stack.smtp.start()
    yield stack.smtp, stack.smtp_port, stack.mail_folder
    stack.smtp.stop()


def _send(port: int, to: str = "an@example.vn") -> dict[str, tuple[int, bytes]]:
    message = EmailMessage()
    message["Subject"], message["To"], message["Message-ID"] = "Chúc mừng", to, "<1@example.vn>"
    message.set_content("Sáng kiến của anh/chị đã được công nhận.")
    with smtplib.SMTP(HOST, port, timeout=patience(5)) as client:
        return client.send_message(message, "sang-kien@example.vn", [to])


def test_mail_is_kept_and_survives_the_servers_restart(mail: tuple[Child, int, Path]) -> None:
    server, port, folder = mail
    _send(port)
    server.kill()
    with pytest.raises(ConnectionRefusedError):
        _send(port)
    server.start()
    _send(port)
    assert len(list((folder / "Maildir" / "new").iterdir())) == 2


def test_the_mail_server_refuses_as_its_mode_file_says(mail: tuple[Child, int, Path]) -> None:
    _, port, folder = mail
    (folder / MODE_FILE).write_text('{"rcpt": 451, "only": "an@example.vn"}')
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        _send(port)
    assert refused.value.recipients["an@example.vn"][0] == 451
    assert _send(port, "binh@example.vn") == {}
    (folder / MODE_FILE).write_text('{"greeting": 554}')
    with pytest.raises(smtplib.SMTPConnectError):
        _send(port)
    (folder / MODE_FILE).unlink()
    assert _send(port) == {}


def test_tokens_carry_grants_and_another_key_is_not_the_issuers(tmp_path: Path) -> None:
    tokens = Tokens("http://127.0.0.1:1", tmp_path)
    public = tokens.key.private.public_key()
    minted = tokens.mint(sub="an", grants=[("reviewer", "ninh-kieu")], name="An")
    claims = jwt.decode(minted, public, algorithms=["RS256"], audience=AUDIENCE)
    assert claims["grants"] == [{"role": "reviewer", "unit": "ninh-kieu"}]
    with pytest.raises(jwt.InvalidSignatureError):
        jwt.decode(tokens.mint(sub="an", key=SigningKey.new()), public, algorithms=["RS256"], audience=AUDIENCE)


def test_a_child_that_ends_is_told_with_the_tail_of_its_log(tmp_path: Path) -> None:
    room = Room(tmp_path, tmp_path)
    child = Child("shout", ["sh", "-c", "echo no such setting; exit 3"], room=room, ready=lambda: False)
    with pytest.raises(Exception, match=r"code 3[\s\S]*no such setting"):
        child.start()
    assert not child.running
