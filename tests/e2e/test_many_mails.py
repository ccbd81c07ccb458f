"""Hundreds of commendations, notify killed after some: every one arrives, and only those in flight come again."""

import asyncio
import os
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from uuid import UUID, uuid4, uuid5

import pytest

from deploy.local.stack import Stack
from shared.events import AUTHORS, DECISIONS, SUBMISSIONS
from shared.events.authors import AuthorData
from shared.events.decisions import Approval, DecisionData, ReviewState, Standing
from shared.events.envelope import CloudEvent, EventData
from shared.events.submissions import AuthorShare, SubmissionData, SubmissionState
from shared.events.topics import Topic
from shared.messaging.broker import AIOKafkaProducer, start_producer
from shared.messaging.consumer import Record
from shared.units import Level
from tests.e2e.maildir import Postbox
from tests.e2e.waiting import kill, start, until
from tests.fakes.batch import record
from tests.model.publishing import publish
from tests.patience import patience

pytestmark = pytest.mark.stops_parts

MAILS = int(os.environ.get("MAILS", "600"))
"""`make mails` sends three thousand."""
KILLED_AFTER = MAILS // 10
SENDERS = 4
NAMES = UUID(int=42)


@pytest.fixture
async def producer(system: Stack) -> AsyncIterator[AIOKafkaProducer]:
    """Writes to every topic."""
    made = await start_producer(system.kafka_bootstrap)
    yield made
    await made.stop()


def published(topic: Topic, subject: UUID, data: EventData, at: datetime) -> Record:
    """One event."""
    event = CloudEvent[EventData](
        id=uuid4(), source=topic.source, type=topic.types[0], subject=str(subject), time=at, data=data
    )
    return record(topic, event)


def commended(number: int, now: datetime) -> list[Record]:
    """A person, their initiative, and its approval."""
    person, initiative = uuid5(NAMES, f"p{number}"), uuid5(NAMES, f"i{number}")
    card = AuthorData(
        version=1, id=person, name=f"Tác giả {number}", email=f"p{number}@mails.example.vn", home_unit="mn-sen-hong"
    )
    face = SubmissionData(
        version=1,
        state=SubmissionState.SUBMITTED,
        programme="9000-sang-kien",
        unit="mn-sen-hong",
        sector="education",
        ownership="state",
        kind="technical",
        field="giáo dục mầm non",
        title=f"Sáng kiến {number}",
        summary="Xe phơi nhiều tầng.",
        authors=(AuthorShare(id=person, share=100, home_unit="mn-sen-hong"),),
        entered_by=person,
        first_submitted_at=now,
        registered_at=now,
        content_version=1,
    )
    approval = Approval(
        id=uuid5(NAMES, f"a{number}"),
        unit="mn-sen-hong",
        level=Level.GRASSROOTS,
        decision_number="1/QĐ-CĐ",
        decided_on=date(2023, 3, 1),
        content_version=1,
    )
    standing = Standing(state=ReviewState.APPROVED, content_version=1, approvals=(approval,))
    decision = DecisionData(version=1, programme=face.programme, unit=face.unit, standing=standing)
    return [
        published(AUTHORS, person, card, now),
        published(SUBMISSIONS, initiative, face, now),
        published(DECISIONS, initiative, decision, now),
    ]


async def test_of_hundreds_of_mails_none_is_lost_when_notify_is_killed(
    system: Stack, producer: AIOKafkaProducer
) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    await publish(producer, [event for number in range(MAILS) for event in commended(number, now)])
    post = Postbox(system.maildir)

    async def received() -> int:
        return len({mail.message_id for mail in await asyncio.to_thread(post.mails, "@mails.example.vn")})

    await until("some mails", received, lambda count: count >= KILLED_AFTER, patience(120))
    await kill(system.services["notify"])
    assert await received() < MAILS, "it was killed in the middle"
    await start(system.services["notify"])
    await until("all mails", received, lambda count: count == MAILS, patience(180))
    mails = post.mails("@mails.example.vn")
    assert len({mail.to for mail in mails}) == MAILS
    repeated = [id_ for id_, count in Counter(mail.message_id for mail in mails).items() if count > 1]
    assert len(repeated) <= SENDERS, "only what was in flight at the kill may come again"
