"""Who may appoint whom to what, over the API: below one's own unit, never oneself, never by a deputy."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
import typer
from typer.testing import CliRunner

from services.submission import appointing
from services.submission.appoint_command import add_to, make_administrator
from services.submission.domain import authors
from services.submission.domain.appointments.appointee import MOST_APPOINTMENTS
from services.submission.domain.appointments.deputies import MOST_DEPUTIES
from services.submission.domain.authors import Details
from services.submission.domain.refusals import UnknownUnit
from shared.access import Role, person_id
from shared.web.idempotency import REPLAYED, FirstAnswer
from tests.unit.submission.conftest import Portal
from tests.unit.submission.samples import ISSUER, PROGRAMME, an_id

FAR = "2022-10-01T00:00:00Z"
OWN_ROLES = ("reviewer", "proxy", "councillor")


async def a_card(portal: Portal, name: str, home: str = "p-an-khanh", *, account: bool = True) -> str:
    """A confirmed card of somebody of a unit; of an account it has its person's id."""
    id_ = person_id(ISSUER, name) if account else an_id(name)
    card = authors.make(
        id_, Details(f"Nguyễn Thị {name}", home, f"{name}@example.vn"), portal.now, account=account, confirmed=True
    )
    await portal.store.cards.create(card, FirstAnswer(None, b""))
    return str(id_)


async def appoint(portal: Portal, by: str, card: str, role: str, unit: str, **more: Any) -> httpx.Response:
    headers = {"idempotency_key": more.pop("key")} if "key" in more else {}
    return await portal.send(by, "POST", f"/units/{unit}/appointments", {"card": card, "role": role, **more}, **headers)


async def must(portal: Portal, by: str, card: str, role: str, unit: str, **more: Any) -> Any:
    made = await appoint(portal, by, card, role, unit, **more)
    assert made.status_code == 201, made.text
    return made.json()


async def end(portal: Portal, by: str, made: Any) -> httpx.Response:
    revision = (await portal.store.appointees.get(UUID(made["person"]))).revision
    return await portal.send(by, "DELETE", f"/appointments/{made['id']}", if_match=f'"{revision}"')


def slug(answer: httpx.Response) -> str:
    return str(answer.json()["type"]).rsplit(":", 1)[-1]


def code(answer: httpx.Response) -> str:
    return str(answer.json()["errors"][0]["code"])


async def grants(portal: Portal, who: str) -> set[tuple[str, str]]:
    person = await portal.store.appointees.get(person_id(ISSUER, who))
    return {(grant.role.value, grant.unit) for grant in person.grants(portal.now)}


@pytest.fixture(autouse=True)
def roles(portal: Portal) -> None:
    portal.grants = {"tinh": [(Role.LEADER, "can-tho")], "qt": [(Role.ADMIN, "can-tho")]}


@pytest.mark.parametrize(
    ("grant", "role", "unit", "status"),
    [
        ((Role.LEADER, "can-tho"), "leader", "ninh-kieu", 201),
        ((Role.LEADER, "can-tho"), "leader", "can-tho", 403),
        *(((Role.LEADER, "can-tho"), role, "can-tho", 201) for role in OWN_ROLES),
        ((Role.LEADER, "can-tho"), "admin", "ninh-kieu", 403),
        ((Role.ADMIN, "can-tho"), "admin", "ninh-kieu", 201),
        ((Role.ADMIN, "can-tho"), "admin", "can-tho", 403),
        ((Role.ADMIN, "can-tho"), "leader", "can-tho", 403),
        ((Role.ADMIN, "can-tho"), "reviewer", "can-tho", 201),
        ((Role.ADMIN, "tld"), "admin", "tld", 403),
        ((Role.LEADER, "o-mon"), "reviewer", "ninh-kieu", 403),
        ((Role.LEADER, "p-an-khanh"), "reviewer", "ninh-kieu", 403),
        *(((role, "can-tho"), "reviewer", "ninh-kieu", 403) for role in (Role.PROXY, Role.REVIEWER, Role.COUNCILLOR)),
        ((Role.ADMIN, "can-tho"), "import", "ninh-kieu", 422),
        ((Role.ADMIN, "can-tho"), "author", "ninh-kieu", 422),
        ((Role.LEADER, "can-tho"), "reviewer", "dong-cua", 422),
        ((Role.LEADER, "can-tho"), "reviewer", "da-sap-nhap", 422),
    ],
)
async def test_leaders_and_administrators_appoint_below_their_unit_and_lesser_roles_at_it(
    portal: Portal, grant: tuple[Role, str], role: str, unit: str, status: int
) -> None:
    card = await a_card(portal, "hoa", "o-mon" if "-" in unit and unit[0] == "d" else "ninh-kieu")
    portal.grants["ai"] = [grant]
    answer = await appoint(portal, "ai", card, role, unit)
    assert answer.status_code == status, answer.text
    assert (await grants(portal, "hoa")) == ({(role, unit)} if status == 201 else set())


