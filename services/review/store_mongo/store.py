"""The review store: one document a case, its events waiting inside it."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from pymongo import InsertOne, ReplaceOne, UpdateOne

from services.review.domain.case import Case, Decided
from services.review.domain.programme import ProgrammeRules
from services.review.queues import Counts, Found, Queue, Total, Waits
from services.review.store import ReviewWrites, SessionWrite
from services.review.store_mongo.counting import count_cases
from services.review.store_mongo.documents import (
    case_document,
    case_of,
    programme_document,
    programme_of,
)
from services.review.store_mongo.indexes import CASES
from services.review.store_mongo.names import Names
from services.review.store_mongo.placing import CHUNK, MARKS, completed, concerned, leave_marks, replaced
from services.review.store_mongo.queue import count_queue, find_cases
from services.review.store_mongo.waits import waits_by_unit
from shared.access import Scope
from shared.messaging import outbox
from shared.mongo import Document, Mongo, Session
from shared.refusals import Stale
from shared.runtime.jobs import each
from shared.unit_store import UnitStore, raised
from shared.units import UnitTree

TREE = "tree"


class MongoReviewStore:
    """`ReviewStore` in MongoDB. The tree is kept in memory and read again when its version has risen."""

    def __init__(self, mongo: Mongo) -> None:
        self._mongo = mongo
        self._db = mongo.db
        self._cases = mongo.db[CASES.collection]
        self._units = UnitStore(mongo.db)
        self._names = Names(mongo.db)

    async def now(self) -> datetime:
        """The server's clock."""
        hello = await self._db.command("hello", codec_options=self._db.codec_options)
        now: datetime = hello["localTime"]
        return now

    async def tree(self) -> UnitTree:
        """The present tree, for one small read while it is unchanged."""
        known = await self._db["meta"].find_one({"_id": TREE})
        return await self._units.tree_at(known["version"] if known else 0)

    async def programmes(self, ids: Iterable[str]) -> dict[str, ProgrammeRules]:
        """One query for all of them."""
        found = self._db["programmes"].find({"_id": {"$in": sorted(set(ids))}})
        return {document["_id"]: programme_of(document) async for document in found}

    async def cases(self, ids: Iterable[UUID]) -> dict[UUID, Case]:
        """One query for all of them."""
        found = self._cases.find({"_id": {"$in": list(ids)}}, {"outbox": 0})
        return {document["_id"]: case_of(document) async for document in found}

    async def case_of_receipt(self, receipt: str) -> Case | None:
        """Served by its index; a code is one initiative's."""
        document = await self._cases.find_one({"receipt": receipt}, {"outbox": 0})
        return None if document is None else case_of(document)

    async def keep_name(self, person: UUID, name: str) -> None:
        """Beside the cases."""
        await self._names.keep(person, name)

    async def names(self, people: Collection[UUID]) -> dict[UUID, str]:
        """One query for all of them."""
        return await self._names.of(people)

    async def forget_names(self, people: Collection[UUID], *, seal: SessionWrite) -> None:
        """One write, then the seal."""

        async def work(session: Session) -> None:
            await self._names.forget(people, session)
            await seal(session)

        await self._mongo.transaction(work)

    async def append(self, decided: Decided) -> Case:
        """State and event in one write to one document."""
        case = decided.case
        at = case.last_event_at
        if at is None:
            raise ValueError("a decision has a time")
        event = outbox.entry(CASES.topic, type=decided.type, subject=str(case.id), data=decided.data, at=at)
        await outbox.update(self._cases, case.id, case.revision, case_document(case), [event])
        return replace(case, revision=case.revision + 1)

    async def save(self, case: Case) -> Case:
        """State alone."""
        await outbox.update(self._cases, case.id, case.revision, case_document(case), [])
        return replace(case, revision=case.revision + 1)

    async def find(self, queue: Queue) -> Found:
        """Served by an index whose order is the queue's, or by one that reaches few cases."""
        return await find_cases(self._cases, queue)

    async def total(self, queue: Queue) -> Total:
        """A count along the same index."""
        return await count_queue(self._cases, queue)

    async def counts(self, within: tuple[Scope, ...], now: datetime) -> Counts:
        """A few counts at once."""
        return await count_cases(self._cases, within, now)

    async def waits(self, within: tuple[Scope, ...], now: datetime, after: str | None, limit: int) -> Waits:
        """One walk along an index a scope."""
        return await waits_by_unit(self._cases, within, after, limit, now)

    async def follow(self, news: ReviewWrites, *, exclude: SessionWrite, seal: SessionWrite) -> None:
        """Exclusion first, then units, programmes, marks and cases, then the seal."""

        async def work(session: Session) -> None:
            if news.units or news.programmes:
                await exclude(session)
                await self._write_tree(news, session)
            await self._write_cases(news.cases, session)
            await seal(session)

        await self._mongo.transaction(work)

    async def _write_tree(self, news: ReviewWrites, session: Session) -> None:
        programmes = [
            ReplaceOne({"_id": known.programme}, programme_document(known), upsert=True) for known in news.programmes
        ]
        if news.units:
            await self._units.put(news.units, await raised(self._db["meta"], TREE, session), session)
        if programmes:
            await self._db["programmes"].bulk_write(programmes, session=session)
        await leave_marks(self._db, news.moved, news.programmes, session)

    async def _write_cases(self, cases: Iterable[Case], session: Session) -> None:
        writes: list[InsertOne[Document] | UpdateOne] = []
        for case in cases:
            state = {**case_document(case), "revision": case.revision + 1}
            if case.revision == 0:
                writes.append(InsertOne({"_id": case.id, **state}))
            else:
                writes.append(UpdateOne({"_id": case.id, "revision": case.revision}, {"$set": state}))
        if writes:
            done = await self._cases.bulk_write(writes, session=session)
            if done.inserted_count + done.matched_count != len(writes):
                raise Stale

    async def expire_claims(self, now: datetime) -> int:
        """One write; only cases with a claim are in its index."""
        change = {"$set": {"claim": None}, "$inc": {"revision": 1}}
        done = await self._cases.update_many({"claim.until": {"$lte": now}}, change)
        return done.modified_count

    async def place_again(self) -> int:
        """Mark by mark; a mark that was renewed meanwhile stays for the next turn."""
        moved: list[int] = []
        await self._complete()

        async def one(mark: Document) -> None:
            lost = True
            while lost:
                done, lost = await self._place_marked(mark)
                moved.append(done)
            await self._db[MARKS].delete_one({"_id": mark["_id"], "changes": mark["changes"]})

        await each(self._db[MARKS].find(), one, name=lambda mark: mark["_id"])
        return sum(moved)

    async def _complete(self) -> None:
        """Cases of earlier versions have nothing that searches look at; those written meanwhile have it."""
        earlier = self._cases.find({"words": {"$exists": False}}, {"outbox": 0}).batch_size(CHUNK)
        while documents := await earlier.to_list(CHUNK):
            await self._cases.bulk_write(completed(map(case_of, documents)), ordered=False)

    async def _place_marked(self, mark: Document) -> tuple[int, bool]:
        """How many cases moved, and whether any write lost to someone else's."""
        wanted = concerned(mark, await self.tree())
        found = self._cases.find(wanted, {"outbox": 0}).batch_size(CHUNK)
        moved = lost = 0
        while documents := await found.to_list(CHUNK):
            cases = [case_of(document) for document in documents]
            programmes = await self.programmes(case.face.programme for case in cases)
            writes = replaced(cases, await self.tree(), programmes, await self.now())
            if writes:
                done = await self._cases.bulk_write(writes, ordered=False)
                moved += done.matched_count
                lost += len(writes) - done.matched_count
        return moved, lost > 0
