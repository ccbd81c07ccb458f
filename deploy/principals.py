"""Who may do what on the broker: a principal a service, and the rules that follow from what it publishes and reads."""

import asyncio
from collections.abc import Iterator
from typing import Final, NamedTuple

from aiokafka.admin import AIOKafkaAdminClient  # type: ignore[import-untyped]
from aiokafka.errors import for_code  # type: ignore[import-untyped]
from aiokafka.protocol.admin import CreateAclsRequest  # type: ignore[import-untyped]

from shared.events import (
    APPOINTMENTS,
    AUTHORS,
    COLLECTIVES,
    DECISIONS,
    EVENT_TOPICS,
    LATER_TOPICS,
    LETTERHEADS,
    MILESTONES,
    PROGRAMMES,
    PROGRESS,
    SERVICES,
    SUBMISSIONS,
    TARGETS,
    UNITS,
    WORKLOAD,
    Topic,
)
from shared.events.topics import dead_letters_of

READS: Final[dict[str, tuple[Topic, ...]]] = {
    "submission": (DECISIONS,),
    "review": (SUBMISSIONS, UNITS, PROGRAMMES, AUTHORS, APPOINTMENTS),
    "ranking": (SUBMISSIONS, DECISIONS, UNITS, PROGRAMMES, TARGETS, APPOINTMENTS),
    "notify": (SUBMISSIONS, DECISIONS, AUTHORS, UNITS, PROGRAMMES, MILESTONES, APPOINTMENTS),
}
"""Topics a service's consumers read; a test compares it with what the services declare."""

WILL_READ: Final[dict[str, tuple[Topic, ...]]] = {
    "submission": (),
    "review": (LETTERHEADS,),
    "ranking": (COLLECTIVES,),
    "notify": (LETTERHEADS, COLLECTIVES, PROGRESS, WORKLOAD),
}
"""Topics a later version of a service reads: it may before it does, so that nothing waits for its rights."""

TOPIC, GROUP, CLUSTER, TRANSACTIONAL_ID = 2, 3, 4, 5
LITERAL, PREFIXED = 3, 4
READ, WRITE, DESCRIBE, DESCRIBE_CONFIGS, IDEMPOTENT_WRITE = 3, 4, 8, 10, 12
ALLOW: Final = 3
THE_CLUSTER: Final = "kafka-cluster"


class Rule(NamedTuple):
    """One thing a principal may do; numbers are the protocol's."""

    principal: str
    resource: int
    name: str
    pattern: int
    operation: int


def rules_of(service: str) -> Iterator[Rule]:
    """Write what it owns and its own dead letters, read what it reads, within groups of its own name."""
    who = f"User:{service}"
    owned = [topic.name for topic in (*EVENT_TOPICS, *LATER_TOPICS) if topic.source == f"/{service}"]
    letters = dead_letters_of(service).name
    for name in (*owned, letters):
        yield from (Rule(who, TOPIC, name, LITERAL, may) for may in (WRITE, DESCRIBE, DESCRIBE_CONFIGS))
    for name in (*(topic.name for topic in (*READS[service], *WILL_READ[service])), letters):
        yield from (Rule(who, TOPIC, name, LITERAL, may) for may in (READ, DESCRIBE, DESCRIBE_CONFIGS))
    yield from (Rule(who, GROUP, service, PREFIXED, may) for may in (READ, DESCRIBE))
    transactions = f"sangkien-{service}/"
    yield from (Rule(who, TRANSACTIONAL_ID, transactions, PREFIXED, may) for may in (WRITE, DESCRIBE))
    yield Rule(who, CLUSTER, THE_CLUSTER, LITERAL, IDEMPOTENT_WRITE)


async def grant(bootstrap: str) -> int:
    """Make every rule, as an administrator; a rule that exists stays. How many there are."""
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap, client_id="deploy-principals")
    await admin.start()
    try:
        rules = sorted({rule for service in SERVICES for rule in rules_of(service)})
        for answer in await asyncio.gather(*(admin._send_to_controller(_request(rule)) for rule in rules)):  # noqa: SLF001 - aiokafka's client has no public call for it
            for code, message in answer.creation_responses:
                if code:
                    raise for_code(code)(message)
    finally:
        await admin.close()
    return len(rules)


def _request(rule: Rule) -> CreateAclsRequest:
    return CreateAclsRequest(rule.resource, rule.name, rule.pattern, rule.principal, "*", rule.operation, ALLOW)
