"""Boards over HTTP and live, on the memory store."""

from types import SimpleNamespace

import httpx
import pytest
from fastapi import FastAPI

from services.ranking import api
from shared.events import TARGETS
from shared.events.targets import TargetData
from shared.runtime.clock import Clock
from shared.units import Level
from shared.web import problems
from tests.fakes.ranking_store import MemoryStore
from tests.fakes.routed import routed
from tests.unit.ranking.builders import (
    PROGRAMME,
    applied,
    decided,
    event,
    frame,
    named,
    programme,
    reward,
    submitted,
    target,
    unit,
    withdrawn,
)

BOARD = f"/boards/{PROGRAMME}"


def application(store: MemoryStore) -> FastAPI:
    """Ranking's routes on this store."""
    app = routed(api.router)
    problems.install(app)
    app.state.service = SimpleNamespace(
        store=store, settings=SimpleNamespace(board_cache=10, live_boards=2, pinned_boards=3), clock=Clock()
    )
    return app


def client(store: MemoryStore) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(application(store)), base_url="http://ranking")


@pytest.fixture
async def store() -> MemoryStore:
    return await applied(
        [*frame(), unit("o-mon", "can-tho"), unit("binh-thuy", "can-tho"), target("cai-rang", total=3)],
        [submitted("a", "xa-a"), submitted("b", "cai-rang"), submitted("c", "can-tho")],
        [decided("a"), decided("b", levels=("grassroots", "upper"))],
    )


async def test_equal_units_share_a_rank_and_the_next_counts_on(store: MemoryStore) -> None:
    async with client(store) as http:
        body = (await http.get(BOARD)).json()
    assert [(row["unit"], row["rank"], row["points"]) for row in body["rows"]] == [
        ("cai-rang", 1, 25),
        ("ninh-kieu", 1, 25),
        ("binh-thuy", 3, 0),
        ("o-mon", 3, 0),
    ]
    assert body["total"]["points"] == 50
    assert body["total"]["submitted"] == 3
    assert (body["direct"]["submitted"], body["direct"]["pending"]) == (1, 1)
    assert body["rows"][0]["percent"] == 33.33


async def test_units_without_a_target_come_last_by_percent(store: MemoryStore) -> None:
    async with client(store) as http:
        rows = (await http.get(BOARD, params={"by": "percent"})).json()["rows"]
    assert [(row["unit"], row["rank"]) for row in rows][:2] == [("cai-rang", 1), ("ninh-kieu", None)]


async def test_a_board_of_a_level_and_of_a_cluster(store: MemoryStore) -> None:
    async with client(store) as http:
        level = (await http.get(BOARD, params={"among": "grassroots"})).json()["rows"]
        cluster = (await http.get(BOARD, params={"among": "cluster", "unit": "cai-rang"})).json()["rows"]
    assert [row["unit"] for row in level] == ["xa-a", "xa-b"]
    assert [row["unit"] for row in cluster] == ["cai-rang", "ninh-kieu"]


async def test_pages_follow_one_another_without_gaps(store: MemoryStore) -> None:
    found, after = [], None
    async with client(store) as http:
        while True:
            params = {"limit": 1} | ({"after": after} if after else {})
            body = (await http.get(BOARD, params=params)).json()
            found += [row["unit"] for row in body["rows"]]
            after = body["next"]
            if after is None:
                break
    assert found == ["cai-rang", "ninh-kieu", "binh-thuy", "o-mon"]


async def test_an_unchanged_board_is_304_until_something_moves(store: MemoryStore) -> None:
    async with client(store) as http:
        tag = (await http.get(BOARD)).headers["etag"]
        for known in (tag, "*", f"W/{tag}", f'"other", {tag}'):
            assert (await http.get(BOARD, headers={"If-None-Match": known})).status_code == 304, known
        for unknown in (f'"x{tag[1:]}', f'{tag[:-1]}x"', tag[:-1], tag.strip('"')):
            assert (await http.get(BOARD, headers={"If-None-Match": unknown})).status_code == 200, unknown
        await applied([withdrawn("b", "cai-rang")], store=store)
        again = await http.get(BOARD, headers={"If-None-Match": tag})
    assert again.status_code == 200
    assert again.headers["etag"] != tag
    assert again.json()["total"]["withdrawn"] == 1


