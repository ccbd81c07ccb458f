"""The search over HTTP: who may search where, what they are told, and which index answers."""

import asyncio
from typing import Any
from unittest.mock import AsyncMock

import pytest

from services.submission.api import unit_index
from services.submission.api.unit_index import KeptIndex
from services.submission.domain.programmes import change_programme
from services.submission.domain.units import change
from services.submission.unit_index.index import UnitIndex
from shared.access import Role
from shared.units import Level, Unit, UnitTree
from tests.unit.submission.conftest import Portal
from tests.unit.submission.samples import NOW, PROGRAMME, TREE


async def searched(portal: Portal, query: str, who: str | None = None, **headers: str) -> Any:
    sent = {"authorization": f"Bearer {who}"} if who else {}
    return await portal.client.get(f"/units?{query}", headers={**sent, **headers})


async def programme(portal: Portal, **settings: Any) -> None:
    before = portal.store.units.programmes[PROGRAMME.id]
    await portal.store.units.save_programme(
        change_programme(before, before.data.model_copy(update=settings), TREE, NOW)
    )


async def test_anybody_is_told_code_name_path_and_level_and_nothing_more(portal: Portal) -> None:
    answer = await searched(portal, "q=an khánh&within=can-tho")
    assert answer.json() == {
        "items": [
            {
                "code": "p-an-khanh",
                "name": "CĐCS phường An Khánh",
                "path": [
                    {"code": "tld", "name": "Tổng Liên đoàn"},
                    {"code": "can-tho", "name": "LĐLĐ thành phố Cần Thơ"},
                    {"code": "ninh-kieu", "name": "LĐLĐ quận Ninh Kiều"},
                ],
                "level": "grassroots",
            }
        ],
        "next": None,
    }


async def test_whoever_is_signed_in_is_told_what_the_list_tells_and_the_path(portal: Portal) -> None:
    (unit,) = (await searched(portal, "q=an khánh&within=tld", "lan")).json()["items"]
    assert (unit["sector"], unit["path"][-1]["code"]) == ("public-administration", "ninh-kieu")
    (listed,) = (await searched(portal, "q=an khanh", "lan")).json()["items"]
    assert listed == unit


@pytest.mark.parametrize("within", ["tld", "thanh-hoa", "khong-co", ""])
async def test_nobody_searches_outside_public_forms_without_a_token(portal: Portal, within: str) -> None:
    assert (await searched(portal, f"q=an&within={within}")).status_code == 401
    assert (await searched(portal, f"q=an&within={within}", "lan")).status_code == 200


async def test_a_form_that_is_not_public_is_no_reason_to_search(portal: Portal) -> None:
    await programme(portal, public=True, form_public=False)
    assert (await searched(portal, "q=an&within=can-tho")).status_code == 401
    await programme(portal, public=False, form_public=True)
    assert (await searched(portal, "q=an&within=can-tho")).status_code == 200


async def test_the_list_takes_a_token_as_before(portal: Portal) -> None:
    assert (await searched(portal, "q=an")).status_code == 401
    assert (await searched(portal, "q=an&near=can-tho&limit=x")).status_code == 401


async def test_a_search_has_no_pages_and_no_parent(portal: Portal) -> None:
    refused = await searched(portal, "q=an&within=tld&parent=tld", "lan")
    assert refused.status_code == 422
    assert [(field["field"], field["code"]) for field in refused.json()["errors"]] == [("parent", "not-of-a-search")]


async def test_closed_units_are_shown_to_who_is_signed_in_alone(portal: Portal) -> None:
    assert (await searched(portal, "q=đã giải thể&within=o-mon")).json()["items"] == []
    (closed,) = (await searched(portal, "q=đã giải thể&within=o-mon", "lan")).json()["items"]
    assert (closed["code"], closed["closed"]) == ("dong-cua", True)
    (heir,) = (await searched(portal, "q=đã sáp nhập&within=o-mon")).json()["items"]
    assert heir["code"] == "may-viet"


async def test_the_tag_is_the_version_of_the_tree(portal: Portal) -> None:
    answer = await searched(portal, "q=an&within=can-tho")
    assert answer.headers["etag"] == f'"{portal.store.units.tree.version}"'
    assert answer.headers["vary"] == "Authorization"
    known = {"if-none-match": answer.headers["etag"]}
    assert (await searched(portal, "q=an&within=can-tho", **known)).status_code == 304
    unit = Unit("moi", "CĐCS Trường mầm non An Hòa", Level.GRASSROOTS, "ninh-kieu")
    tree = portal.store.units.tree
    await portal.store.units.save_unit(change(None, unit, tree, NOW), tree.version)
    again = await searched(portal, "q=mn an hoa&within=can-tho", **known)
    assert [found["code"] for found in again.json()["items"]] == ["moi"]


@pytest.mark.parametrize("query", ["q=" + "a" * 10_000, "q=%00", "q=a%0Ab%00", "limit=201"])
async def test_what_no_name_can_be_is_refused(portal: Portal, query: str) -> None:
    portal.grants["lan"] = [(Role.ADMIN, "tld")]
    assert (await searched(portal, f"{query}&within=can-tho")).status_code == 422


async def test_of_many_units_the_old_index_answers_while_the_new_one_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unit_index, "SMALL", 0)
    monkeypatch.setattr(unit_index, "REST", 0)
    kept, later = KeptIndex(), UnitTree([*TREE, Unit("moi", "Mới", Level.UPPER)], version=10)
    first = await kept.of(TREE)
    made = asyncio.Event()

    async def when_it_is_time(make: Any, tree: UnitTree) -> UnitIndex:
        await made.wait()
        return UnitIndex(tree)

    monkeypatch.setattr(asyncio, "to_thread", when_it_is_time)
    assert [await kept.of(later), await kept.of(later)] == [first, first]
    made.set()
    for _ in range(3):  # the making ends, and says so
        await asyncio.sleep(0)
    assert (await kept.of(later)).tree is later


async def test_an_index_that_could_not_be_made_is_made_the_next_time(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = KeptIndex()
    monkeypatch.setattr(asyncio, "to_thread", AsyncMock(side_effect=[MemoryError, UnitIndex(TREE)]))
    with pytest.raises(MemoryError):
        await kept.of(TREE)
    assert (await kept.of(TREE)).tree is TREE
