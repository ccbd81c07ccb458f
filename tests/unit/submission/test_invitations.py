"""An invitation opens once, in time, for whom it is meant; and somebody who could appoint looks at who accepted."""

import logging
from datetime import timedelta
from typing import Any

import httpx
import pytest
import structlog

from services.submission.api.guessing import PER_PERSON
from services.submission.domain.appointments.invitations import MOST_OF_A_UNIT, hash_of
from shared.access import Role, person_id
from shared.web.idempotency import REPLAYED
from tests.unit.submission.conftest import Portal
from tests.unit.submission.samples import ISSUER
from tests.unit.submission.test_appointments import a_card, code, end, grants, must, slug

PLACE = "/units/ninh-kieu/invitations"


@pytest.fixture(autouse=True)
def people(portal: Portal) -> None:
    portal.grants = {"tinh": [(Role.LEADER, "can-tho")]}
    portal.emails = {"hoa": "hoa@example.vn", "la": "la@example.vn"}


async def invite(portal: Portal, role: str = "leader", by: str = "tinh", place: str = PLACE, **more: Any) -> Any:
    made = await portal.send(by, "POST", place, {"role": role, **more})
    assert made.status_code == 201, made.text
    return made.json()


async def accept(portal: Portal, who: str, secret: str) -> httpx.Response:
    return await portal.send(who, "POST", "/invitations/acceptance", {"secret": secret})


async def confirm(portal: Portal, by: str, invited: Any, tag: str = '"2"') -> httpx.Response:
    return await portal.send(by, "POST", f"/invitations/{invited['id']}/confirmation", if_match=tag)


async def test_acceptance_proposes_and_the_inviter_confirms_seeing_name_and_address(portal: Portal) -> None:
    invited = await invite(portal)
    answer = await accept(portal, "hoa", invited["secret"])
    assert (answer.status_code, answer.json()["state"]) == (200, "accepted")
    assert await grants(portal, "hoa") == set()
    (shown,) = (await portal.send("tinh", "GET", PLACE)).json()["items"]
    assert (shown["state"], shown["accepted"]["name"], shown["accepted"]["email"]) == (
        "accepted",
        "Hoa",
        "hoa@example.vn",
    )
    assert "secret" not in shown
    for who in ("hoa", "la"):
        assert (await confirm(portal, who, invited)).status_code == 403
    assert (await confirm(portal, "tinh", invited, '"1"')).status_code == 412
    confirmed = await confirm(portal, "tinh", invited)
    assert (confirmed.status_code, confirmed.json()["role"]) == (200, "leader")
    assert await grants(portal, "hoa") == {("leader", "ninh-kieu")}
    assert (await confirm(portal, "tinh", invited)).status_code == 412
    assert slug(await confirm(portal, "tinh", invited, '"3"')) == "invitation-used"
    assert (await portal.send("tinh", "GET", "/units/ninh-kieu/appointments")).json()["items"][0]["name"] == "Hoa"


async def test_accepted_twice_by_one_it_is_accepted_and_taken_back_it_is_not(portal: Portal) -> None:
    invited = await invite(portal)
    first, second = [await accept(portal, "hoa", invited["secret"]) for _ in range(2)]
    assert (second.status_code, second.json()) == (200, first.json())
    assert slug(await accept(portal, "la", invited["secret"])) == "invitation-used"
    await confirm(portal, "tinh", invited)
    third = await accept(portal, "hoa", invited["secret"])
    assert (third.status_code, third.json()["state"]) == (200, "confirmed")
    another = await invite(portal)
    await accept(portal, "hoa", another["secret"])
    assert (await portal.send("tinh", "DELETE", f"/invitations/{another['id']}", if_match='"2"')).status_code == 204
    assert slug(await accept(portal, "hoa", another["secret"])) == "invitation-used"


