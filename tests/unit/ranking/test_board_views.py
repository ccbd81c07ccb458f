"""What else may be asked of a board: per 100 members, filters, neighbours, pages that stand still, sheets, grades."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ranking.domain.changes import Spot
from services.ranking.domain.grading import GradeClass, class_above, grade
from services.ranking.domain.milestones import reached
from services.ranking.domain.order import ranked
from services.ranking.domain.programme import ScoringProgramme
from services.ranking.domain.ratios import comparable, hundredths, percent
from services.ranking.domain.targets import Target
from shared.units import Level
from tests.fakes.ranking_store import MemoryStore
from tests.unit.ranking.builders import (
    POLICY,
    PROGRAMME,
    applied,
    authors,
    decided,
    frame,
    programme,
    submitted,
    target,
    unit,
)
from tests.unit.ranking.test_boards import BOARD, client

CLASSES = {"classes": [{"name": "xuat-sac", "from_percent": 10000}, {"name": "tot", "from_percent": 5000}]}


@pytest.fixture
async def store() -> MemoryStore:
    return await applied(
        [*frame(), unit("o-mon", "can-tho", members=300), unit("xa-c", "cai-rang", Level.GRASSROOTS, members=150)],
        [unit("xa-a", "ninh-kieu", Level.GRASSROOTS, version=2, members=70), target("cai-rang", total=4)],
        [submitted("a", "xa-a"), submitted("b", "cai-rang"), submitted("c", "o-mon"), decided("a")],
    )


async def test_submitters_per_100_members_are_compared_exactly_and_those_without_members_come_last(
    store: MemoryStore,
) -> None:
    async with client(store) as http:
        rows = (await http.get(BOARD, params={"by": "submitters_per_100_members"})).json()["rows"]
    assert [(r["unit"], r["members"], r["submitters_per_100"], r["rank"]) for r in rows] == [
        ("ninh-kieu", 70, 1.43, 1),
        ("cai-rang", 150, 0.67, 2),
        ("o-mon", 300, 0.33, 3),
    ]


async def test_filters_keep_the_ranks_of_the_whole_board(store: MemoryStore) -> None:
    store = await applied([target("o-mon", total=1), unit("binh-thuy", "can-tho")], store=store)
    async with client(store) as http:
        none = (await http.get(BOARD, params={"registered": 0})).json()["rows"]
        behind = (await http.get(BOARD, params={"behind": "true"})).json()["rows"]
    assert [(row["unit"], row["rank"]) for row in none] == [("binh-thuy", 2)]
    assert [row["unit"] for row in behind] == ["cai-rang"]


async def test_a_unit_is_shown_with_its_neighbours(store: MemoryStore) -> None:
    async with client(store) as http:
        rows = (await http.get(BOARD, params={"around": "cai-rang", "neighbours": 1})).json()["rows"]
        unknown = await http.get(BOARD, params={"around": "xa-a"})
        nobody = await http.get(BOARD, params={"around": "mine"})
    assert [row["unit"] for row in rows] == ["ninh-kieu", "cai-rang", "o-mon"]
    assert (unknown.status_code, nobody.status_code) == (404, 404)


async def test_pages_stay_at_their_revision_though_the_board_moves(store: MemoryStore) -> None:
    async with client(store) as http:
        first = (await http.get(BOARD, params={"limit": 1})).json()
        await applied([decided("c", levels=("provincial",))], store=store)
        second = (await http.get(BOARD, params={"limit": 1, "after": first["next"]})).json()
        assert (await http.get(BOARD)).json()["rows"][0]["unit"] == "o-mon"
    assert [row["unit"] for row in (*first["rows"], *second["rows"])] == ["ninh-kieu", "cai-rang"]
    assert first["revision"] == second["revision"]


async def test_a_cursor_whose_board_is_gone_is_told_so(store: MemoryStore) -> None:
    async with client(store) as http:
        first = (await http.get(BOARD, params={"limit": 1})).json()
        await applied([decided("c")], store=store)
    async with client(store) as another:
        answer = await another.get(BOARD, params={"limit": 1, "after": first["next"]})
    assert (answer.status_code, answer.json()["type"]) == (410, "urn:sangkien:problem:cursor-expired")


async def test_a_standing_tells_the_class_and_what_is_missing(store: MemoryStore) -> None:
    graded = programme(2, policy={**POLICY, "grading": CLASSES})
    store = await applied([graded, target("cai-rang", 2, total=4)], [submitted("d", "cai-rang")], store=store)
    async with client(store) as http:
        told = (await http.get(f"/standings/{PROGRAMME}/cai-rang")).json()["windows"][0]
    assert (told["window"], told["percent"], told["grade"]) == ("all", 50, "tot")
    assert told["next_class"] == {"name": "xuat-sac", "missing": 2, "missing_per_day": None}
    assert (told["missing"], told["days_left"]) == (2, 0)
    assert told["ranks"]["registered"] == told["ranks_in_cluster"]["registered"] == told["ranks_in_level"]["registered"]


async def test_a_grading_alone_counts_nothing_again(store: MemoryStore) -> None:
    before = str(await store.revision(PROGRAMME)).split(".")[0]
    await applied([programme(2, policy={**POLICY, "grading": CLASSES})], store=store)
    assert str(await store.revision(PROGRAMME)).split(".")[0] == before


@given(st.integers(0, 500), st.integers(1, 500), st.integers(0, 20_000))
def test_what_a_class_asks_is_the_least_that_reaches_it(reached: int, goal: int, cut: int) -> None:
    asked = GradeClass("a", cut).asks(goal)
    assert (hundredths(asked, goal) or 0) >= cut
    assert asked == 0 or (hundredths(asked - 1, goal) or 0) < cut
    assert (reached >= asked) == ((hundredths(reached, goal) or 0) >= cut)


def test_classes_are_reached_from_the_top() -> None:
    classes = (GradeClass("a", 10_000, 500), GradeClass("b", 8_000), GradeClass("c", 5_000))
    assert [grade(p, per, classes) for p, per in ((10_000, 500), (10_000, 499), (7_999, None), (4_999, 900))] == [
        0,
        1,
        2,
        None,
    ]
    assert grade(None, 900, classes) is None
    assert (class_above(None, classes), class_above(0, classes), class_above(2, classes)) == (
        classes[2],
        None,
        classes[1],
    )


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=1, max_size=8))
def test_per_100_ranks_are_those_of_the_exact_fractions(figures: list[tuple[int, int]]) -> None:
    rows = [
        {
            "unit": f"u{n}",
            "closed": False,
            "percent": None,
            "submitters": s,
            "members": m,
            "registered": 0,
            "target": None,
            "submitters_per_100": percent(s, m),
        }
        for n, (s, m) in enumerate(figures)
    ]
    for row in ranked(rows, "submitters_per_100_members", ScoringProgramme("p", 1)):
        better = [
            s
            for s, m in figures
            if m and row["members"] and Fraction(s, m) > Fraction(row["submitters"], row["members"])
        ]
        assert row["rank"] == (len(better) + 1 if row["members"] else None)


async def test_authors_at_two_homes_count_once_at_each(store: MemoryStore) -> None:
    store = await applied([submitted("z", "o-mon", authors=authors(("lan", "xa-c"), ("lan2", "xa-c")))], store=store)
    async with client(store) as http:
        rows = {row["unit"]: row for row in (await http.get(BOARD)).json()["rows"]}
    assert rows["cai-rang"]["submitters"] == 3


@pytest.mark.parametrize("window", ["２０２２-Q3", "٢٠٢٢-Q3", "2022-W53", "2031-Q1", "P9", "peak:khong-co"])
@pytest.mark.parametrize("path", [BOARD, f"{BOARD}/export", f"{BOARD}/stream"])
async def test_a_window_that_the_programme_has_not_is_refused_wherever_one_is_taken(
    store: MemoryStore, window: str, path: str
) -> None:
    async with client(store) as http:
        answer = await http.get(path, params={"window": window})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "window"


@given(st.lists(st.tuples(st.integers(0, 10**9), st.integers(1, 10**9)), min_size=2, max_size=6))
def test_fractions_are_compared_exactly(figures: list[tuple[int, int]]) -> None:
    close = [*figures, (1, 1000), (1, 1040), (10**9 - 1, 10**9)]
    exact = sorted(close, key=lambda one: (Fraction(*one), one))
    assert sorted(close, key=lambda one: (comparable(*one), one)) == exact
    assert [comparable(*one) == comparable(*other) for one in close for other in close] == [
        Fraction(*one) == Fraction(*other) for one in close for other in close
    ]


async def test_units_that_show_the_same_percentage_share_no_rank_unless_they_are_equal() -> None:
    store = await applied(
        [*frame(), target("ninh-kieu", total=1040), target("cai-rang", total=1000)],
        [submitted("a", "xa-a"), submitted("b", "cai-rang")],
    )
    async with client(store) as http:
        rows = (await http.get(BOARD, params={"by": "percent"})).json()["rows"]
        points = (await http.get(BOARD)).json()["rows"]
    assert [(row["unit"], row["rank"], row["percent"]) for row in rows] == [
        ("cai-rang", 1, 0.1),
        ("ninh-kieu", 2, 0.1),
    ]
    assert [(row["unit"], row["rank"]) for row in points] == [("cai-rang", 1), ("ninh-kieu", 1)]


async def test_a_milestone_is_reached_by_the_figures_and_not_by_their_rounding() -> None:
    store = await applied([*frame(), target("ninh-kieu", total=3)], [submitted("a", "xa-a")])
    known = Target(PROGRAMME, "ninh-kieu", 1, {"total": 25_000})
    standing = store.state.frame.programmes
    totals = {Spot(PROGRAMME, "ninh-kieu", "all"): {"pending": 24_999}}
    assert percent(24_999, 25_000) == 100.0
    assert [one.threshold for one in reached(totals, [known], standing)] == [50, 80]
