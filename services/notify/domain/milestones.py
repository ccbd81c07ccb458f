"""Milestones told to the leaders of a unit: of several lines crossed at once the highest, and none below one told."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.notify.domain.messages import About, Message, MessageState, Template, message_id
from shared.units import Level


@dataclass(frozen=True, slots=True)
class Milestone:
    """A line that a unit crossed. It rests until `due_at`, so that lines crossed with it are known by then.

    `told` is None while nothing was decided, then whether leaders were told of it.
    """

    id: UUID
    programme: str
    window: str
    unit: str
    threshold: int
    reached_at: datetime
    due_at: datetime
    told: bool | None = None

    @property
    def group(self) -> tuple[str, str, str]:
        """Milestones of one programme, window and unit follow each other."""
        return self.programme, self.window, self.unit


def to_tell(due: Iterable[Milestone], known: Iterable[Milestone]) -> list[Milestone]:
    """The highest of each group that is due, unless one as high was told; `known` are all of these groups."""
    highest: dict[tuple[str, str, str], Milestone] = {}
    for milestone in due:
        before = highest.get(milestone.group)
        if before is None or before.threshold < milestone.threshold:
            highest[milestone.group] = milestone
    counts: dict[tuple[str, str, str], int] = {}
    for milestone in known:
        if milestone.told:
            counts[milestone.group] = max(milestone.threshold, counts.get(milestone.group, 0))
    return [one for one in highest.values() if one.threshold > counts.get(one.group, 0)]


def letter_to(milestone: Milestone, leader: UUID, level: Level, now: datetime) -> Message:
    """The one message on a milestone to one leader."""
    return Message(
        id=message_id(milestone.id, leader, Template.MILESTONE),
        template=Template.MILESTONE,
        initiative_id=None,
        person_id=leader,
        unit=milestone.unit,
        about=About(
            decision_id=milestone.id,
            programme=milestone.programme,
            title="",
            summary="",
            decided_by=milestone.unit,
            level=level,
            decided_at=milestone.reached_at,
            window=milestone.window,
            threshold=milestone.threshold,
        ),
        state=MessageState.QUEUED,
        created_at=now,
        due_at=now,
    )
