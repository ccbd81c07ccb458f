"""`?check=true` makes nothing, uses nothing up, and is refused where it could not be kept."""

import copy
from typing import Any

import pytest
from fastapi.routing import APIRoute

from services.submission import api
from shared.access import Role
from shared.web.checking import Checking
from shared.web.routing import _calls
from tests.unit.submission.conftest import Portal
from tests.unit.submission.samples import PROGRAMME
from tests.unit.submission.test_api_catalogue import PROGRAMME_BODY
from tests.unit.submission.test_api_initiatives import BODY
from tests.unit.submission.test_appointments import a_card, slug
from tests.unit.submission.test_tree_changes import WARD

ADMIN = [(Role.ADMIN, "tld"), (Role.LEADER, "tld")]
PLAN = {"changes": [WARD], "on": "2022-09-15"}
CARD = {"name": "Nguyễn Thị Sen", "home_unit": "ninh-kieu", "member_number": "CT-12"}
TARGET_FILE = b"unit_code,phase,target\nninh-kieu,total,7\n"
CHECKABLE: tuple[tuple[str, str, Any], ...] = (
    ("POST", "/initiatives", {**BODY, "submit": True}),
    ("POST", "/authors", CARD),
    ("POST", "/units/changes", {"changes": [WARD]}),
    ("POST", "/units/changes", PLAN),
    ("PUT", f"/programmes/{PROGRAMME.id}", {**PROGRAMME_BODY, "name": "Tên khác"}),
    ("POST", f"/programmes/{PROGRAMME.id}/targets", TARGET_FILE),
)


def kept(portal: Portal) -> Any:
    """All that the store holds."""
    store = portal.store
    parts = (store.initiatives, store.cards, store.plans, store.targets, store.appointees, store.invitations)
    units = store.units
    return copy.deepcopy([*(part.kept for part in parts), units.units, units.programmes, len(store.events)])


@pytest.mark.parametrize(("method", "path", "body"), CHECKABLE)
async def test_a_check_writes_nothing_and_uses_no_key_up(portal: Portal, method: str, path: str, body: Any) -> None:
    portal.grants["qt"] = ADMIN
    before = kept(portal)
    for _ in range(2):
        checked = await portal.send("qt", method, f"{path}?check=true", body, idempotency_key="k")
        assert (checked.status_code, checked.json()["problems"]) == (200, []), checked.text
    assert kept(portal) == before
    made = await portal.send("qt", method, path, body, idempotency_key="k", if_match="*")
    assert made.status_code in (200, 201), made.text
    assert "idempotency-replayed" not in made.headers


@pytest.mark.parametrize(("method", "path", "body"), CHECKABLE[1:])
async def test_a_check_tells_a_stranger_what_the_act_would(portal: Portal, method: str, path: str, body: Any) -> None:
    portal.grants["qt"] = ADMIN
    await portal.send("qt", "POST", "/authors", CARD)
    told = (await portal.send("la", method, f"{path}?check=true", body)).json()
    refused = (await portal.send("la", method, path, body, if_match="*")).json()
    assert told == {"would": None, "problems": [refused]}
    assert refused["status"] == 403


def _unchecked() -> list[tuple[str, str]]:
    routes = [route for router in api.ROUTES for route in router.routes if isinstance(route, APIRoute)]
    plain = [one for one in routes if not any(isinstance(call, Checking) for call in _calls(one.dependant))]
    return [(method, route.path) for route in plain for method in sorted((route.methods or set()) - {"GET", "HEAD"})]


@pytest.mark.parametrize(("method", "path"), _unchecked())
@pytest.mark.parametrize("query", ["check=true", "check=1", "Check=TRUE", "check="])
async def test_what_cannot_be_checked_is_not_done_either(portal: Portal, method: str, path: str, query: str) -> None:
    portal.grants["qt"] = ADMIN
    before = kept(portal)
    answer = await portal.send("qt", method, f"{path}?{query}", {}, if_match="*")
    assert (answer.status_code, slug(answer)) == (422, "cannot-be-checked")
    assert (await portal.client.request(method, f"{path}?{query}")).status_code == 401
    assert kept(portal) == before


async def test_an_appointment_and_a_target_that_were_only_to_be_checked_are_not_made(portal: Portal) -> None:
    portal.grants["qt"] = ADMIN
    card = await a_card(portal, "hoa", "ninh-kieu")
    before = kept(portal)
    asked: list[tuple[str, str, Any]] = [
        ("POST", "/units/ninh-kieu/appointments", {"card": card, "role": "leader"}),
        ("PUT", f"/programmes/{PROGRAMME.id}/targets/ninh-kieu", {"assigned": {"total": 5}}),
    ]
    for method, path, body in asked:
        assert slug(await portal.send("qt", method, f"{path}?check=true", body)) == "cannot-be-checked"
    assert kept(portal) == before


async def test_a_checked_file_of_targets_tells_each_unit_before_and_after(portal: Portal) -> None:
    portal.grants["qt"] = ADMIN
    path = f"/programmes/{PROGRAMME.id}/targets"
    assert (await portal.send("qt", "POST", path, TARGET_FILE)).json() == {"units": 1}
    more = TARGET_FILE.replace(b",7", b",9")
    told = (await portal.send("qt", "POST", f"{path}?check=true", more)).json()
    (moved,) = told["would"]["targets"]
    assert (moved["unit"], moved["before"], moved["after"]) == ("ninh-kieu", {"total": 7}, {"total": 9})
    wrong = (await portal.send("qt", "POST", f"{path}?check=true", TARGET_FILE.replace(b",7", b",x"))).json()
    assert (wrong["would"], wrong["problems"][0]["errors"][0]["field"]) == (None, "line 2: target")
