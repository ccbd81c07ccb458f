"""Topic `targets`: one unit's targets in one programme, published by submission. The key is `programme/unit`."""

from pydantic import Field

from shared.events.envelope import EventData
from shared.events.folding import Code, Rows
from shared.events.topics import Kept, Topic

TARGET_CHANGED = "vn.sangkien.target.changed.v1"


class TargetData(EventData):
    """Initiatives asked of a unit, by window (`total`, `P1`, `2022-Q3`).

    `assigned` comes from above, `pledged` is more that the unit set itself. Never the children's sum.
    """

    programme: Code
    unit: Code
    assigned: Rows
    pledged: Rows = Field(default_factory=dict)
    includes_merged: bool = Field(
        default=False, description="Whether the targets of units merged into this one are part of it already."
    )


TARGETS = Topic(
    "sangkien.targets.v1",
    partitions=1,
    kept=Kept.COMPACTED,
    data=TargetData,
    source="/submission",
    types=(TARGET_CHANGED,),
)
