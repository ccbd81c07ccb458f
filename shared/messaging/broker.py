"""The one place where FastStream and aiokafka are configured.

Their defaults lose or repeat data: at-most-once acknowledgement, `latest` offsets, no idempotence, topics
created by clients (design §2). What is set here and why is not set again elsewhere.
"""

import asyncio
import contextlib
import logging
import ssl
from typing import Any, NamedTuple
from urllib.parse import unquote

# aiokafka carries no types; the rest of the seam imports it from here.
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRecord, TopicPartition  # type: ignore[import-untyped]
from aiokafka.abc import ConsumerRebalanceListener  # type: ignore[import-untyped]
from aiokafka.admin import AIOKafkaAdminClient  # type: ignore[import-untyped]
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType  # type: ignore[import-untyped]
from aiokafka.coordinator.assignors.range import RangePartitionAssignor  # type: ignore[import-untyped]
from aiokafka.errors import KafkaError, ProducerFenced  # type: ignore[import-untyped]
from faststream import AckPolicy
from faststream.kafka import KafkaBroker
from faststream.kafka.message import FAKE_CONSUMER, KafkaAckableMessage
from faststream.kafka.subscriber.usecase import BatchSubscriber
from faststream.security import SASLScram512

from shared.messaging.consumer import Consumer

__all__ = [
    "AIOKafkaAdminClient",
    "AIOKafkaConsumer",
    "AIOKafkaProducer",
    "Address",
    "ConfigResource",
    "ConfigResourceType",
    "ConsumerRebalanceListener",
    "ConsumerRecord",
    "KafkaError",
    "ProducerFenced",
    "TopicPartition",
    "discard_producer",
    "make_broker",
    "make_plain_consumer",
    "start_producer",
    "subscribe",
]

DAY_MS = 86_400_000
# It warns at each start that it creates no topics, which is what is wanted.
_faststream_log = logging.getLogger("sangkien.faststream")
_faststream_log.setLevel(logging.ERROR)

GRACEFUL_SECONDS = 30.0
DISCARD_SECONDS = 3.0
START_SECONDS = 20.0
RETRY_BACKOFF_MS = 500
TRANSACTION_TIMEOUT_MS = 15_000
LINGER_MS = 5
BATCH_BYTES = 128 * 1024


class Address(NamedTuple):
    """Where the brokers are, and who we are to them.

    Written `host:port[,…]`; with user and password before the hosts, as in any URL, `sasl://` signs in by
    SCRAM-SHA-512 and `sasls://` does so over TLS.
    """

    servers: str
    user: str | None = None
    password: str | None = None
    tls: bool = False

    @classmethod
    def of(cls, bootstrap: str) -> "Address":
        """What a setting says; ValueError for one that says something else."""
        scheme, after_scheme, rest = bootstrap.partition("://")
        if not after_scheme:
            return cls(bootstrap)
        credentials, at, servers = rest.rpartition("@")
        user, colon, password = credentials.partition(":")
        if scheme not in ("sasl", "sasls") or not (at and colon and user and servers):
            raise ValueError("host:port, or sasl:// or sasls:// with user and password before it")
        return cls(servers, unquote(user), unquote(password), scheme == "sasls")

    @property
    def options(self) -> dict[str, Any]:
        """As aiokafka's clients take them."""
        if self.user is None:
            return {"bootstrap_servers": self.servers}
        return {
            "bootstrap_servers": self.servers,
            "security_protocol": "SASL_SSL" if self.tls else "SASL_PLAINTEXT",
            "sasl_mechanism": "SCRAM-SHA-512",
            "sasl_plain_username": self.user,
            "sasl_plain_password": self.password,
            **({"ssl_context": ssl.create_default_context()} if self.tls else {}),
        }

    @property
    def security(self) -> SASLScram512 | None:
        """As FastStream takes it."""
        if self.user is None:
            return None
        context = ssl.create_default_context() if self.tls else None
        return SASLScram512(self.user, self.password or "", ssl_context=context, use_ssl=self.tls)


