"""What is searched and compared by, renewed in documents that an earlier version of the spelling wrote.

A document says by which version its `folded` and `number_key` were made. Whatever is written is of the present version;
the rest is renewed once, in the background. Until then an old card is found by its number as it was written.
"""

import structlog

from services.submission.store_mongo.documents import (
    SPELLING,
    card_of,
    card_spelling,
    initiative_of,
    initiative_spelling,
)
from shared.mongo import Collection, Document, DuplicateKeyError, Mongo

CARDS, INITIATIVES = "authors", "initiatives"
AT_ONCE = 500
_DONE = "spelling"
_WITHOUT = {"outbox": 0, "first": 0, "likeness": 0}

_log = structlog.get_logger(__name__)


async def renew(mongo: Mongo) -> int:
    """How many documents were renewed: all that need it, up to the end; none once that is noted."""
    if await mongo.db["renewals"].find_one({"_id": _DONE, "version": SPELLING}):
        return 0
    renewed = 0
    for name in (CARDS, INITIATIVES):
        cursor = mongo.db[name].find({"spelling": {"$ne": SPELLING}}, _WITHOUT).batch_size(AT_ONCE)
        async for doc in cursor:
            renewed += await _renewed(mongo.db[name], doc, _spelling(name, doc))
    await mongo.db["renewals"].update_one({"_id": _DONE}, {"$set": {"version": SPELLING}}, upsert=True)
    return renewed


def _spelling(collection: str, doc: Document) -> Document:
    return card_spelling(card_of(doc)) if collection == CARDS else initiative_spelling(initiative_of(doc))


async def _renewed(collection: Collection, doc: Document, spelling: Document) -> int:
    """Whether it was; one that was changed meanwhile has the present spelling by that."""
    as_read = {"_id": doc["_id"], "revision": doc["revision"]}
    try:
        result = await collection.update_one(as_read, {"$set": spelling})
    except DuplicateKeyError:
        _log.warning("spelling.two_cards_of_one_number", card=str(doc["_id"]))
        result = await collection.update_one(as_read, {"$set": {**spelling, "number_key": None}})
    return int(result.modified_count)
