"""Small initiatives, standings and cards for the tests of notify."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID, uuid5

from services.notify.domain.absorb import BatchNews, Known, Making, Writes
from services.notify.domain.messages import About, Message, MessageState, Template, message_id
from shared.events.authors import AuthorData
from shared.events.decisions import Approval, DecisionData, LastAct, ReviewState, Reward, Standing
from shared.events.submissions import AuthorShare, SubmissionData, SubmissionState
from shared.events.units import UnitData
from shared.units import Level

NOW = datetime(2023, 3, 1, 8, 0, tzinfo=UTC)
INITIATIVE = UUID("018f0000-0000-7000-8000-000000000001")
LAN = UUID("018f0000-0000-7000-8000-00000000000a")
MINH = UUID("018f0000-0000-7000-8000-00000000000b")
PROXY = UUID("018f0000-0000-7000-8000-00000000000c")
UNIT = "mn-sen-hong"
OFFICE = "can-tho"


def face(version: int = 1, **changes: Any) -> SubmissionData:
    """The public face of an initiative of Lan and Minh, entered by a proxy."""
    fields: dict[str, Any] = {
        "version": version,
        "state": SubmissionState.SUBMITTED,
        "programme": "9000-sang-kien",
        "unit": UNIT,
        "sector": "education",
        "ownership": "state",
        "kind": "technical",
        "field": "giáo dục mầm non",
        "title": "Xe phơi bán thành phẩm",
        "summary": "Đóng xe nhiều tầng để phơi và chuyển hàng cùng lúc.",
        "authors": (
            AuthorShare(id=LAN, share=60, home_unit=UNIT),
            AuthorShare(id=MINH, share=40, home_unit=UNIT),
        ),
        "entered_by": PROXY,
        "first_submitted_at": NOW,
        "registered_at": NOW,
        "content_version": 1,
    }
    return SubmissionData(**{**fields, **changes})


def approval(n: int = 1, content_version: int = 1) -> Approval:
    """An approval by the city's federation."""
    return Approval(
        id=uuid5(INITIATIVE, f"decisions/{n}/1"),
        unit=OFFICE,
        level=Level.PROVINCIAL,
        decision_number=f"{n}/QĐ-LĐLĐ",
        decided_on=date(2023, 3, 1),
        content_version=content_version,
    )


def reward(n: int = 2) -> Reward:
    """A certificate of merit with money."""
    return Reward(
        id=uuid5(INITIATIVE, f"decisions/{n}/2"),
        form="bang-khen",
        unit=OFFICE,
        level=Level.PROVINCIAL,
        amount_vnd=1_000_000,
        decision_number=f"{n}/QĐ-KT",
        decided_on=date(2023, 3, 2),
    )


def act(state: ReviewState, n: int = 1, **changes: Any) -> LastAct:
    """The last return, rejection or revocation."""
    fields: dict[str, Any] = {
        "id": uuid5(INITIATIVE, f"decisions/{n}/3"),
        "state": state,
        "unit": OFFICE,
        "level": Level.PROVINCIAL,
        "at": NOW,
        "reasons": ("missing-description",),
        "comment": "Hãy tả rõ cách làm.",
    }
    return LastAct(**{**fields, **changes})


def decision(version: int, **standing: Any) -> DecisionData:
    """A decision after which this stands."""
    fields = {"state": ReviewState.PENDING, "content_version": 1, **standing}
    return DecisionData(version=version, programme="9000-sang-kien", unit=UNIT, standing=Standing(**fields))


def approved(version: int = 1, **changes: Any) -> DecisionData:
    """A decision after which one approval stands."""
    return decision(version, **{"state": ReviewState.APPROVED, "approvals": (approval(),), **changes})


def card(person: UUID = LAN, version: int = 1, **changes: Any) -> AuthorData:
    """A person's card with an address."""
    fields: dict[str, Any] = {"id": person, "name": "Nguyễn Thị Lan", "email": "lan@example.vn", "home_unit": UNIT}
    return AuthorData(version=version, **{**fields, **changes})


def unit(code: str = UNIT, version: int = 1, **changes: Any) -> UnitData:
    """A unit right under the city's federation."""
    fields: dict[str, Any] = {"name": f"Công đoàn {code}", "level": Level.GRASSROOTS, "parent": OFFICE}
    return UnitData(version=version, code=code, **{**fields, **changes})


def message(template: Template, **about: Any) -> Message:
    """A queued message to Lan on a decision (of a milestone: on half its target), as `about` says otherwise."""
    fields: dict[str, Any] = {
        "decision_id": INITIATIVE,
        "programme": "9000-sang-kien",
        "title": "Xe phơi bán thành phẩm",
        "summary": "",
        "decided_by": OFFICE,
        "level": Level.PROVINCIAL,
        "decided_at": NOW,
        "threshold": 50 if template is Template.MILESTONE else None,
        "window": "all" if template is Template.MILESTONE else None,
    }
    return Message(
        id=message_id(INITIATIVE, LAN, template),
        template=template,
        initiative_id=None if template is Template.MILESTONE else INITIATIVE,
        person_id=LAN,
        unit=UNIT,
        about=About(**{**fields, **about}),
        state=MessageState.QUEUED,
        created_at=NOW,
        due_at=NOW,
    )


def making(now: datetime = NOW, hold: int = 120) -> Making:
    """New messages at `now`, with codes that count."""
    numbers = count(1)
    return Making(now=now, hold=timedelta(seconds=hold), new_code=lambda: f"code-{next(numbers)}")


def news(*items: SubmissionData | DecisionData, at: datetime = NOW) -> BatchNews:
    """News of the one initiative."""
    return BatchNews(
        faces=tuple((INITIATIVE, item) for item in items if isinstance(item, SubmissionData)),
        decisions=tuple((INITIATIVE, item, at) for item in items if isinstance(item, DecisionData)),
    )


def after(known: Known, writes: Writes) -> Known:
    """What is known once `writes` are written."""
    messages = {**known.messages, **{m.id: m for m in (*writes.new_messages, *writes.messages)}}
    return replace(
        known,
        initiatives={**known.initiatives, **{i.id: i for i in writes.initiatives}},
        messages=messages,
        contacts={**known.contacts, **{c.id: c for c in writes.contacts}},
        units={**known.units, **{u.code: u for u in writes.units}},
        programmes={**known.programmes, **{p.id: p for p in writes.programmes}},
    )


def only(known: Known, template: str) -> list[Message]:
    """The messages of one template, by recipient."""
    found = [message for message in known.messages.values() if message.template == template]
    return sorted(found, key=lambda message: message.person_id)