async def test_an_appointment_is_told_and_allows_what_it_says(portal: Portal) -> None:
    card = await a_card(portal, "hoa", "ninh-kieu")
    made = await must(portal, "tinh", card, "leader", "ninh-kieu")
    (entry,) = (one for one in portal.store.events if one["key"] == card and b"appointments" in (one["body"] or b""))
    assert (entry["version"], made["revision"], made["from"]) == (1, 1, "2022-08-15T03:00:00Z")
    assert (await appoint(portal, "hoa", await a_card(portal, "tam"), "leader", "p-an-khanh")).status_code == 201
    led = portal.store.cards.kept[UUID(card)].data
    assert led is not None
    assert led.leads == ("ninh-kieu",)


async def test_a_repeat_with_its_key_is_answered_as_at_first_though_it_ended(portal: Portal) -> None:
    card = await a_card(portal, "hoa")
    first = await appoint(portal, "tinh", card, "reviewer", "p-an-khanh", key="k")
    assert (await end(portal, "tinh", first.json())).status_code == 204
    portal.grants = {}
    again = await appoint(portal, "tinh", card, "reviewer", "p-an-khanh", key="k")
    assert (again.status_code, again.content, again.headers[REPLAYED]) == (201, first.content, "true")
    assert again.headers["etag"] == first.headers["etag"]
    other = await appoint(portal, "tinh", card, "proxy", "p-an-khanh", key="k")
    assert (other.status_code, slug(other)) == (422, "idempotency-key-reused")
    assert await grants(portal, "hoa") == set()


async def test_nobody_appoints_or_prolongs_themselves(portal: Portal) -> None:
    own = await a_card(portal, "tinh", "can-tho")
    assert slug(await appoint(portal, "tinh", own, "reviewer", "ninh-kieu")) == "own-appointment"
    card = await a_card(portal, "hoa", "ninh-kieu")
    made = await must(portal, "tinh", card, "leader", "ninh-kieu", until=FAR)
    answer = await portal.send("hoa", "PATCH", f"/appointments/{made['id']}", {"until": None}, if_match='"1"')
    assert slug(answer) == "own-appointment"


async def test_who_cannot_be_seen_or_was_not_vouched_for_is_not_appointed(portal: Portal) -> None:
    strange = await a_card(portal, "la", "thanh-hoa")
    assert slug(await appoint(portal, "tinh", strange, "reviewer", "ninh-kieu")) == "unknown-appointee"
    nobody = str(an_id("nobody"))
    assert slug(await appoint(portal, "tinh", nobody, "reviewer", "ninh-kieu")) == "unknown-appointee"
    said = await portal.send("moi", "PATCH", "/authors/me", {"home_unit": "ninh-kieu", "name": "Lê Mới"})
    answer = await appoint(portal, "tinh", said.json()["id"], "reviewer", "ninh-kieu")
    assert (answer.status_code, slug(answer)) == (422, "card-not-confirmed")