def make_broker(bootstrap: str) -> KafkaBroker:
    """A FastStream broker that creates no topics and publishes with every replica's acknowledgement."""
    where = Address.of(bootstrap)
    return KafkaBroker(
        where.servers,
        security=where.security,
        acks="all",
        enable_idempotence=True,
        allow_auto_create_topics=False,
        retry_backoff_ms=RETRY_BACKOFF_MS,
        graceful_timeout=GRACEFUL_SECONDS,
        logger=_faststream_log,
        apply_types=False,
    )


def subscribe(broker: KafkaBroker, consumer: Consumer, listener: Any) -> BatchSubscriber:
    """A subscriber that hands over whole batches, untouched, and acknowledges nothing by itself.

    Range assignment gives one process the same partition numbers of every kept topic, so that all that is
    said of one initiative is read by one reader. `max_poll_interval_ms` acts on the client alone, and
    leaving the group helps nobody: liveness is the reader's beat.
    """
    return broker.subscriber(
        *(topic.name for topic in consumer.topics),
        group_id=consumer.group,
        batch=True,
        max_records=consumer.max_records,
        batch_timeout_ms=50,
        ack_policy=AckPolicy.MANUAL,
        auto_offset_reset="earliest",
        isolation_level="read_committed",
        listener=listener,
        parser=_parse,
        decoder=_raw,
        partition_assignment_strategy=(RangePartitionAssignor,),
        max_poll_interval_ms=DAY_MS,
        session_timeout_ms=10_000,
        heartbeat_interval_ms=2_000,
        rebalance_timeout_ms=60_000,
        fetch_max_wait_ms=100,
    )


async def _parse(records: tuple[ConsumerRecord, ...]) -> KafkaAckableMessage:
    """The batch untouched: FastStream's own parser fails on headers that are not text, and would drop the batch."""
    return KafkaAckableMessage(raw_message=records, body=b"", headers={}, batch_headers=[], consumer=FAKE_CONSUMER)


async def _raw(message: Any) -> Any:
    """The records as they came: FastStream's decoder does not know `application/cloudevents+json`."""
    return message.raw_message


async def start_producer(bootstrap: str, transactional_id: str | None = None) -> AIOKafkaProducer:
    """A started idempotent producer. With a `transactional_id` its start fences every earlier one of that id.

    Raises KafkaError or TimeoutError while no broker answers.
    """
    transactional = {} if transactional_id is None else {"transactional_id": transactional_id}
    producer = AIOKafkaProducer(
        **Address.of(bootstrap).options,
        acks="all",
        enable_idempotence=True,
        retry_backoff_ms=RETRY_BACKOFF_MS,
        linger_ms=LINGER_MS,
        max_batch_size=BATCH_BYTES,
        transaction_timeout_ms=TRANSACTION_TIMEOUT_MS,
        **transactional,
    )
    try:
        async with asyncio.timeout(START_SECONDS):
            await producer.start()
    except BaseException:
        await discard_producer(producer)
        raise
    return producer


async def discard_producer(producer: AIOKafkaProducer) -> None:
    """Stop a producer that may be fenced or cut off; what it could not send is published again by another.

    Its own `stop` waits for what can no longer be sent, and its sender for a commit that can no longer come.
    """
    try:
        await asyncio.wait_for(producer.stop(), DISCARD_SECONDS)
    except Exception:  # noqa: BLE001 - whatever it was, the producer has to go
        with contextlib.suppress(Exception):
            await producer.client.close()
        with contextlib.suppress(Exception, asyncio.CancelledError):
            await asyncio.wait_for(producer._sender.close(), 1)  # noqa: SLF001


def make_plain_consumer(bootstrap: str, *, fetch_bytes: int = 1 << 20) -> AIOKafkaConsumer:
    """A consumer without a group, for reading at given places (a replay, a rebuild)."""
    return AIOKafkaConsumer(
        **Address.of(bootstrap).options,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        isolation_level="read_committed",
        max_partition_fetch_bytes=fetch_bytes,
    )
