"""The Mongo version of ranking's store, with every query."""

from services.ranking.store_mongo import collections, days, milestones, snapshots
from services.ranking.store_mongo.store import MongoStore

INDEXES = (*collections.INDEXES, *snapshots.INDEXES, *days.INDEXES)
OUTBOXES = (snapshots.OUTBOX, milestones.OUTBOX)

__all__ = ["INDEXES", "OUTBOXES", "MongoStore"]