async def test_a_superiors_appointment_is_not_ended_and_ones_own_may_be_given_up(portal: Portal) -> None:
    hoa, tam = await a_card(portal, "hoa", "ninh-kieu"), await a_card(portal, "tam", "ninh-kieu")
    first = await must(portal, "tinh", hoa, "leader", "ninh-kieu")
    second = await must(portal, "tinh", tam, "leader", "ninh-kieu")
    portal.grants["thap"] = [(Role.LEADER, "p-an-khanh"), (Role.REVIEWER, "can-tho")]
    for who in ("tam", "thap"):
        refused = await end(portal, who, first)
        assert (refused.status_code, slug(refused)) == (403, "appointer-needed")
    assert (await end(portal, "tam", second)).status_code == 204
    assert (await grants(portal, "hoa"), await grants(portal, "tam")) == ({("leader", "ninh-kieu")}, set())
    assert (await end(portal, "tinh", first)).status_code == 204
    assert (await end(portal, "tinh", first)).status_code == 404


async def test_appointments_outlast_whoever_made_them(portal: Portal) -> None:
    hoa, tam = await a_card(portal, "hoa", "ninh-kieu"), await a_card(portal, "tam")
    leader = await must(portal, "tinh", hoa, "leader", "ninh-kieu")
    await must(portal, "hoa", tam, "reviewer", "p-an-khanh")
    assert (await end(portal, "tinh", leader)).status_code == 204
    assert await grants(portal, "tam") == {("reviewer", "p-an-khanh")}


async def test_a_planned_one_begins_and_ends_by_the_clock_alone(portal: Portal) -> None:
    hoa = await a_card(portal, "hoa", "ninh-kieu")
    term = {"from": "2022-09-01T00:00:00Z", "until": FAR}
    made = await must(portal, "tinh", hoa, "leader", "ninh-kieu", **term)
    portal.now += timedelta(days=10)
    assert await grants(portal, "hoa") == set()
    portal.now += timedelta(days=10)
    told = len(portal.store.events)
    assert await grants(portal, "hoa") == {("leader", "ninh-kieu")}
    assert len(portal.store.events) == told
    assert await appointing.sweep(portal.store, portal.now) == 1
    assert portal.store.cards.kept[UUID(hoa)].data.leads == ("ninh-kieu",)  # type: ignore[union-attr]
    portal.now += timedelta(days=60)
    assert await grants(portal, "hoa") == set()
    assert await appointing.sweep(portal.store, portal.now) == 1
    assert await appointing.sweep(portal.store, portal.now) == 0
    person = portal.store.appointees.kept[UUID(hoa)]
    assert (person.appointments, [act.kind for act in person.acts]) == ((), ["appointed", "over"])
    assert portal.store.cards.kept[UUID(hoa)].data.leads == ()  # type: ignore[union-attr]
    assert (await end(portal, "tinh", made)).status_code == 404


@pytest.mark.parametrize(
    ("term", "said"),
    [
        ({"from": "2022-08-01T00:00:00Z"}, "begins-in-the-past"),
        ({"from": "2024-08-01T00:00:00Z"}, "planned-too-far-ahead"),
        ({"until": "2022-08-15T03:00:00Z"}, "ends-too-soon"),
        ({"from": "2022-09-01T00:00:00Z", "until": "2022-08-20T03:00:00Z"}, "ends-too-soon"),
    ],
)
async def test_terms_that_make_no_sense_are_refused(portal: Portal, term: Any, said: str) -> None:
    answer = await appoint(portal, "tinh", await a_card(portal, "hoa"), "reviewer", "p-an-khanh", **term)
    assert (answer.status_code, code(answer)) == (422, said)


