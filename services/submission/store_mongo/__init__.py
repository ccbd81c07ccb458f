"""Submission's store in MongoDB, with every query."""

from datetime import datetime

from services.submission.store_mongo import (
    appointments,
    cards,
    erasures,
    initiatives,
    invitations,
    plans,
    spelling,
    supplements,
    targets,
    units,
)
from shared.mongo import Mongo
from shared.units import UnitTree

OUTBOXES = (initiatives.OUTBOX, cards.OUTBOX, *units.OUTBOXES, targets.OUTBOX, appointments.OUTBOX)
INDEXES = (
    *initiatives.INDEXES,
    *cards.INDEXES,
    *units.INDEXES,
    *plans.INDEXES,
    *supplements.INDEXES,
    *erasures.INDEXES,
    *appointments.INDEXES,
    *invitations.INDEXES,
)


class MongoStore:
    """See `store.Store`."""

    def __init__(self, mongo: Mongo) -> None:
        self._mongo = mongo
        self.plans = plans.MongoPlans(mongo)
        self.units = units.MongoUnits(mongo, self.plans, (initiatives.PLACED, cards.PLACED))
        self.initiatives = initiatives.MongoInitiatives(mongo, self.units)
        self.supplements = supplements.MongoSupplements(mongo, self.initiatives)
        self.cards = cards.MongoCards(mongo, self.initiatives, self.units)
        self.appointees = appointments.MongoAppointees(mongo, self.cards)
        self.invitations = invitations.MongoInvitations(mongo, self.appointees, self.initiatives)
        self.targets = targets.MongoTargets(mongo)

    async def renew_spelling(self) -> int:
        """What is searched and compared by, in documents an earlier version wrote; how many were renewed."""
        return await spelling.renew(self._mongo)

    async def follow_tree(self) -> int:
        """Initiatives and cards take the paths of their units after changes of the tree; how many did."""
        return await self.units.paths.follow((await self.units.catalogue(fresh=True)).tree)

    async def follow_erasures(self, now: datetime, forget: erasures.Forget) -> int:
        """Texts go with whoever they were of alone; how many initiatives lost something."""
        return await erasures.follow(self._mongo.db, self.initiatives, self.supplements, now, forget)

    async def tree(self) -> UnitTree:
        """The tree of the present catalogue."""
        return (await self.units.catalogue()).tree
