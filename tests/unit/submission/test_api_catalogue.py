from typing import Any

import pytest

from services.submission.domain.readers import ReaderSetting
from services.submission.schemas.people import CardOut, MeOut
from services.submission.schemas.programmes import ProgrammeOut
from services.submission.schemas.units import UnitOut
from shared.access import Role
from tests.unit.submission.conftest import Portal
from tests.unit.submission.samples import LAN, PROGRAMME
from tests.unit.submission.test_api_initiatives import BODY, events

UNIT: dict[str, Any] = {"name": "CĐCS mới", "level": "grassroots", "parent": "can-tho"}
CUT_OFF = "policy.grading.classes.0.from_percent"
PROGRAMME_BODY = {**PROGRAMME.model_dump(mode="json", exclude={"version"}), "policy": {"version": 1}}


async def test_a_unit_is_created_once_and_changed_at_its_revision(portal: Portal) -> None:
    portal.grants["qt"] = [(Role.ADMIN, "can-tho")]
    assert (await portal.send("qt", "PUT", "/units/moi", UNIT, if_none_match="*")).status_code == 201
    assert (await portal.send("qt", "PUT", "/units/moi", UNIT, if_none_match="*")).status_code == 412
    assert (await portal.send("qt", "PUT", "/units/moi", UNIT)).status_code == 428
    changed = await portal.send("qt", "PUT", "/units/moi", {**UNIT, "closed": True}, if_match='"1"')
    assert UnitOut.model_validate(changed.json()).closed
    assert [data["version"] for _, data in events(portal)] == [1, 2]
    assert (await portal.send("qt", "GET", "/units/moi")).headers["etag"] == '"2"'


async def test_who_has_a_unit_or_a_programme_is_not_sent_it_again(portal: Portal) -> None:
    for path in ("/units/o-mon", f"/programmes/{PROGRAMME.id}"):
        whole = await portal.send("ai", "GET", path)
        known = await portal.send("ai", "GET", path, if_none_match=f'"9", W/{whole.headers["etag"]}')
        assert (known.status_code, known.content, known.headers["etag"]) == (304, b"", whole.headers["etag"])
        assert (await portal.send("ai", "GET", path, if_none_match='"9"')).content == whole.content


async def test_units_are_found_by_parent_level_and_words_without_accents(portal: Portal) -> None:
    async def codes(query: str) -> list[str]:
        return [unit["code"] for unit in (await portal.send("ai", "GET", f"/units?{query}")).json()["items"]]

    assert await codes("parent=can-tho") == ["ninh-kieu", "o-mon"]
    assert await codes("level=national") == ["tld"]
    assert await codes("q=AN KHANH") == ["p-an-khanh"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"policy": {"base": {"upper": {"default": -1}}}}, "policy.base.upper.default"),
        ({"policy": {"ownership": {"fdi": 1.5}}}, "policy.ownership.fdi"),
        ({"policy": {"benefit_tiers": [{"from_vnd": 1}]}}, "policy.benefit_tiers.0.points"),
        ({"policy": {"benefit_tiers": [{"from_vnd": 10**12 + 1, "points": 1}]}}, "policy.benefit_tiers.0.from_vnd"),
        *(
            ({"policy": {"grading": {"classes": [{"name": "a", "from_percent": cut}]}}}, CUT_OFF)
            for cut in (10000, 88.885, "88")
        ),
        ({"correct_until": "2022-01-01T00:00:00Z"}, "correct_until"),
    ],
)
async def test_a_bad_programme_is_refused_naming_the_field(portal: Portal, changes: dict[str, Any], field: str) -> None:
    portal.grants["qt"] = [(Role.ADMIN, "can-tho")]
    answer = await portal.send("qt", "PUT", "/programmes/moi", {**PROGRAMME_BODY, "id": "moi", **changes})
    assert answer.status_code == 422
    assert field in [error["field"] for error in answer.json()["errors"]]


async def test_a_programme_is_written_by_its_roots_administrator_and_read_by_all(portal: Portal) -> None:
    portal.grants["qt"] = [(Role.ADMIN, "can-tho")]
    policy = {"version": 2, "base": {"upper": {"default": 10}}, "rewards": {"bang-khen": {"default": 5}}}
    body = {**PROGRAMME_BODY, "id": "moi", "policy": policy}
    assert (await portal.send("ai", "PUT", "/programmes/moi", body)).status_code == 403
    assert (await portal.send("qt", "PUT", "/programmes/moi", body)).status_code == 201
    told = ProgrammeOut.model_validate((await portal.send("ai", "GET", "/programmes/moi")).json())
    assert told.policy["base"] == {"upper": {"default": 10}}
    assert len((await portal.send("ai", "GET", "/programmes")).json()["items"]) == 2