async def test_a_term_is_changed_by_who_could_appoint_at_the_revision_they_saw(portal: Portal) -> None:
    made = await must(portal, "tinh", await a_card(portal, "hoa"), "reviewer", "p-an-khanh")
    path = f"/appointments/{made['id']}"
    assert (await portal.send("tinh", "PATCH", path, {"until": FAR})).status_code == 428
    assert (await portal.send("tinh", "PATCH", path, {"until": FAR}, if_match='"7"')).status_code == 412
    changed = await portal.send("tinh", "PATCH", path, {"until": FAR}, if_match='"1"')
    assert (changed.status_code, changed.json()["until"], changed.headers["etag"]) == (200, FAR, '"2"')
    portal.grants["khac"] = [(Role.LEADER, "o-mon")]
    assert (await portal.send("khac", "PATCH", path, {"until": None}, if_match='"2"')).status_code == 403
    begun = await portal.send("tinh", "PATCH", path, {"from": "2022-09-01T00:00:00Z"}, if_match='"2"')
    assert code(begun) == "has-begun"
    assert (await portal.send("tinh", "DELETE", path)).status_code == 428
    assert (await portal.send("tinh", "DELETE", path, if_match='"1"')).status_code == 412


async def test_one_person_has_so_many_and_no_more_and_no_post_twice(portal: Portal) -> None:
    hoa = await a_card(portal, "hoa", "ninh-kieu")
    await must(portal, "tinh", hoa, "reviewer", "ninh-kieu")
    again = await appoint(portal, "tinh", hoa, "reviewer", "ninh-kieu")
    assert (again.status_code, slug(again)) == (409, "already-appointed")
    statuses = []
    for day in range(MOST_APPOINTMENTS + 3):
        start = portal.now + timedelta(days=1 + day)
        body = {"from": start.isoformat(), "until": (start + timedelta(hours=1)).isoformat()}
        statuses.append((await appoint(portal, "tinh", hoa, "proxy", "ninh-kieu", **body)).status_code)
    assert (statuses.count(201), statuses[-1]) == (MOST_APPOINTMENTS - 1, 409)
    person = portal.store.appointees.kept[UUID(hoa)]
    assert len(person.appointments) == MOST_APPOINTMENTS


async def test_a_deputy_acts_until_a_day_appoints_nobody_and_ends_with_what_they_stand_for(portal: Portal) -> None:
    hoa, tam = await a_card(portal, "hoa", "ninh-kieu"), await a_card(portal, "tam", "ninh-kieu")
    leader = await must(portal, "tinh", hoa, "leader", "ninh-kieu", until=FAR)
    assert code(await appoint(portal, "hoa", tam, "leader", "ninh-kieu", deputy=True)) == "deputy-without-end"
    late = await appoint(portal, "hoa", tam, "leader", "ninh-kieu", deputy=True, until="2022-10-02T00:00:00Z")
    assert code(late) == "deputy-outlasts"
    deputy = await must(portal, "hoa", tam, "leader", "ninh-kieu", deputy=True, until="2022-09-20T00:00:00Z")
    assert deputy["deputy_for"] == hoa
    assert await grants(portal, "tam") == {("leader", "ninh-kieu")}
    other = await a_card(portal, "khoa")
    for body in ({"deputy": True, "until": "2022-09-01T00:00:00Z"}, {}):
        refused = await appoint(portal, "tam", other, "leader", "ninh-kieu", **body)
        assert (refused.status_code, slug(refused)) == (403, "appointer-needed")
    assert slug(await appoint(portal, "tam", other, "reviewer", "p-an-khanh")) == "appointer-needed"
    shorter = await portal.send(
        "tinh", "PATCH", f"/appointments/{leader['id']}", {"until": "2022-09-01T00:00:00Z"}, if_match="*"
    )
    assert shorter.status_code == 200
    (stands,) = portal.store.appointees.kept[UUID(tam)].appointments
    assert stands.until is not None
    assert stands.until.isoformat() == "2022-09-01T00:00:00+00:00"
    assert (await end(portal, "tinh", leader)).status_code == 204
    assert (await grants(portal, "hoa"), await grants(portal, "tam")) == (set(), set())


