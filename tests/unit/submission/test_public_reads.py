"""What anybody may read without a token, and what nobody may."""

import json
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from services.submission.domain.catalogue import Catalogue
from services.submission.domain.programmes import change_programme
from services.submission.domain.targets import change_target
from services.submission.domain.units import change
from shared.events.programmes import Section
from shared.events.targets import TargetData
from shared.units import Level, UnitTree
from tests.unit.submission.conftest import Portal
from tests.unit.submission.samples import LATE, NOW, PROGRAMME, TREE

FORM = f"/programmes/{PROGRAMME.id}/form"
NEVER_TOLD = ("members", "office_email", "policy", "blind_review", "decision_days", "cluster")


async def told(portal: Portal, path: str, who: str | None = None, **headers: str) -> httpx.Response:
    sent = {"authorization": f"Bearer {who}"} if who else {}
    return await portal.client.get(path, headers={**sent, **headers})


async def programme(portal: Portal, **settings: Any) -> None:
    before = portal.store.units.programmes[PROGRAMME.id]
    await portal.store.units.save_programme(
        change_programme(before, before.data.model_copy(update=settings), TREE, NOW)
    )


async def test_a_form_has_all_it_needs_without_a_token(portal: Portal) -> None:
    await programme(portal, slogan="Tự hào trí tuệ", sections=(Section(code="anh", name="Ảnh"),))
    body = (await told(portal, f"{FORM}?unit=p-an-khanh")).json()
    assert (body["programme"]["name"], body["programme"]["slogan"]) == ("9.000 sáng kiến", "Tự hào trí tuệ")
    assert body["programme"]["root_unit"] == {"code": "can-tho", "name": "LĐLĐ thành phố Cần Thơ"}
    assert body["programme"]["submit_until"] == "2023-09-30T16:59:00Z"
    assert [above["code"] for above in body["unit"]["path"]] == ["tld", "can-tho", "ninh-kieu"]
    assert (body["open"], body["closed_because"], body["merged"]) == (True, None, None)
    assert {"code": "technical", "vi": "Giải pháp kỹ thuật", "en": "Technical"} in body["kinds"]
    assert {"vi": "y tế", "en": "health care", "sectors": ["health"]} in body["fields"]
    assert body["sections"] == [{"code": "anh", "name": "Ảnh", "needed_before": None}]
    assert (await told(portal, FORM)).json()["unit"] is None


@pytest.mark.parametrize(
    "path",
    [FORM, f"{FORM}?unit=p-an-khanh", f"/programmes/{PROGRAMME.id}/targets", f"/showcase?programme={PROGRAMME.id}"],
)
async def test_what_another_process_made_just_now_is_read_before_it_is_called_unknown(
    portal: Portal, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    newest = portal.store.units.catalogue

    async def a_second_old(*, fresh: bool = False) -> Catalogue:
        return await newest() if fresh else Catalogue(UnitTree(), {})

    monkeypatch.setattr(portal.store.units, "catalogue", a_second_old)
    assert (await told(portal, path, "lan")).status_code == 200


async def test_the_form_of_a_merged_unit_is_its_heir_s_and_says_so(portal: Portal) -> None:
    body = (await told(portal, f"{FORM}?unit=da-sap-nhap")).json()
    assert (body["unit"]["code"], body["open"]) == ("may-viet", True)
    assert body["merged"] == {"code": "da-sap-nhap", "name": "CĐCS đã sáp nhập"}


@pytest.mark.parametrize(
    ("unit", "now", "code"),
    [
        ("dong-cua", NOW, "unit-takes-none"),
        ("p-an-khanh", LATE, "programme-over"),
        ("p-an-khanh", datetime(2021, 8, 15, tzinfo=UTC), "programme-not-begun"),
    ],
)
async def test_a_form_that_takes_nothing_says_why(portal: Portal, unit: str, now: datetime, code: str) -> None:
    portal.now = now
    body = (await told(portal, f"{FORM}?unit={unit}")).json()
    assert (body["open"], body["closed_because"]["code"]) == (False, code)


@pytest.mark.parametrize(("unit", "slug"), [("khong-co", "unknown-unit"), ("thanh-hoa", "unit-outside-programme")])
async def test_a_form_is_for_units_of_the_programme(portal: Portal, unit: str, slug: str) -> None:
    refused = await told(portal, f"{FORM}?unit={unit}")
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, slug)


