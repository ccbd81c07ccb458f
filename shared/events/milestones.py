"""Topic `milestones`: a unit reached part of its target, or a window was frozen; published by ranking."""

from shared.events.envelope import EventData
from shared.events.folding import Code, Whole, Word
from shared.events.topics import Kept, Topic

TARGET_REACHED = "vn.sangkien.target.reached.v1"
WINDOW_FROZEN = "vn.sangkien.window.frozen.v1"


class MilestoneData(EventData):
    """A milestone is never retracted."""

    programme: Code
    window: Word
    unit: Code | None = None
    threshold: Whole | None = None


MILESTONES = Topic(
    "sangkien.milestones.v1",
    partitions=12,
    kept=Kept.FOR_EVER,
    data=MilestoneData,
    source="/ranking",
    types=(TARGET_REACHED, WINDOW_FROZEN),
)