async def test_a_deputy_of_a_leader_by_token_lasts_thirty_days(portal: Portal) -> None:
    hoa = await a_card(portal, "hoa", "can-tho")
    body = {"deputy": True, "until": "2022-09-15T00:00:00Z"}
    answer = await appoint(portal, "tinh", hoa, "leader", "can-tho", **body)
    assert code(answer) == "deputy-too-long"
    made = await must(portal, "tinh", hoa, "leader", "can-tho", deputy=True, until="2022-09-14T00:00:00Z")
    assert code(await appoint(portal, "tinh", hoa, "leader", "ninh-kieu", **body)) == "no-role-to-stand-for"
    longer = await portal.send(
        "tinh", "PATCH", f"/appointments/{made['id']}", {"until": "2022-12-01T00:00:00Z"}, if_match="*"
    )
    assert code(longer) == "deputy-too-long"
    assert (await end(portal, "tinh", made)).status_code == 204


async def test_two_are_not_deputies_of_each_other(portal: Portal) -> None:
    hoa, tam = await a_card(portal, "hoa", "can-tho"), await a_card(portal, "tam", "can-tho")
    portal.grants |= {"hoa": [(Role.LEADER, "can-tho")], "tam": [(Role.LEADER, "can-tho")]}
    await must(portal, "hoa", tam, "leader", "can-tho", deputy=True, until="2022-09-01T00:00:00Z")
    answer = await appoint(portal, "tam", hoa, "leader", "can-tho", deputy=True, until="2022-09-01T00:00:00Z")
    assert (answer.status_code, slug(answer)) == (409, "deputies-of-each-other")


async def test_a_grant_for_one_programme_appoints_for_it_alone(portal: Portal) -> None:
    hoa, tam = await a_card(portal, "hoa", "ninh-kieu"), await a_card(portal, "tam")
    programme = {"programme": "9000-sang-kien"}
    assert slug(await appoint(portal, "tinh", hoa, "leader", "ninh-kieu", programme="khac")) == "unknown-programme"
    await must(portal, "tinh", hoa, "leader", "ninh-kieu", **programme)
    assert (await appoint(portal, "hoa", tam, "reviewer", "p-an-khanh")).status_code == 403
    assert (await appoint(portal, "hoa", tam, "reviewer", "p-an-khanh", **programme)).status_code == 201
    assert portal.store.cards.kept[UUID(hoa)].data.leads == ()  # type: ignore[union-attr]


async def test_a_merge_leaves_appointments_that_cover_nothing_for_the_heirs_leader_to_end(portal: Portal) -> None:
    hoa = await a_card(portal, "hoa")
    made = await must(portal, "tinh", hoa, "leader", "p-an-khanh")
    body = {"changes": [{"code": "p-an-khanh", "merged_into": "may-viet"}]}
    assert (await portal.send("qt", "POST", "/units/changes", body)).status_code == 201
    tree = portal.store.units.tree
    heirs = [(Role.LEADER, "may-viet")]
    person = portal.store.appointees.kept[UUID(hoa)]
    assert [tree.resolve(grant.unit) == grant.unit for grant in person.grants(portal.now)] == [False]
    portal.grants["thua"] = heirs
    listed = (await portal.send("thua", "GET", "/units/may-viet/appointments")).json()["items"]
    assert [(row["id"], row["through"], row["name"]) for row in listed] == [(made["id"], "merged", "Nguyễn Thị hoa")]
    assert (await appoint(portal, "tinh", hoa, "leader", "p-an-khanh")).status_code == 422
    assert (await end(portal, "thua", made)).status_code == 204


