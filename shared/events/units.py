"""Topic `units`: the current state of one union unit, published by submission."""

from pydantic import Field

from shared.events.envelope import EventData
from shared.events.folding import Code, Count, Ordinal, Word
from shared.events.topics import Kept, Topic
from shared.units import Level, Unit

UNIT_CHANGED = "vn.sangkien.unit.changed.v1"


class UnitData(EventData):
    """One unit as it stands. `merged_into` names the heir; codes are never reused."""

    code: Code
    name: Word
    level: Level
    parent: Code | None = None
    sector: Word = "other"
    ownership: Word = "state"
    cluster: Word | None = None
    members: Count | None = None
    office_email: Word | None = None
    closed: bool = False
    merged_into: Code | None = None
    tree_version: Ordinal = Field(default=0, description="Version of the whole tree after this change.")

    def to_unit(self) -> Unit:
        """The unit as the tree keeps it."""
        return Unit(**self.model_dump(exclude={"tree_version"}))


UNITS = Topic(
    "sangkien.units.v1",
    partitions=1,
    kept=Kept.COMPACTED,
    data=UnitData,
    source="/submission",
    types=(UNIT_CHANGED,),
)