@pytest.mark.parametrize(
    ("path", "status", "slug"),
    [
        ("/boards/khong-co", 404, "unknown-programme"),
        (f"{BOARD}?unit=khong-co", 404, "unknown-unit"),
        (f"{BOARD}?window=2022-Q5", 422, "invalid-request"),
        (f"{BOARD}?by=luck", 422, "invalid-request"),
        (f"{BOARD}?after=nonsense", 422, "invalid-request"),
        (f"/contributions/{named('nobody')}", 404, "not-found"),
    ],
)
async def test_what_does_not_exist_is_refused(store: MemoryStore, path: str, status: int, slug: str) -> None:
    async with client(store) as http:
        answer = await http.get(path)
    assert (answer.status_code, answer.json()["type"]) == (status, f"urn:sangkien:problem:{slug}")


async def test_a_board_that_is_not_public_needs_a_token(store: MemoryStore) -> None:
    await applied([programme(2, public=False)], store=store)
    async with client(store) as http:
        answers = [await http.get(path) for path in (BOARD, f"{BOARD}/stream", f"/standings/{PROGRAMME}/can-tho")]
    assert [answer.status_code for answer in answers] == [401, 401, 401]


async def test_a_standing_tells_rank_and_what_is_missing(store: MemoryStore) -> None:
    async with client(store) as http:
        body = (await http.get(f"/standings/{PROGRAMME}/cai-rang")).json()
    windows = {window["window"]: window for window in body["windows"]}
    assert list(windows)[:3] == ["all", "P1", "P2"]
    assert {"2022-Q3", "2022-07", "2022-W27"} <= set(windows)
    assert (windows["all"]["missing"], windows["all"]["percent"]) == (2, 33.33)
    assert (windows["all"]["ranks"]["points"], windows["all"]["ranks"]["percent"], body["among"]) == (1, 1, 4)
    assert windows["P2"]["missing"] is None


async def test_points_are_explained_in_the_readers_language(store: MemoryStore) -> None:
    await applied([decided("b", version=2, rewards=(reward("giay-khen"),), benefit=12_000_000)], store=store)
    async with client(store) as http:
        told = (await http.get(f"/contributions/{named('b')}", headers={"Accept-Language": "en"})).json()
        vietnamese = (await http.get(f"/contributions/{named('c')}")).json()
    assert told["points"] == sum(line["points"] or 0 for line in told["lines"]) == 25 + 5 + 7
    assert told["lines"][0]["text"] == "Approved at the upper level (technical)"
    assert vietnamese["lines"][0]["text"] == "Đang chờ xét, chưa có điểm"


async def test_targets_of_merged_units_add_up_unless_the_heirs_row_says_it_includes_them() -> None:
    gone = unit("xa-b", "cai-rang", Level.GRASSROOTS, version=2, merged_into="xa-a")
    both = await applied([*frame(), target("xa-a", total=10, P1=4), target("xa-b", total=5)], [gone])
    async with client(both) as http:
        rows = (await http.get(BOARD, params={"unit": "ninh-kieu"})).json()["rows"]
        standing = (await http.get(f"/standings/{PROGRAMME}/xa-a")).json()["windows"]
    assert [(row["unit"], row["target"]) for row in rows] == [("xa-a", 15)]
    assert {window["window"]: window["target"] for window in standing}["P1"] == 4
    data = TargetData(version=2, programme=PROGRAMME, unit="xa-a", assigned={"total": 12}, includes_merged=True)
    await applied([event(TARGETS, f"{PROGRAMME}/xa-a", data)], store=both)
    async with client(both) as http:
        rows = (await http.get(BOARD, params={"unit": "ninh-kieu"})).json()["rows"]
    assert [(row["unit"], row["target"]) for row in rows] == [("xa-a", 12)]


async def test_a_milestone_counts_what_was_asked_of_merged_units() -> None:
    gone = unit("xa-b", "cai-rang", Level.GRASSROOTS, version=2, merged_into="xa-a")
    store = await applied(
        [*frame(), target("xa-a", total=1), target("xa-b", total=3)], [gone], [submitted("a", "xa-a")]
    )
    assert {(m.unit, m.threshold) for m in store.state.milestones} == set()
    await applied([submitted("b", "xa-b")], store=store)
    assert {(m.unit, m.threshold) for m in store.state.milestones} == {("xa-a", 50)}


async def test_approvals_that_add_nothing_are_told_and_codes_are_named() -> None:
    store = await applied(
        frame(),
        [submitted("a", "xa-a", sector="health", ownership="fdi"), decided("a", levels=("upper", "grassroots"))],
    )
    async with client(store) as http:
        told = (await http.get(f"/contributions/{named('a')}")).json()
    texts = [line["text"] for line in told["lines"]]
    assert "Ngành: Y tế" in texts
    assert "Loại hình: Có vốn đầu tư nước ngoài" in texts
    assert any("chỉ tính cấp cao nhất" in text for text in texts)
    assert told["points"] == sum(line["points"] or 0 for line in told["lines"])