async def test_the_list_says_what_is_inherited_page_by_page_and_as_a_sheet(portal: Portal) -> None:
    cards = [await a_card(portal, f"n{n}", "ninh-kieu") for n in range(5)]
    for card in cards:
        await must(portal, "tinh", card, "reviewer", "ninh-kieu")
        await must(portal, "tinh", card, "proxy", "p-an-khanh", **{"from": "2022-09-01T00:00:00Z"})
    rows: list[Any] = []
    after: str | None = None
    while True:
        query = f"limit=3{f'&after={after}' if after else ''}"
        page = (await portal.send("tinh", "GET", f"/units/p-an-khanh/appointments?{query}")).json()
        rows, after = rows + page["items"], page["next"]
        if after is None:
            break
    assert len({row["id"] for row in rows}) == len(rows) == 10
    assert {(row["unit"], row["through"], row["in_force"]) for row in rows} == {
        ("ninh-kieu", "above", True),
        ("p-an-khanh", "own", False),
    }
    sheet = await portal.send("tinh", "GET", "/units/p-an-khanh/appointments", accept="text/csv")
    assert sheet.headers["content-type"].startswith("text/csv")
    assert len(sheet.text.splitlines()) == 11
    same = await portal.send("tinh", "GET", "/units/p-an-khanh/appointments?format=csv")
    assert same.content == sheet.content
    portal.grants["thap"] = [(Role.REVIEWER, "p-an-khanh")]
    assert (await portal.send("thap", "GET", "/units/p-an-khanh/appointments")).status_code == 404
    assert (await portal.send("tinh", "GET", "/units/khong-co/appointments")).status_code == 404


async def test_a_card_without_account_is_appointed_and_its_account_takes_that_over(portal: Portal) -> None:
    card = await a_card(portal, "sen", "ninh-kieu", account=False)
    made = await must(portal, "tinh", card, "leader", "ninh-kieu")
    portal.emails["sen"] = "sen@example.vn"
    assert (await portal.send("sen", "PATCH", "/authors/me", {})).status_code == 200
    assert await grants(portal, "sen") == {("leader", "ninh-kieu")}
    mine = portal.store.cards.kept[person_id(ISSUER, "sen")].data
    assert mine is not None
    assert mine.leads == ("ninh-kieu",)
    assert portal.store.appointees.kept[UUID(card)].appointments == ()
    assert (await end(portal, "tinh", {**made, "person": str(person_id(ISSUER, "sen"))})).status_code == 204
    assert (await appoint(portal, "tinh", card, "reviewer", "ninh-kieu")).status_code == 201
    assert await grants(portal, "sen") == {("reviewer", "ninh-kieu")}


async def test_nobody_becomes_what_they_appointed_a_card_to(portal: Portal) -> None:
    card = await a_card(portal, "sen", "ninh-kieu", account=False)
    await must(portal, "qt", card, "leader", "ninh-kieu")
    portal.emails["qt"] = "sen@example.vn"
    assert (await portal.send("qt", "PATCH", "/authors/me", {})).status_code == 200
    assert await grants(portal, "qt") == set()


async def test_erasing_ends_all_of_somebody_and_their_deputies(portal: Portal) -> None:
    hoa, tam = await a_card(portal, "hoa", "ninh-kieu"), await a_card(portal, "tam", "ninh-kieu")
    await must(portal, "tinh", hoa, "leader", "ninh-kieu")
    await must(portal, "hoa", tam, "leader", "ninh-kieu", deputy=True, until="2022-09-01T00:00:00Z")
    assert (await portal.send("hoa", "DELETE", "/authors/me")).status_code == 204
    assert (await grants(portal, "hoa"), await grants(portal, "tam")) == (set(), set())
    tombstones = [one for one in portal.store.events if one["body"] is None and one["key"] == hoa]
    assert len(tombstones) == 2, "of the card, and of the appointments"
    assert (await appoint(portal, "tinh", hoa, "leader", "ninh-kieu")).status_code == 422


async def test_who_joins_an_appointed_card_to_an_account_could_appoint_to_it(portal: Portal) -> None:
    card = await a_card(portal, "sen", "ninh-kieu", account=False)
    await must(portal, "tinh", card, "leader", "ninh-kieu")
    mine = await a_card(portal, "gian", "ninh-kieu")
    portal.grants["to"] = [(Role.PROXY, "ninh-kieu")]
    path = f"/authors/{mine}/confirmation"
    answer = await portal.send("to", "POST", path, {"same_as": card}, if_match='"1"')
    assert (answer.status_code, slug(answer)) == (403, "card-is-appointed")
    assert (await portal.send("tinh", "POST", path, {"same_as": card}, if_match='"1"')).status_code == 200
    assert await grants(portal, "gian") == {("leader", "ninh-kieu")}