async def test_another_who_could_appoint_confirms_and_one_who_could_not_does_not(portal: Portal) -> None:
    invited = await invite(portal)
    await accept(portal, "hoa", invited["secret"])
    portal.grants = {"qt": [(Role.ADMIN, "can-tho")], "ngang": [(Role.LEADER, "ninh-kieu")]}
    assert slug(await confirm(portal, "ngang", invited)) == "appointer-needed"
    assert slug(await confirm(portal, "tinh", invited)) == "appointer-needed", "the inviter's own role has ended"
    assert (await confirm(portal, "qt", invited)).status_code == 200


async def test_a_proxy_is_appointed_when_they_accept(portal: Portal) -> None:
    invited = await invite(portal, "proxy")
    answer = await accept(portal, "moi", invited["secret"])
    assert (answer.status_code, answer.json()["state"]) == (200, "confirmed")
    assert await grants(portal, "moi") == {("proxy", "ninh-kieu")}
    assert slug(await accept(portal, "hoa", invited["secret"])) == "invitation-used"


async def test_a_secret_is_told_once_and_kept_as_its_hash(portal: Portal) -> None:
    body = {"role": "leader"}
    first = await portal.send("tinh", "POST", PLACE, body, idempotency_key="k")
    again = await portal.send("tinh", "POST", PLACE, body, idempotency_key="k")
    told = first.json()["secret"]
    assert (again.headers[REPLAYED], again.json()) == ("true", {**first.json(), "secret": None})
    (kept,) = portal.store.invitations.kept.values()
    assert (kept.secret_hash, len(told)) == (hash_of(told), 22)
    assert told not in repr(portal.store.invitations.__dict__)


async def test_what_is_guessed_opens_nothing_and_guesses_are_few(portal: Portal) -> None:
    await invite(portal)
    statuses = [(await accept(portal, "hoa", f"{n:022}")).status_code for n in range(PER_PERSON + 5)]
    assert statuses[:PER_PERSON] == [404] * PER_PERSON
    assert 429 in statuses[PER_PERSON:]
    others = [(await accept(portal, f"ai-{n}", f"{n:022}")).status_code for n in range(60)]
    assert others.count(429) in range(5, 11), "one address has so many, whoever signs in there; it fills again slowly"


async def test_an_expired_one_opens_nothing(portal: Portal) -> None:
    invited = await invite(portal)
    portal.now += timedelta(days=14)
    answer = await accept(portal, "hoa", invited["secret"])
    assert (answer.status_code, slug(answer)) == (410, "invitation-expired")
    (shown,) = (await portal.send("tinh", "GET", PLACE)).json()["items"]
    assert shown["state"] == "expired"


async def test_a_forwarded_one_opens_for_its_address_alone_or_shows_who_came(portal: Portal) -> None:
    meant = await invite(portal, email="hoa@example.vn")
    assert slug(await accept(portal, "la", meant["secret"])) == "invitation-for-another"
    portal.unproven_emails["gia"] = "hoa@example.vn"
    assert slug(await accept(portal, "gia", meant["secret"])) == "invitation-for-another"
    assert (await accept(portal, "hoa", meant["secret"])).status_code == 200
    anybody = await invite(portal, "reviewer")
    assert slug(await accept(portal, "khong-thu", anybody["secret"])) == "email-not-proved"
    await accept(portal, "la", anybody["secret"])
    shown = (await portal.send("tinh", "GET", PLACE)).json()["items"][0]
    assert shown["accepted"]["email"] == "la@example.vn"
    assert (await portal.send("tinh", "DELETE", f"/invitations/{anybody['id']}")).status_code == 204
    assert slug(await confirm(portal, "tinh", anybody, '"3"')) == "invitation-used"
    assert await grants(portal, "la") == set()


