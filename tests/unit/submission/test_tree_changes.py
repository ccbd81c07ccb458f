"""Several changes of the tree: all or nothing, in their order, now or on a day."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from services.submission.appointment_store import AppointmentWrite
from services.submission.domain.appointments.appointee import Appointment, Post
from services.submission.domain.tree_plans import Plan, PlanState, UnitChange
from services.submission.tree_changes import make_due
from shared.access import Grant, Role, Source
from shared.runtime.jobs import SomeFailed
from tests.unit.submission.conftest import Portal
from tests.unit.submission.samples import NOW

TODAY = NOW.date()
SOON = TODAY + timedelta(days=30)
WARD = {"code": "phuong-cai-khe", "name": "Công đoàn phường Cái Khế", "level": "upper", "parent": "can-tho"}
REFORM: list[dict[str, Any]] = [
    WARD,
    {"code": "p-an-khanh", "parent": "phuong-cai-khe"},
    {"code": "ninh-kieu", "closed": True},
]


def body(*changes: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"changes": list(changes or REFORM), **more}


async def admin(portal: Portal, method: str, path: str, sent: Any = None, **headers: str) -> Any:
    portal.grants["city"] = [(Role.ADMIN, "can-tho")]
    portal.grants["district"] = [(Role.ADMIN, "o-mon")]
    return await portal.send("city", method, path, sent, **headers)


def parents(portal: Portal) -> dict[str, str | None]:
    return {unit.code: unit.parent for unit in portal.store.units.tree}


async def test_a_district_gives_way_to_a_ward_in_one_step(portal: Portal) -> None:
    before = portal.store.units.tree.version
    made = (await admin(portal, "POST", "/units/changes", body())).json()
    assert (made["state"], made["on"]) == ("made", TODAY.isoformat())
    assert parents(portal)["p-an-khanh"] == "phuong-cai-khe"
    district = portal.store.units.tree.get("ninh-kieu")
    assert district is not None
    assert district.closed
    assert portal.store.units.tree.version == before + 3
    versions = [unit.data.tree_version for unit in portal.store.units.units.values()]
    assert sorted(versions)[-3:] == [before + 1, before + 2, before + 3]


async def test_what_cannot_be_made_is_refused_whole_and_the_change_is_named(portal: Portal) -> None:
    before = parents(portal)
    wrong = body({"code": "ninh-kieu", "closed": True}, REFORM[0], REFORM[1])
    answer = await admin(portal, "POST", "/units/changes", wrong)
    assert answer.status_code == 409
    assert answer.json()["errors"][0]["field"] == "changes.0"
    missing = await admin(portal, "POST", "/units/changes", body({"code": "moi", "parent": "can-tho"}))
    assert [error["field"] for error in missing.json()["errors"]] == ["changes.0.name", "changes.0.level"]
    twice = await admin(portal, "POST", "/units/changes", body(WARD, WARD))
    assert twice.status_code == 422
    assert parents(portal) == before
    assert (await admin(portal, "GET", "/units/changes")).json()["items"] == []


async def test_only_who_administers_every_unit_may(portal: Portal) -> None:
    await admin(portal, "GET", "/units/changes")
    answer = await portal.send("district", "POST", "/units/changes", body())
    assert answer.status_code == 403
    own = body({"code": "to-1", "name": "Tổ 1", "level": "subdivision", "parent": "may-viet"})
    assert (await portal.send("district", "POST", "/units/changes", own)).status_code == 201


async def test_a_plan_waits_for_its_day_and_what_it_does_not_name_stays(portal: Portal) -> None:
    planned = await admin(portal, "POST", "/units/changes", body(on=SOON.isoformat()))
    assert planned.json()["state"] == "planned"
    assert "phuong-cai-khe" not in parents(portal)
    renamed = body({"code": "p-an-khanh", "name": "CĐCS phường An Khánh mới"})
    assert (await admin(portal, "POST", "/units/changes", renamed)).status_code == 201
    assert await make_due(portal.store, SOON - timedelta(days=1), NOW) == 0
    assert await make_due(portal.store, SOON, NOW) == 1
    moved = portal.store.units.tree.get("p-an-khanh")
    assert moved is not None
    assert (moved.parent, moved.name) == ("phuong-cai-khe", "CĐCS phường An Khánh mới")
    assert await make_due(portal.store, SOON, NOW) == 0
    seen = (await admin(portal, "GET", f"/units/changes/{planned.json()['id']}")).json()
    assert seen["state"] == "made"


async def test_a_plan_the_tree_no_longer_allows_says_so_and_changes_nothing(portal: Portal) -> None:
    planned = (await admin(portal, "POST", "/units/changes", body(on=SOON.isoformat()))).json()
    new = {"code": "moi", "name": "CĐCS mới", "level": "grassroots", "parent": "ninh-kieu"}
    assert (await admin(portal, "POST", "/units/changes", body(new))).status_code == 201
    before = parents(portal)
    await make_due(portal.store, SOON, NOW)
    seen = (await admin(portal, "GET", f"/units/changes/{planned['id']}")).json()
    assert seen["state"] == "refused"
    assert [problem["field"] for problem in seen["problems"]] == ["changes.2"]
    assert parents(portal) == before


async def test_a_plan_is_taken_back_before_its_day_by_who_could_make_it(portal: Portal) -> None:
    planned = await admin(portal, "POST", "/units/changes", body(on=SOON.isoformat()))
    path, tag = f"/units/changes/{planned.json()['id']}", planned.headers["etag"]
    assert (await portal.send("district", "DELETE", path, if_match=tag)).status_code == 404
    assert (await admin(portal, "DELETE", path, if_match='"9"')).status_code == 412
    assert (await admin(portal, "DELETE", path, if_match=tag)).json()["state"] == "cancelled"
    assert (await admin(portal, "DELETE", path, if_match='"2"')).status_code == 409
    await make_due(portal.store, SOON, NOW)
    assert "phuong-cai-khe" not in parents(portal)
    late = await admin(portal, "POST", "/units/changes", body(on=(TODAY - timedelta(days=1)).isoformat()))
    assert late.json()["errors"][0]["field"] == "on"


async def test_a_plan_is_judged_on_its_day_by_the_grants_its_maker_had_on_the_tree_of_that_day(portal: Portal) -> None:
    portal.grants["quan"] = [(Role.ADMIN, "ninh-kieu"), (Role.LEADER, "tld")]
    richer = body({"code": "p-an-khanh", "sector": "health"}, on=SOON.isoformat())
    planned = (await portal.send("quan", "POST", "/units/changes", richer)).json()
    moved = body({"code": "p-an-khanh", "parent": "o-mon"})
    assert (await admin(portal, "POST", "/units/changes", moved)).status_code == 201
    await make_due(portal.store, SOON, NOW)
    seen = (await admin(portal, "GET", f"/units/changes/{planned['id']}")).json()
    assert (seen["state"], [problem["field"] for problem in seen["problems"]]) == ("refused", ["changes.0.code"])
    unit = portal.store.units.tree.get("p-an-khanh")
    assert unit is not None
    assert unit.sector == "public-administration"


async def test_a_plan_is_refused_on_its_day_once_its_makers_appointment_ended(portal: Portal) -> None:
    post, maker = Post("admin", "can-tho"), UUID(int=4)
    ended = Grant(Role.ADMIN, "can-tho", source=Source(UUID(int=5)))
    renamed = UnitChange("p-an-khanh", {"name": "CĐCS phường An Khánh mới", "parent": "o-mon"})
    await portal.store.plans.save(Plan(UUID(int=3), SOON, (renamed,), maker, NOW, (ended,)))
    await make_due(portal.store, SOON, NOW)
    (seen,) = await portal.store.plans.find(None, PlanState.REFUSED, None, 10)
    assert [problem.field for problem in seen.problems] == ["changes.0.code", "changes.0.parent"]
    again = (await portal.store.appointees.get(maker)).appointed(Appointment(UUID(int=6), post, NOW), None, NOW)
    await portal.store.appointees.save(AppointmentWrite([again]), NOW)
    await portal.store.plans.save(Plan(UUID(int=7), SOON, (renamed,), maker, NOW, (ended,)))
    await make_due(portal.store, SOON, NOW)
    assert parents(portal)["p-an-khanh"] == "o-mon"


async def test_nobody_takes_back_what_was_planned_above_them(portal: Portal) -> None:
    same = {"code": "p-an-khanh", "ownership": "state"}  # changes nothing today, and may on its day
    planned = await admin(portal, "POST", "/units/changes", body(same, on=SOON.isoformat()))
    portal.grants["cs"] = [(Role.ADMIN, "p-an-khanh")]
    path, tag = f"/units/changes/{planned.json()['id']}", planned.headers["etag"]
    assert (await portal.send("cs", "GET", path)).status_code == 200
    refused = await portal.send("cs", "DELETE", path, if_match=tag)
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (403, "changes.0.ownership")
    assert (await admin(portal, "DELETE", path, if_match=tag)).status_code == 200


async def test_a_plan_that_fails_holds_up_only_those_that_need_its_units(
    portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    needing = body({"code": "p-an-khanh", "name": "CĐCS phường An Khánh mới"})
    free = body({"code": "may-viet", "name": "CĐCS Công ty May Việt"})
    planned = [
        (await admin(portal, "POST", "/units/changes", {**sent, "on": SOON.isoformat()})).json()["id"]
        for sent in (body(), needing, free)
    ]
    save_units = portal.store.units.save_units

    async def failing(states: Any, tree_version: int, plan: Plan) -> Any:
        if str(plan.id) == planned[0]:
            raise OverflowError("date value out of range")
        return await save_units(states, tree_version, plan)

    monkeypatch.setattr(portal.store.units, "save_units", failing)
    with pytest.raises(SomeFailed, match=planned[0]):
        await make_due(portal.store, SOON, NOW)
    seen = {one["id"]: one["state"] for one in (await admin(portal, "GET", "/units/changes")).json()["items"]}
    assert [seen[plan] for plan in planned] == ["planned", "planned", "made"]
    monkeypatch.undo()
    assert await make_due(portal.store, SOON, NOW) == 2


async def test_whoever_may_not_change_a_unit_does_not_leave_a_plan_at_it_either(portal: Portal) -> None:
    nothing_new = body({"code": "p-an-khanh", "sector": "public-administration"})
    answer = await portal.send("ai", "POST", "/units/changes", nothing_new)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (403, "changes.0.code")
    assert portal.store.plans.kept == {}


async def test_a_merge_that_is_planned_is_seen_by_administrators_of_the_heir(portal: Portal) -> None:
    merge = body({"code": "p-an-khanh", "merged_into": "may-viet"}, on=SOON.isoformat())
    planned = (await admin(portal, "POST", "/units/changes", merge)).json()
    assert (await portal.send("district", "GET", f"/units/changes/{planned['id']}")).status_code == 200
