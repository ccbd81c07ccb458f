"""Submission's store in MongoDB, with every query."""

from services.submission.store_mongo import cards, initiatives, targets, units
from shared.mongo import Mongo

OUTBOXES = (initiatives.OUTBOX, cards.OUTBOX, *units.OUTBOXES, targets.OUTBOX)
INDEXES = (*initiatives.INDEXES, *cards.INDEXES, *units.INDEXES)


class MongoStore:
    """See `store.Store`."""

    def __init__(self, mongo: Mongo) -> None:
        self.initiatives = initiatives.MongoInitiatives(mongo)
        self.cards = cards.MongoCards(mongo, self.initiatives)
        self.units = units.MongoUnits(mongo)
        self.targets = targets.MongoTargets(mongo)
