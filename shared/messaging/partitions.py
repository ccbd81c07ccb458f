"""The documents that bind a batch's transaction to the partitions it was read from (design §2, *batches*).

One document a partition, `{_id: group/topic/partition, group, epoch, offset, owner}`. A batch updates those
of its partitions as its last writes, filtered on the epochs it began with; whatever must exclude batches
raises them as its first writes. So one of the two loses and is computed again. The group's own document
(`_id` = the group) makes a first claim and an exclusion collide, when there is no partition document yet.
"""

from collections.abc import Iterable, Mapping
from uuid import uuid4

from shared.messaging.broker import TopicPartition
from shared.mongo import Database, Document, Mongo, Session

PARTITIONS = "partitions"


class EpochLost(Exception):  # noqa: N818 - an expected outcome: computed again
    """Something that excludes batches came between this batch's reads and its writes."""


class NotOurs(Exception):  # noqa: N818 - an expected outcome: dropped
    """Another reader has claimed one of the batch's partitions."""


class Held:
    """The epochs one attempt began with; makes that attempt's seal and exclusion."""

    def __init__(self, partitions: "Partitions", epochs: Mapping[str, int], offsets: Mapping[str, int]) -> None:
        self._db = partitions.mongo.db
        self._group = partitions.group
        self._owner = partitions.owner
        self._epochs = epochs
        self._offsets = offsets
        self._attempt = str(uuid4())

    async def seal(self, session: Session) -> None:
        """Move the offsets; raises EpochLost when an epoch or an owner is another by now.

        The attempt's id makes each seal a real write: one that changes nothing would collide with nobody.
        """
        moved = [{"case": {"$eq": ["$_id", name]}, "then": offset} for name, offset in self._offsets.items()]
        result = await self._db[PARTITIONS].update_many(
            {"$or": [self._still(name) for name in self._offsets]},
            [{"$set": {"offset": {"$switch": {"branches": moved}}, "sealed_by": self._attempt}}],
            session=session,
        )
        if result.matched_count != len(self._offsets):
            raise EpochLost

    async def exclude(self, session: Session) -> None:
        """Exclude every other batch of the group from within this one's transaction."""
        await exclude(self._db, self._group, session, by=self._attempt)

    def _still(self, name: str) -> Document:
        epoch = self._epochs[name]
        raised_by_us: Document = {"epoch": epoch + 1, "by": self._attempt}
        return {"_id": name, "owner": self._owner, "$or": [{"epoch": epoch}, raised_by_us]}


class Aside:
    """What a record applied outside its reader (a replay) holds: its seal excludes the batch under way.

    It loses when a batch of the partition was sealed meanwhile, and makes one that began before it lose.
    """

    def __init__(self, mongo: Mongo, group: str, name: str, found: Document) -> None:
        self._db = mongo.db
        self._group = group
        self._name = name
        self._found = found
        self._attempt = str(uuid4())

    async def seal(self, session: Session) -> None:
        """Raise the partition's epoch; EpochLost when anything moved since `hold_aside`."""
        epoch = self._found.get("epoch")
        raised_by_us: Document = {"epoch": (epoch or 0) + 1, "by": self._attempt}
        result = await self._db[PARTITIONS].update_one(
            {
                "_id": self._name,
                "sealed_by": self._found.get("sealed_by"),
                "$or": [{"epoch": epoch}, raised_by_us],
            },
            {"$inc": {"epoch": 1}},
            session=session,
        )
        if not result.matched_count:
            raise EpochLost

    async def exclude(self, session: Session) -> None:
        """Exclude every batch of the group from within this transaction."""
        await exclude(self._db, self._group, session, by=self._attempt)


async def hold_aside(mongo: Mongo, group: str, partition: TopicPartition) -> Aside:
    """A partition as it is now, for one record applied outside its reader."""
    name = name_of(group, partition)
    made: Document = {"epoch": 1, "group": group, "owner": None}
    found = await mongo.db[PARTITIONS].find_one_and_update(
        {"_id": name}, {"$setOnInsert": made}, upsert=True, return_document=True
    )
    return Aside(mongo, group, name, found or made)


class Partitions:
    """The partition documents of one group, seen by one reader."""

    def __init__(self, mongo: Mongo, group: str, owner: str) -> None:
        self.mongo = mongo
        self.group = group
        self.owner = owner

    async def claim(self, partitions: Iterable[TopicPartition]) -> None:
        """Become the owner: what an earlier owner still has in hand can no longer be sealed."""
        names = [name_of(self.group, tp) for tp in partitions]

        async def work(session: Session) -> None:
            col = self.mongo.db[PARTITIONS]
            await col.update_one({"_id": self.group}, {"$inc": {"claims": 1}}, upsert=True, session=session)
            for name in names:
                owned = {"$inc": {"epoch": 1}, "$set": {"owner": self.owner, "group": self.group}}
                await col.update_one({"_id": name}, owned, upsert=True, session=session)

        await self.mongo.transaction(work)

    async def hold(self, offsets: Mapping[TopicPartition, int]) -> Held:
        """The epochs as they are now, for an attempt that would move to `offsets`; NotOurs when claimed away."""
        moves = {name_of(self.group, tp): offset for tp, offset in offsets.items()}
        docs = await self.mongo.db[PARTITIONS].find({"_id": {"$in": list(moves)}}).to_list(None)
        epochs = {doc["_id"]: doc["epoch"] for doc in docs if doc["owner"] == self.owner}
        if len(epochs) != len(moves):
            raise NotOurs
        return Held(self, epochs, moves)


def name_of(group: str, partition: TopicPartition) -> str:
    """The id of a partition's document."""
    return f"{group}/{partition.topic}/{partition.partition}"


async def exclude(db: Database, group: str, session: Session, *, by: str | None = None) -> None:
    """Raise the epoch of every partition of the group: the first writes of a transaction that must exclude batches.

    Inside a batch's own transaction use `batch.exclude(session)`, or its seal would lose to itself.
    """
    await db[PARTITIONS].update_one({"_id": group}, {"$inc": {"exclusions": 1}}, upsert=True, session=session)
    await db[PARTITIONS].update_many({"group": group}, {"$inc": {"epoch": 1}, "$set": {"by": by}}, session=session)