async def test_a_form_s_tag_changes_with_the_programme_the_tree_and_the_deadline(portal: Portal) -> None:
    tag = (await told(portal, FORM)).headers["etag"]
    assert (await told(portal, FORM, **{"if-none-match": tag})).status_code == 304
    tags = {tag}
    portal.now = LATE
    tags.add((await told(portal, FORM)).headers["etag"])
    await programme(portal, name="Tên khác")
    tags.add((await told(portal, FORM)).headers["etag"])
    unit, tree = await portal.store.units.unit("o-mon"), portal.store.units.tree
    assert unit is not None
    renamed = unit.data.to_unit()
    state = change(unit, type(renamed)("o-mon", "Ô Môn mới", Level.UPPER, "can-tho"), tree, NOW)
    await portal.store.units.save_unit(state, tree.version)
    tags.add((await told(portal, FORM)).headers["etag"])
    assert len(tags) == 4


async def test_a_form_takes_a_token_where_the_programme_says_so(portal: Portal) -> None:
    await programme(portal, form_public=False, public=True)
    assert (await told(portal, FORM)).status_code == 401
    assert (await told(portal, FORM, "lan")).status_code == 200
    assert (await told(portal, "/programmes/khong-co/form")).status_code == 404


async def test_public_programmes_are_listed_for_anybody_with_names_phases_dates_and_deadlines(portal: Portal) -> None:
    (listed,) = (await told(portal, "/programmes")).json()["items"]
    assert (await told(portal, f"/programmes/{PROGRAMME.id}")).json() == listed
    assert (listed["id"], listed["phases"][0]["code"]) == (PROGRAMME.id, "P1")
    assert (await told(portal, f"/programmes/{PROGRAMME.id}", "lan")).json()["decision_days"] == 15


async def test_a_programme_that_is_not_public_is_nobody_s_without_a_token(portal: Portal) -> None:
    await programme(portal, public=False, form_public=True)
    assert (await told(portal, "/programmes")).json()["items"] == []
    assert (await told(portal, f"/programmes/{PROGRAMME.id}")).status_code == 401
    assert len((await told(portal, "/programmes", "lan")).json()["items"]) == 1


async def test_neither_members_nor_addresses_nor_rules_are_told_without_a_token(portal: Portal) -> None:
    for unit in [state.data for state in portal.store.units.units.values() if state.data.merged_into is None]:
        state = await portal.store.units.unit(unit.code)
        assert state is not None
        data = unit.model_copy(update={"members": 4_321, "office_email": "vp@cd.example.vn"})
        await portal.store.units.save_unit(
            type(state)(data, state.revision, state.last_event_at), portal.store.units.tree.version
        )
    paths = (FORM, f"{FORM}?unit=may-viet", "/programmes", f"/programmes/{PROGRAMME.id}", "/units?q=c&within=can-tho")
    for path in paths:
        body = (await told(portal, path)).text
        assert not [word for word in (*NEVER_TOLD, "4321", "@") if word in body], path
        assert json.loads(body)


async def test_targets_are_read_a_page_at_a_time_by_parent_or_one(portal: Portal) -> None:
    targets = [
        TargetData(version=1, programme=PROGRAMME.id, unit=unit, assigned={"total": number})
        for number, unit in enumerate(("can-tho", "ninh-kieu", "o-mon", "p-an-khanh"))
    ]
    await portal.store.targets.save([change_target(None, each, NOW) for each in targets])
    path = f"/programmes/{PROGRAMME.id}/targets"
    first = (await told(portal, f"{path}?limit=3", "lan")).json()
    assert [row["unit"] for row in first["items"]] == ["can-tho", "ninh-kieu", "o-mon"]
    rest = (await told(portal, f"{path}?after={first['next']}", "lan")).json()
    assert ([row["unit"] for row in rest["items"]], rest["next"]) == (["p-an-khanh"], None)
    children = (await told(portal, f"{path}?parent=can-tho", "lan")).json()["items"]
    assert [row["unit"] for row in children] == ["ninh-kieu", "o-mon"]
    one = await told(portal, f"{path}/o-mon", "lan")
    assert (one.json(), one.headers["etag"]) == (children[1], '"1"')
    assert (await told(portal, f"{path}/may-viet", "lan")).status_code == 404
    assert (await told(portal, "/programmes/khong-co/targets", "lan")).status_code == 404
    assert (await told(portal, path)).status_code == 401
