"""Topic `authors`: the current card of one person who posts or is mailed; the only place of personal data."""

from uuid import UUID

from shared.events.envelope import EventData
from shared.events.folding import Code, Codes, Word
from shared.events.topics import Kept, Topic

AUTHOR_CHANGED = "vn.sangkien.author.changed.v1"


class AuthorData(EventData):
    """The whole card. A null record (its version in the header `version`) erases the person everywhere."""

    id: UUID
    name: Word
    email: Word | None = None
    phone: Word | None = None
    home_unit: Code
    member_number: Word | None = None
    language: Word = "vi"
    confirmed: bool = False
    leads: Codes = ()


AUTHORS = Topic(
    "sangkien.authors.v1",
    partitions=12,
    kept=Kept.COMPACTED_SOON,
    data=AuthorData,
    source="/submission",
    types=(AUTHOR_CHANGED,),
)