async def test_a_proxys_card_becomes_the_accounts_at_the_first_login(portal: Portal) -> None:
    portal.grants["to"] = [(Role.PROXY, "ninh-kieu")]
    card = {"name": "Nguyễn Thị Lan", "email": "lan@example.vn", "home_unit": "p-an-khanh", "member_number": "01"}
    made = CardOut.model_validate((await portal.send("to", "POST", "/authors", card)).json())
    assert (made.confirmed, made.account) == (True, False)
    assert (await portal.send("to", "POST", "/authors", card)).json()["type"].endswith("member-number-taken")
    body = {**BODY, "authors": [{"id": str(made.id), "share": 100}], "submit": True}
    initiative = (await portal.send("to", "POST", "/initiatives", body)).json()["id"]
    portal.emails["lan"] = "lan@example.vn"
    seen = CardOut.model_validate((await portal.send("lan", "GET", "/authors/me")).json())
    assert (seen.id, seen.member_number, seen.revision) == (LAN, "01", 0)
    mine = CardOut.model_validate((await portal.send("lan", "PATCH", "/authors/me", {})).json())
    assert (mine.id, mine.member_number, mine.confirmed) == (LAN, "01", True)
    assert (await portal.send("lan", "GET", f"/initiatives/{initiative}")).json()["authors"][0]["id"] == str(LAN)
    assert [entry["key"] for entry in portal.store.events if entry["body"] is None] == [str(made.id)]
    assert "reclassified" in [kind for kind, _ in events(portal)]


async def test_an_address_that_is_not_verified_takes_over_no_card_and_is_not_mailed_to(portal: Portal) -> None:
    portal.grants["to"] = [(Role.PROXY, "ninh-kieu")]
    card = {"name": "Nguyễn Thị Lan", "email": "lan@example.vn", "home_unit": "p-an-khanh", "member_number": "01"}
    await portal.send("to", "POST", "/authors", card)
    portal.unproven_emails["lan"] = "lan@example.vn"
    claim = {"home_unit": "p-an-khanh", "member_number": "01"}
    assert (await portal.send("lan", "PATCH", "/authors/me", claim)).json()["type"].endswith("card-of-another")
    await portal.send("lan", "POST", "/initiatives", {**BODY, "submit": True})
    me = MeOut.model_validate((await portal.send("lan", "GET", "/me")).json())
    assert (me.email, me.email_verified) == ("lan@example.vn", False)
    assert "has not verified" in str(me.email_note)
    assert me.card is not None
    assert (me.card.email, me.card.member_number) == (None, None)


async def test_a_verified_address_is_said_to_be_one(portal: Portal) -> None:
    portal.emails["lan"] = "lan@example.vn"
    me = MeOut.model_validate((await portal.send("lan", "GET", "/me")).json())
    assert (me.email, me.email_verified, me.email_note) == ("lan@example.vn", True, None)


async def test_nobody_takes_over_a_card_by_knowing_its_member_number(portal: Portal) -> None:
    portal.grants["to"] = [(Role.PROXY, "ninh-kieu")]
    card = {"name": "Nguyễn Thị Lan", "home_unit": "p-an-khanh", "member_number": "01"}
    made = (await portal.send("to", "POST", "/authors", card)).json()["id"]
    claim = {"home_unit": "p-an-khanh", "member_number": "01"}
    assert (await portal.send("lan", "PATCH", "/authors/me", claim)).json()["type"].endswith("card-of-another")
    assert (await portal.send("lan", "PATCH", "/authors/me", {"home_unit": "p-an-khanh"})).status_code == 200
    link = {"same_as": made}
    assert (await portal.send("ai", "POST", f"/authors/{LAN}/confirmation", link, if_match='"1"')).status_code == 403
    linked = await portal.send("to", "POST", f"/authors/{LAN}/confirmation", link, if_match='"1"')
    assert (linked.json()["member_number"], linked.json()["id"]) == ("01", str(LAN))