async def test_the_first_administrator_is_appointed_by_command_once(portal: Portal) -> None:
    first = person_id(ISSUER, "dau-tien")
    assert await make_administrator(portal.store, first, "tld", portal.now)
    assert not await make_administrator(portal.store, first, "tld", portal.now)
    assert await grants(portal, "dau-tien") == {("admin", "tld")}
    card = await a_card(portal, "hoa", "can-tho")
    assert (await appoint(portal, "dau-tien", card, "admin", "can-tho")).status_code == 201
    with pytest.raises(UnknownUnit):
        await make_administrator(portal.store, first, "khong-co", portal.now)


def test_the_command_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SANGKIEN_ISSUER", raising=False)
    cli = typer.Typer()
    add_to(cli)
    done = CliRunner().invoke(cli, ["dau-tien", "tld"])
    assert (done.exit_code, "SANGKIEN_ISSUER" in done.output) == (2, True)


async def test_an_appointment_has_so_many_deputies(portal: Portal) -> None:
    hoa = await a_card(portal, "hoa", "ninh-kieu")
    await must(portal, "tinh", hoa, "leader", "ninh-kieu")
    answers = []
    for number in range(MOST_DEPUTIES + 1):
        card = await a_card(portal, f"phu-{number}", "ninh-kieu")
        body = {"deputy": True, "until": "2022-09-01T00:00:00Z"}
        answers.append(await appoint(portal, "hoa", card, "leader", "ninh-kieu", **body))
    assert [answer.status_code for answer in answers] == [201] * MOST_DEPUTIES + [409]
    assert slug(answers[-1]) == "too-many-deputies"


async def test_whoever_leads_for_one_programme_sees_who_is_appointed_for_it_alone(portal: Portal) -> None:
    mine = await must(portal, "tinh", await a_card(portal, "hoa"), "leader", "p-an-khanh", programme=PROGRAMME.id)
    other = await must(portal, "tinh", await a_card(portal, "mai"), "reviewer", "p-an-khanh")
    await portal.send("tinh", "POST", "/units/p-an-khanh/invitations", {"role": "reviewer", "email": "a@example.vn"})

    async def listed(who: str, what: str = "appointments", **query: str) -> Any:
        answer = await portal.send(
            who, "GET", f"/units/p-an-khanh/{what}?" + "&".join(f"{k}={v}" for k, v in query.items())
        )
        assert answer.status_code == 200, answer.text
        return answer

    assert {one["id"] for one in (await listed("tinh")).json()["items"]} == {mine["id"], other["id"]}
    assert [one["id"] for one in (await listed("hoa")).json()["items"]] == [mine["id"]]
    assert "mai" not in (await listed("hoa", format="csv")).text
    assert len((await listed("tinh", "invitations")).json()["items"]) == 1
    assert (await listed("hoa", "invitations")).json()["items"] == []


async def test_a_card_appointed_while_it_is_joined_is_judged_as_it_is_then(portal: Portal) -> None:
    portal.grants["nhap"] = [(Role.PROXY, "p-an-khanh")]
    old, mine = await a_card(portal, "giay", account=False), await a_card(portal, "la")
    link = portal.store.cards.link

    async def late(*given: Any) -> Any:
        await must(portal, "tinh", old, "reviewer", "p-an-khanh")
        return await link(*given)

    portal.store.cards.link = late  # type: ignore[method-assign,assignment]
    answer = await portal.send("nhap", "POST", f"/authors/{mine}/confirmation", {"same_as": old}, if_match='"1"')
    assert (answer.status_code, slug(answer)) == (403, "card-is-appointed")
    assert await grants(portal, "la") == set()