async def test_one_taken_back_opens_nothing_and_strangers_take_none_back(portal: Portal) -> None:
    invited = await invite(portal)
    assert (await portal.send("hoa", "DELETE", f"/invitations/{invited['id']}")).status_code == 403
    assert (await portal.send("tinh", "DELETE", f"/invitations/{invited['id']}", if_match='"5"')).status_code == 412
    assert (await portal.send("tinh", "DELETE", f"/invitations/{invited['id']}")).status_code == 204
    assert slug(await accept(portal, "hoa", invited["secret"])) == "invitation-used"


async def test_an_inviter_whose_own_appointment_ended_meanwhile_invites_nobody(portal: Portal) -> None:
    card = await a_card(portal, "truong", "ninh-kieu")
    leads = await must(portal, "tinh", card, "leader", "ninh-kieu")
    place = "/units/p-an-khanh/invitations"
    invited, proxy = await invite(portal, "reviewer", "truong", place), await invite(portal, "proxy", "truong", place)
    await accept(portal, "hoa", invited["secret"])
    assert (await end(portal, "tinh", leads)).status_code == 204
    assert slug(await accept(portal, "la", proxy["secret"])) == "inviter-may-not"
    assert (await confirm(portal, "truong", invited)).status_code == 403
    assert await grants(portal, "hoa") == set()


async def test_nobody_accepts_their_own(portal: Portal) -> None:
    portal.emails["tinh"] = "tinh@example.vn"
    invited = await invite(portal)
    assert slug(await accept(portal, "tinh", invited["secret"])) == "own-appointment"


async def test_what_may_not_be_appointed_is_not_invited_to(portal: Portal) -> None:
    assert (await portal.send("hoa", "POST", PLACE, {"role": "reviewer"})).status_code == 403
    assert (await portal.send("tinh", "POST", PLACE, {"role": "admin"})).status_code == 403
    closed = await portal.send("tinh", "POST", "/units/dong-cua/invitations", {"role": "reviewer"})
    assert (closed.status_code, slug(closed)) == (422, "closed-unit")
    late = await portal.send("tinh", "POST", PLACE, {"role": "reviewer", "until": "2022-08-01T00:00:00Z"})
    assert code(late) == "ends-too-soon"
    assert (await portal.send("hoa", "GET", PLACE)).status_code == 404


async def test_open_ones_of_a_unit_are_bounded(portal: Portal) -> None:
    for _ in range(MOST_OF_A_UNIT):
        await invite(portal, "reviewer")
    answer = await portal.send("tinh", "POST", PLACE, {"role": "reviewer"})
    assert (answer.status_code, slug(answer)) == (409, "too-many-invitations")
    portal.now += timedelta(days=15)
    await invite(portal, "reviewer")


async def test_who_accepted_is_forgotten_with_the_person(portal: Portal) -> None:
    invited = await invite(portal)
    await accept(portal, "hoa", invited["secret"])
    assert (await portal.send("hoa", "DELETE", "/authors/me")).status_code == 204
    (shown,) = (await portal.send("tinh", "GET", PLACE)).json()["items"]
    assert (shown["state"], shown["accepted"]["name"], shown["accepted"]["email"]) == ("taken-back", None, None)
    assert slug(await confirm(portal, "tinh", invited, '"3"')) == "invitation-used"


async def test_no_secret_is_logged(portal: Portal, caplog: pytest.LogCaptureFixture) -> None:
    with structlog.testing.capture_logs() as logs, caplog.at_level(logging.DEBUG):
        invited = await invite(portal)
        await accept(portal, "khong-thu", invited["secret"])
        await accept(portal, "hoa", invited["secret"])
        await accept(portal, "la", invited["secret"])
        refused = await portal.send("la", "POST", "/invitations/acceptance", {"secret": invited["secret"] + "!"})
    assert invited["secret"] not in refused.text
    assert invited["secret"] not in caplog.text + repr(logs)
    (shown,) = (await portal.send("tinh", "GET", PLACE)).json()["items"]
    assert shown["accepted"]["person"] == str(person_id(ISSUER, "hoa"))
