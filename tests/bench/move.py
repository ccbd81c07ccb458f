"""What a move of a unit costs with 1,000 and with 100,000 initiatives below it: the same, if it follows the design."""

import statistics
import time
from pathlib import Path

from deploy.local.ports import Ports
from deploy.local.stack import Stack
from services.ranking.handlers import FrameHandler
from services.ranking.recount.rebuild import rebuild
from services.ranking.store_mongo import INDEXES, MongoStore
from services.ranking.store_mongo.rebuilding import MongoRebuilding
from shared.messaging.consumer import Record
from shared.mongo import Mongo
from shared.units import Level
from tests.bench.report import Figure
from tests.fakes.batch import FakeBatch
from tests.store.test_ranking_rebuild import log_of
from tests.unit.ranking.builders import authors, programme, submitted, tree, unit

FEW, MANY = 1_000, 100_000
GOAL = 1.5
MOVES = 20
PEOPLE = 500


async def move(state: Path) -> Figure:
    """The median of moves back and forth, in ms; the goal is the ratio of the two sizes."""
    with Stack(ports=Ports.free(), state=state) as stack:
        few = await _moves(stack, FEW)
        many = await _moves(stack, MANY)
    notes = {f"{FEW:,} below, ms": round(few, 1), f"{MANY:,} below, ms": round(many, 1), "moves": MOVES}
    return Figure("a move, 100 × as many initiatives", many / few, GOAL, "×", notes=notes)


async def _moves(stack: Stack, initiatives: int) -> float:
    mongo = Mongo(stack.mongo_url, f"bench-{initiatives}", app_name="bench")
    await mongo.ensure_indexes(INDEXES)
    grassroots = unit("xa-a", "ninh-kieu", Level.GRASSROOTS)
    history: list[Record] = [*tree(), grassroots, programme()]
    history += [submitted(f"i{n}", "xa-a", authors=authors((f"p{n % PEOPLE}", "xa-a"))) for n in range(initiatives)]
    await rebuild(MongoRebuilding(mongo), log_of(history))
    framer = FrameHandler(MongoStore(mongo))
    took = []
    for number in range(MOVES):
        moved = unit("xa-a", ("cai-rang", "ninh-kieu")[number % 2], Level.GRASSROOTS, version=number + 2)
        began = time.perf_counter()
        await framer.apply(FakeBatch([moved]))
        took.append(1000 * (time.perf_counter() - began))
    mongo.close()
    return statistics.median(took)
