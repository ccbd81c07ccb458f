"""Collections and indexes of the review store."""

from services.review.store_mongo.queue import HOLDERS, WORDS
from services.review.store_mongo.waits import INDEX as WAITS
from shared.events.decisions import DECISIONS
from shared.messaging.outbox import Outbox
from shared.mongo import Index
from shared.unit_store import INDEX as UNITS_INDEX

CASES = Outbox("cases", DECISIONS)

INDEXES = (
    UNITS_INDEX,
    # A subtree is one lookup, for `path` holds the unit and all above it; each queue comes sorted by due date.
    Index("cases", (("path", 1), ("order_at", 1), ("_id", 1))),
    Index("cases", (("path", 1), ("status", 1), ("order_at", 1), ("_id", 1))),
    Index("cases", (("path", 1), ("awaited.level", 1), ("order_at", 1), ("_id", 1))),
    Index("cases", (("awaited.unit", 1), ("order_at", 1), ("_id", 1))),
    Index("cases", WAITS),
    Index("cases", (("path", 1), ("with_authors", 1), ("programme", 1)), partial={"with_authors": True}),
    # The other orders of queues, each walked in both directions; words are walked along when they are rare.
    Index("cases", (("path", 1), ("since", 1), ("_id", 1))),
    Index("cases", (("awaited.unit", 1), ("since", 1), ("_id", 1))),
    Index("cases", (("path", 1), ("benefit", 1), ("_id", 1))),
    Index("cases", (("awaited.unit", 1), ("benefit", 1), ("_id", 1))),
    Index("cases", WORDS),
    Index("cases", HOLDERS, sparse=True),
    Index("cases", (("programme", 1),)),
    Index("cases", (("receipt", 1),), sparse=True),
    Index("cases", (("claim.until", 1),), sparse=True),
)
