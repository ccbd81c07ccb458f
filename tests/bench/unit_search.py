"""Looking for units as people type: milliseconds of one core a search, and how long the loop waits for a new index."""

import asyncio
import csv
import statistics
import time
from pathlib import Path

from services.submission.unit_index.index import UnitIndex, Wish
from shared.runtime.service import settle
from shared.units import Level, Unit, UnitTree
from tests.bench.report import Figure
from tests.bench.tree_of import PROVINCES, UPPERS

QUERIES = Path(__file__).parents[1] / "unit" / "submission" / "unit_queries.csv"
GOALS_MS = {20_000: 10.0, 100_000: 40.0}
LOOP_GOAL_MS = 20.0
PERCENTILE = 95
ROUNDS = 3
_HEADS = (
    "Trường Tiểu học",
    "Trường THCS",
    "Trường THPT",
    "Trạm Y tế phường",
    "Công ty TNHH MTV",
    "Công ty Cổ phần",
    "UBND xã",
    "Bệnh viện Đa khoa",
)
_SYLLABLES = tuple(
    part
    for line in (
        "An Bình Cần Châu Đông Giang Hải Hòa Hồng Hưng Khánh Kiều Lai Lâm Long Mai Minh Mỹ Nam Ngô Nguyễn Ninh Phan",
        "Phong Phú Quyền Sơn Tân Tây Thạnh Thắng Thanh Thành Thới Thuận Tiến Trãi Tri Trung Trường Văn Vinh Vĩnh Xuân",
        "Yên Thủy Sen",
    )
    for part in line.split()
)


def country(units: int) -> UnitTree:
    """A tree of so many units with names as unions have them: a head and three syllables, some with a number."""
    made = [Unit("tld", "Tổng Liên đoàn Lao động Việt Nam", Level.NATIONAL)]
    for p in range(PROVINCES):
        made.append(Unit(f"p{p}", f"LĐLĐ tỉnh {_name(p)}", Level.PROVINCIAL, "tld"))
        made += [Unit(f"p{p}-u{u}", f"LĐLĐ huyện {_name(p + 7 * u)}", Level.UPPER, f"p{p}") for u in range(UPPERS)]
    for n in range(units - len(made)):
        above = f"p{n % PROVINCES}-u{n // PROVINCES % UPPERS}"
        name = f"Công đoàn cơ sở {_HEADS[n % len(_HEADS)]} {_name(n)}{f' {n % 9}' if n % 3 == 0 else ''}"
        made.append(Unit(f"{above}-g{n}", name, Level.GRASSROOTS, above))
    tree = UnitTree(made, version=1)
    tree.prepare()
    return tree


def _name(number: int) -> str:
    kinds = len(_SYLLABLES)
    return " ".join(_SYLLABLES[(number * step + number // kinds) % kinds] for step in (1, 7, 19))


async def unit_search() -> list[Figure]:
    """The queries of the list and what anybody types on the way to them, in trees of two sizes."""
    with QUERIES.open(encoding="utf-8") as file:
        queries = [row["query"] for row in csv.DictReader(file)]
    queries += [query[: len(query) // part] for query in queries for part in (2, 4)]
    figures = []
    settle()  # as a service is when its loop begins
    for units, goal in GOALS_MS.items():
        tree = country(units)
        began = time.process_time()
        index, waited = await _made_beside_a_loop(tree)
        made = time.process_time() - began
        taken = sorted(_ms(index, query) for query in queries)
        p95 = taken[len(taken) * PERCENTILE // 100]
        notes = {
            "p50": round(statistics.median(taken), 1),
            "most": round(taken[-1], 1),
            "index made in s": round(made, 1),
        }
        figures.append(Figure(f"unit-search of {units:,} units, p95", round(p95, 1), goal, "ms", notes=notes))
        figures.append(Figure(f"the loop while {units:,} units are indexed", round(waited, 1), LOOP_GOAL_MS, "ms"))
    return figures


async def _made_beside_a_loop(tree: UnitTree) -> tuple[UnitIndex, float]:
    """The index, and the most of one core that went by in a turn of the loop meanwhile, in milliseconds."""
    making = asyncio.create_task(asyncio.to_thread(UnitIndex, tree))
    longest = 0.0
    while not making.done():
        began = time.process_time()
        await asyncio.sleep(0.001)
        longest = max(longest, time.process_time() - began)
    return await making, 1000 * longest


def _ms(index: UnitIndex, query: str) -> float:
    """The middle one of a few."""
    taken = []
    for _ in range(ROUNDS):
        began = time.process_time()
        index.find(Wish(query, "tld", "p3", open_only=True))
        taken.append(1000 * (time.process_time() - began))
    return statistics.median(taken)
