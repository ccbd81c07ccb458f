"""The queue's queries: what an index reaches in order, and what is then looked at of each case.

A search for what is rare among many would walk very far, so a walk ends after some thousand cases and the next page
goes on from there. Words that few cases have, and claims, few at any moment, are reached by indexes of their own.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from services.review.queues import MOST_COUNTED, ClaimedBy, Found, Queue, Sort, SortKey, Total
from services.review.store_mongo.documents import case_of
from shared.mongo import Collection, Document
from shared.paths import scoped

WORDS: Final = (("words", 1),)
HOLDERS: Final = (("claim.holder", 1),)
CLAIMS: Final = (("claim.until", 1),)
WALKED: Final = 3_000
"""Cases that one page looks at."""
RARE: Final = 3_000
"""Cases that have a word, all of which are looked at."""
_FIELDS: Final = {Sort.DUE: "order_at", Sort.OLDEST: "since", Sort.NEWEST: "since", Sort.BENEFIT: "benefit"}


def queue_filter(queue: Queue) -> Document:
    """All of a queue's conditions."""
    return _and(reached(queue), looked_at(queue))


def reached(queue: Queue) -> Document:
    """What an index reaches: where, and how far in the order; by due date status and level as well."""
    where = scoped("awaited.unit" if queue.awaiting else "path", "programme", queue.within)
    more: Document = _status(queue) if queue.sort is Sort.DUE else {}
    if queue.due_before is not None and queue.sort is Sort.DUE:
        more["order_at"] = {"$lt": queue.due_before}
    return _and(where, more, _after(queue))


def looked_at(queue: Queue) -> Document:
    """What is left to ask of each case."""
    more: Document = {} if queue.sort is Sort.DUE else _status(queue)
    if queue.due_before is not None and queue.sort is not Sort.DUE:
        more["order_at"] = {"$lt": queue.due_before}
    if queue.programme is not None:
        more["programme"] = queue.programme
    if queue.kind is not None:
        more["kind"] = queue.kind
    if queue.waits_since_before is not None:
        more["since"] = {"$lte": queue.waits_since_before}
    if queue.words:
        more["words"] = {"$all": list(queue.words)}
    return _and(more, _claims(queue))


def _status(queue: Queue) -> Document:
    wanted: Document = {}
    if queue.level is not None:
        wanted["awaited.level"] = queue.level.value
    if queue.status is not None:
        wanted["status"] = queue.status.value
    return wanted


def _claims(queue: Queue) -> Document:
    claims = queue.claims
    if claims is None:
        return {}
    stands, viewer = {"claim.until": {"$gt": claims.now}}, str(claims.viewer)
    match claims.by:
        case ClaimedBy.MINE:
            return {**stands, "claim.holder": viewer}
        case ClaimedBy.OTHERS:
            return {**stands, "claim.holder": {"$ne": viewer}}
        case ClaimedBy.NONE:
            return {"$or": [{"claim": None}, {"claim.until": {"$lte": claims.now}}]}


def _after(queue: Queue) -> Document:
    if queue.after is None:
        return {}
    key, id_ = queue.after
    field, beyond = _FIELDS[queue.sort], "$lt" if queue.sort.is_descending else "$gt"
    return {"$or": [{field: {beyond: key}}, {field: key, "_id": {beyond: id_}}]}


def _and(*conditions: Document) -> Document:
    given = [condition for condition in conditions if condition]
    return {"$and": given} if len(given) > 1 else given[0] if given else {}


def order(sort: Sort) -> list[tuple[str, int]]:
    """The order as an index has it."""
    direction = -1 if sort.is_descending else 1
    return [(_FIELDS[sort], direction), ("_id", direction)]


async def find_cases(cases: Collection, queue: Queue, walked: int = WALKED) -> Found:
    """A page: by an index of few, or along the queue's own."""
    if (few := await _index_of_few(cases, queue)) is not None:
        found = (
            cases.find(queue_filter(queue), {"outbox": 0}).hint(list(few)).sort(order(queue.sort)).limit(queue.limit)
        )
        return Found([case_of(document) async for document in found])
    rest = looked_at(queue)
    if not rest:
        found = cases.find(reached(queue), {"outbox": 0}).sort(order(queue.sort)).limit(queue.limit)
        return Found([case_of(document) async for document in found])
    walk: list[Document] = [
        {"$match": reached(queue)},
        {"$sort": dict(order(queue.sort))},
        {"$limit": walked},
        {"$match": rest},
        {"$limit": queue.limit},
        {"$unset": "outbox"},
    ]
    rows = [case_of(document) async for document in cases.aggregate(walk)]
    return Found(rows, None if len(rows) == queue.limit else await _end_of_walk(cases, queue, walked))


async def _end_of_walk(cases: Collection, queue: Queue, walked: int) -> tuple[SortKey, Any] | None:
    """Where a walk stopped; None when it came to the end."""
    field = _FIELDS[queue.sort]
    beyond = cases.find(reached(queue), {field: 1}).sort(order(queue.sort)).skip(walked - 1).limit(2)
    last = await beyond.to_list(2)
    return (last[0][field], last[0]["_id"]) if len(last) > 1 else None


async def _index_of_few(cases: Collection, queue: Queue) -> Sequence[tuple[str, int]] | None:
    """The index that reaches few cases, if there is one for this queue."""
    if queue.claims is not None and queue.claims.by is not ClaimedBy.NONE:
        return HOLDERS if queue.claims.by is ClaimedBy.MINE else CLAIMS
    for word in queue.words:
        if await cases.count_documents({"words": word}, limit=RARE + 1, hint=list(WORDS)) <= RARE:
            return WORDS
    return None


async def count_queue(cases: Collection, queue: Queue, walked: int = WALKED) -> Total:
    """As far as it is told: up to a thousand rows, and among the cases that one page would look at."""
    most, queue = MOST_COUNTED + 1, replace(queue, after=None)
    rest = looked_at(queue)
    if (few := await _index_of_few(cases, queue)) is not None:
        return _total(await cases.count_documents(queue_filter(queue), limit=most, hint=list(few)), at_least=False)
    if not rest:
        return _total(await cases.count_documents(reached(queue), limit=most), at_least=False)
    walk: list[Document] = [
        {"$match": reached(queue)},
        {"$sort": dict(order(queue.sort))},
        {"$limit": walked},
        {"$match": rest},
        {"$limit": most},
        {"$count": "rows"},
    ]
    counted = await cases.aggregate(walk).to_list(1)
    all_of_it = await cases.count_documents(reached(queue), limit=walked + 1) <= walked
    return _total(counted[0]["rows"] if counted else 0, at_least=not all_of_it)


def _total(count: int, *, at_least: bool) -> Total:
    return Total(min(count, MOST_COUNTED), at_least or count > MOST_COUNTED)
