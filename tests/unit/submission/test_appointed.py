"""Whoever was appointed may do what the role allows, from the first moment to the end and in their programme alone."""

from datetime import timedelta
from typing import Any

import pytest

from shared.access import Role, person_id
from shared.appointments.kept import PersonNews
from tests.fakes.appointments import appointment
from tests.unit.submission.conftest import Portal
from tests.unit.submission.samples import ISSUER, NOW, PROGRAMME
from tests.unit.submission.test_api_initiatives import BODY

HOUR = timedelta(hours=1)


async def appointed(portal: Portal, who: str, *appointments: dict[str, Any], version: int = 1) -> None:
    await portal.appointments.learn([PersonNews(person_id(ISSUER, who), version, appointments, NOW)], None)


async def test_posting_what_is_one_s_own_reads_no_appointment(portal: Portal) -> None:
    assert (await portal.send("lan", "POST", "/initiatives", BODY)).status_code == 201
    assert portal.appointments.asked == 0


async def card_of(portal: Portal, who: str) -> str:
    portal.grants["to"] = [(Role.PROXY, BODY["unit"])]
    card = {"name": who, "home_unit": BODY["unit"]}
    made = await portal.send("to", "POST", "/authors", card)
    portal.grants.clear()
    return str(made.json()["id"])


@pytest.mark.parametrize(
    ("held", "status"),
    [
        ({}, 201),
        ({"programme": PROGRAMME.id}, 201),
        ({"programme": "khác"}, 403),
        ({"until": NOW}, 403),
        ({"until": NOW + HOUR}, 201),
        ({"from": NOW + HOUR}, 403),
    ],
)
async def test_an_appointed_proxy_enters_for_others_while_it_holds_and_where_it_is_for(
    portal: Portal, held: dict[str, Any], status: int
) -> None:
    body = {**BODY, "authors": [{"id": await card_of(portal, "Hùng"), "share": 100}]}
    await appointed(portal, "to-nhap", appointment("proxy", BODY["unit"], **held))
    assert (await portal.send("to-nhap", "POST", "/initiatives", body)).status_code == status


async def test_an_end_binds_the_next_request(portal: Portal) -> None:
    body = {**BODY, "authors": [{"id": await card_of(portal, "Hùng"), "share": 100}]}
    await appointed(portal, "to-nhap", appointment("proxy", BODY["unit"]))
    assert (await portal.send("to-nhap", "POST", "/initiatives", body)).status_code == 201
    await appointed(portal, "to-nhap", version=2)
    assert (await portal.send("to-nhap", "POST", "/initiatives", body)).status_code == 403


async def test_a_list_shows_whoever_reads_for_one_programme_that_programme(portal: Portal) -> None:
    await portal.send("lan", "POST", "/initiatives", {**BODY, "submit": True})
    where = f"/initiatives?unit={BODY['unit']}"
    await appointed(portal, "hoi-dong", appointment("councillor", BODY["unit"], programme=PROGRAMME.id))
    for path in (where, f"{where}&programme={PROGRAMME.id}"):
        assert len((await portal.send("hoi-dong", "GET", path)).json()["items"]) == 1
    assert (await portal.send("hoi-dong", "GET", f"{where}&programme=khac")).status_code == 404
    await appointed(portal, "nguoi-khac", appointment("councillor", BODY["unit"], programme="khac"))
    assert (await portal.send("nguoi-khac", "GET", where)).json()["items"] == []


async def test_drafts_are_listed_to_proxies_of_their_programme_alone(portal: Portal) -> None:
    await portal.send("lan", "POST", "/initiatives", BODY)
    where = f"/initiatives?unit={BODY['unit']}"
    reads_all = appointment("leader", BODY["unit"])
    for number, (programme, shown) in enumerate(((PROGRAMME.id, 1), ("khac", 0), (None, 1))):
        await appointed(portal, f"to-{number}", appointment("proxy", BODY["unit"], programme=programme), reads_all)
        path = f"{where}&programme={PROGRAMME.id}"
        assert len((await portal.send(f"to-{number}", "GET", path)).json()["items"]) == shown
