"""What review answers among 100,000 cases: a receipt, how long they wait for which unit, a search for words."""

import math
import random
import statistics
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from uuid import UUID

from deploy.local.ports import Ports
from deploy.local.stack import Stack
from services.review.domain.following import follow
from services.review.store import ReviewWrites
from services.review.store_mongo import CASES, INDEXES, MongoReviewStore
from services.review.store_mongo.documents import case_document
from shared import receipts
from shared.mongo import Document, Mongo, Session
from shared.units import Level, Unit
from tests.bench.client import Connection, Connections, request
from tests.bench.failure import BenchFailed
from tests.bench.report import Figure
from tests.bench.world import bearer
from tests.unit.review.world import DAY, PROGRAMME, RULES, T0, face

CASES_IN_ALL = 100_000
UPPER, GRASSROOTS = 50, 2_000
WORDS = 3_000
ASKED = 400
RECEIPT_MS, COUNTS_MS, SEARCH_MS = 10.0, 100.0, 100.0
OK = 200
KEY = bytes(32)
CITY = "can-tho"


async def cases(state: Path) -> list[Figure]:
    """Medians of what one process answers, asked one after another."""
    with Stack(ports=Ports.free(), state=state) as stack:
        codes = await _fill(stack)
        service = stack.another("review", run="api")
        stack.token_server.start()
        service.start()
        token = bearer(stack.token(sub="bench", grants=[("reviewer", CITY)]))
        with Connections(int(service.url.rpartition(":")[2]), 1) as connections:
            line = connections.each[0]
            drawn = random.Random(13)
            asked = [f"/receipts/{drawn.choice(codes)}" for _ in range(ASKED)]
            pages = ["/cases/counts?by=unit&limit=50"] * 20
            common = [f"/cases?q=chung&sort={sort}&total=true" for sort in ("due", "benefit")] * 10
            rare = [f"/cases?q=t{drawn.randrange(WORDS)}+u{drawn.randrange(WORDS)}&total=true" for _ in range(40)]
            return [
                _figure("receipt", await _times(line, asked), RECEIPT_MS),
                _figure("counts by unit", await _times(line, pages, token), COUNTS_MS),
                _figure("search for what many cases have", await _times(line, common, token), SEARCH_MS),
                _figure("search for what few cases have", await _times(line, rare, token), SEARCH_MS),
            ]


async def _times(line: Connection, paths: Sequence[str], headers: dict[str, str] | None = None) -> list[float]:
    """Milliseconds of each answer; the first of all is not counted, for it reads the tree."""
    times: list[float] = []
    for path in (paths[0], *paths):
        began = time.perf_counter()
        answer = await line.send(request("GET", path, headers=headers))
        times.append(1000 * (time.perf_counter() - began))
        if answer.status != OK:
            raise BenchFailed(f"GET {path} → {answer.status} {answer.body[:300].decode()}")
    return times[1:]


def _figure(name: str, times: list[float], goal: float) -> Figure:
    ordered = sorted(times)
    notes = {"p95": round(ordered[math.ceil(0.95 * len(ordered)) - 1], 2), "cases": CASES_IN_ALL}
    return Figure(name, statistics.median(times), goal, "ms", notes=notes)


async def _fill(stack: Stack) -> list[str]:
    """Cases of all units straight into the store; the codes of their receipts."""
    mongo = Mongo(stack.mongo_url, "sangkien-review", app_name="bench")
    store = MongoReviewStore(mongo)
    await store.follow(ReviewWrites(units=list(_units()), programmes=(RULES,)), exclude=_nothing, seal=_nothing)
    codes: list[str] = []
    made: list[Document] = []
    for document in _documents():
        codes.append(document["receipt"])
        made.append(document)
        if len(made) == 2000:
            await mongo.db[CASES.collection].insert_many(made, ordered=False)
            made = []
    if made:
        await mongo.db[CASES.collection].insert_many(made, ordered=False)
    await mongo.ensure_indexes(INDEXES)
    mongo.close()
    return codes


async def _nothing(_session: Session) -> None:
    return None


def _units() -> Iterator[Unit]:
    yield Unit(CITY, "LĐLĐ thành phố", Level.PROVINCIAL)
    for n in range(UPPER):
        yield Unit(f"quan-{n}", f"LĐLĐ quận {n}", Level.UPPER, CITY)
    for n in range(GRASSROOTS):
        yield Unit(f"co-so-{n}", f"CĐCS {n}", Level.GRASSROOTS, f"quan-{n % UPPER}")


def _documents() -> Iterator[Document]:
    """Documents as the service writes them; what differs is put into one that it wrote."""
    case = follow(None, UUID(int=0), face(receipt="SK"), T0)
    if case is None:
        raise AssertionError("a first event always makes a case")
    plain = case_document(case)
    drawn = random.Random(7)
    for n in range(CASES_IN_ALL):
        unit = f"co-so-{n % GRASSROOTS}"
        id_ = UUID(int=drawn.getrandbits(128))
        since = T0 + drawn.randrange(30) * DAY
        rare = (f"{letter}{drawn.randrange(WORDS)}" for letter in "tu")
        words = ["chung", *rare, *(f"w{drawn.randrange(300)}" for _ in range(25))]
        yield {
            **plain,
            "_id": id_,
            "revision": 1,
            "receipt": receipts.make(KEY, id_),
            "path": [unit, f"quan-{n % GRASSROOTS % UPPER}", CITY],
            "awaited": {"unit": unit, "level": "grassroots"},
            "since": since,
            "due_at": since + 15 * DAY,
            "order_at": since + 15 * DAY,
            "benefit": drawn.randrange(10**9),
            "words": words,
            "status": "pending",
            "programme": PROGRAMME,
        }
