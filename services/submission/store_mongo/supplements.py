"""Texts added to initiatives in MongoDB: a document each, beside the initiative that counts them."""

from uuid import UUID

from services.submission.domain.initiative import Initiative
from services.submission.domain.supplements import Supplement, Supplemented, newest_of_each
from services.submission.store_mongo.documents import actor_document, actor_of
from services.submission.store_mongo.initiatives import MongoInitiatives
from shared.mongo import Document, Index, Mongo, Session

SUPPLEMENTS = "supplements"
INDEXES = (Index(SUPPLEMENTS, (("initiative", 1), ("number", 1)), unique=True),)
_PLAIN = ("initiative", "number", "section", "text", "at", "content_version")


class MongoSupplements:
    """See `initiative_store.Supplements`."""

    def __init__(self, mongo: Mongo, initiatives: MongoInitiatives) -> None:
        self._mongo = mongo
        self._initiatives = initiatives
        self._col = mongo.db[SUPPLEMENTS]

    async def save(self, supplemented: Supplemented) -> Initiative:
        """The initiative first: its revision says whether this is the next number."""

        async def work(session: Session) -> Initiative:
            saved = await self._initiatives.save(supplemented.change, session)
            await self._col.insert_one(_document(supplemented.supplement), session=session)
            return saved

        return await self._mongo.transaction(work)

    async def of(self, initiative: UUID, at: int | None = None) -> list[Supplement]:
        """Their texts are read only of those that count."""
        found = self._col.find({"initiative": initiative}, {"number": 1, "section": 1, "content_version": 1})
        lines = [(doc["number"], doc["section"], doc["content_version"]) for doc in await found.to_list(None)]
        counting = newest_of_each(lines, at)
        wanted: Document = {"initiative": initiative, "number": {"$in": counting}}
        docs = await self._col.find(wanted).sort("number", 1).to_list(None) if counting else []
        return [_supplement_of(doc) for doc in docs]

    async def erase(self, initiative: UUID) -> int:
        """Take the texts away; who added them when stays. How many there were."""
        present = {"initiative": initiative, "text": {"$ne": None}}
        result = await self._col.update_many(present, {"$set": {"text": None}})
        return int(result.modified_count)


def _document(one: Supplement) -> Document:
    fields = {name: getattr(one, name) for name in _PLAIN}
    return {"_id": f"{one.initiative}/{one.number}", **fields, "by": actor_document(one.by)}


def _supplement_of(doc: Document) -> Supplement:
    return Supplement(**{name: doc[name] for name in _PLAIN}, by=actor_of(doc["by"]))