async def test_an_erased_person_leaves_a_tombstone_and_may_come_back(portal: Portal) -> None:
    await portal.send("lan", "PATCH", "/authors/me", {"home_unit": "o-mon", "phone": "0912345678"})
    assert (await portal.send("lan", "DELETE", "/authors/me")).status_code == 204
    assert portal.store.events[-1]["body"] is None
    assert (await portal.send("lan", "GET", "/me")).json()["home_unit"] is None
    again = await portal.send("lan", "PATCH", "/authors/me", {"home_unit": "o-mon"})
    assert (again.json()["version"], again.json()["phone"]) == (3, None)


async def test_cards_are_shown_to_those_who_keep_them(portal: Portal) -> None:
    await portal.send("lan", "PATCH", "/authors/me", {"home_unit": "o-mon", "name": "Lê Thị Lan"})
    portal.grants["to"] = [(Role.PROXY, "o-mon")]
    assert len((await portal.send("to", "GET", "/authors?q=le lan")).json()["items"]) == 1
    assert (await portal.send("to", "GET", "/authors?unit=ninh-kieu")).status_code == 404
    assert (await portal.send("lan", "GET", "/authors")).json()["items"] == []
    confirmed = await portal.send("to", "POST", f"/authors/{LAN}/confirmation", {}, if_match='"1"')
    assert confirmed.json()["confirmed"] is True


async def test_me_tells_the_id_the_grants_and_the_home_unit(portal: Portal) -> None:
    portal.grants["lan"] = [(Role.LEADER, "o-mon")]
    await portal.send("lan", "PATCH", "/authors/me", {})
    told = MeOut.model_validate((await portal.send("lan", "GET", "/me")).json())
    assert (told.id, told.home_unit, told.grants[0].unit) == (LAN, "o-mon", "o-mon")
    assert told.card is not None
    assert told.card.leads == ["o-mon"]
    assert "kinds" in (await portal.send("lan", "GET", "/reference")).json()


async def test_reading_ones_card_writes_nothing(portal: Portal) -> None:
    assert (await portal.send("lan", "GET", "/authors/me")).status_code == 404
    portal.grants["lan"] = [(Role.LEADER, "o-mon")]
    seen = await portal.send("lan", "GET", "/authors/me")
    assert (seen.json()["home_unit"], seen.json()["revision"], "etag" in seen.headers) == ("o-mon", 0, False)
    assert (await portal.send("lan", "GET", "/me")).json()["card"] is None
    assert (await portal.send("lan", "GET", "/authors/me/export")).json()["card"] is None
    assert portal.store.events == []
    made = await portal.send("lan", "PATCH", "/authors/me", {})
    assert (made.json()["leads"], made.headers["etag"]) == (["o-mon"], '"2"')
    assert (await portal.send("lan", "GET", "/authors/me")).json()["revision"] == 2


async def test_who_had_themselves_erased_is_not_made_again_by_a_sign_in(portal: Portal) -> None:
    portal.grants["lan"] = [(Role.LEADER, "o-mon")]
    await portal.send("lan", "PATCH", "/authors/me", {})
    await portal.send("lan", "DELETE", "/authors/me")
    again = await portal.send("lan", "PATCH", "/authors/me", {})
    assert (again.status_code, again.json()["type"].rsplit(":", 1)[-1]) == (422, "home-unit-needed")


async def test_a_setting_that_older_readers_do_not_know_is_refused_until_the_deployment_says_they_are_out(
    portal: Portal,
) -> None:
    portal.grants["qt"] = [(Role.ADMIN, "can-tho")]
    body = {**PROGRAMME_BODY, "id": "moi", "blind_review": True}
    refused = await portal.send("qt", "PUT", "/programmes/moi", body, if_none_match="*")
    assert (refused.status_code, refused.json()["type"].rsplit(":", 1)[-1]) == (409, "readers-not-ready")
    assert [error["field"] for error in refused.json()["errors"]] == ["blind_review"]
    portal.readers_know.add(ReaderSetting.BLIND_REVIEW)
    made = await portal.send("qt", "PUT", "/programmes/moi", body, if_none_match="*")
    assert ProgrammeOut.model_validate(made.json()).blind_review


@pytest.mark.parametrize("language", ["vi", "en", "zh", "ko", "ja"])
async def test_a_card_says_in_which_language_its_person_is_written_to(portal: Portal, language: str) -> None:
    body = {"home_unit": "p-an-khanh", "language": language}
    answer = await portal.send("lan", "PATCH", "/authors/me", body)
    assert (answer.status_code, answer.json()["language"]) == (200, language)
    refused = await portal.send("lan", "PATCH", "/authors/me", {"language": "fr"}, if_match='"1"')
    assert refused.status_code == 422
