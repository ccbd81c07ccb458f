"""Whose an initiative is, by name; and what a blind review hides of that, from whom and until when."""

from typing import Any
from uuid import UUID

import pytest

from services.submission.domain.authors import Details, erase, make
from services.submission.domain.initiative import Change
from services.submission.domain.judging import Decision, judged
from services.submission.domain.programmes import change_programme
from shared.access import Role
from shared.events.decisions import ReviewState
from shared.units import Level
from shared.web.idempotency import FirstAnswer
from tests.unit.submission.conftest import Portal
from tests.unit.submission.samples import HUNG, LAN, NOW, PROGRAMME, TREE, a_decision
from tests.unit.submission.test_api_initiatives import submitted as posted
from tests.unit.submission.test_supplements import AT_GRASSROOTS, approval, approved

UPPER = approval("ninh-kieu", Level.UPPER, recommended=True)
ENDED = approval("ninh-kieu", Level.UPPER, recommended=False)


@pytest.fixture
async def blind(portal: Portal) -> Portal:
    present = await portal.store.units.programme(PROGRAMME.id)
    changed = PROGRAMME.model_copy(update={"blind_review": True})
    await portal.store.units.save_programme(change_programme(present, changed, TREE, NOW))
    portal.grants |= {
        "co-so": [(Role.REVIEWER, "p-an-khanh")],
        "quan": [(Role.REVIEWER, "ninh-kieu")],
        "thanh-pho": [(Role.REVIEWER, "can-tho")],
        "uy-vien": [(Role.COUNCILLOR, "ninh-kieu")],
        "nhap": [(Role.PROXY, "ninh-kieu")],
        "lanh-dao": [(Role.LEADER, "ninh-kieu")],
        "quan-tri": [(Role.ADMIN, "can-tho")],
    }
    return portal


async def decide(portal: Portal, id_: str, decision: Decision) -> None:
    known = portal.store.initiatives.kept[UUID(id_)]
    await portal.store.initiatives.save(Change(judged(known, decision)))


async def sees(portal: Portal, who: str, id_: str) -> bool:
    """Whether an initiative's own answer names its people to `who`."""
    shown = (await portal.send(who, "GET", f"/initiatives/{id_}")).json()
    named = (await portal.send(who, "GET", f"/initiatives/{id_}/authors")).json()["items"]
    assert (shown["authors"] is None) == (shown["entered_by"] is None) == (named is None)
    return named is not None


async def test_authors_are_told_by_name_and_home_to_whoever_may_read_it(portal: Portal) -> None:
    card = make(HUNG, Details("Trần Văn Hùng", "may-viet"), NOW, account=True)
    await portal.store.cards.create(card, FirstAnswer(None, b""))
    authors = [{"id": str(LAN), "share": 60}, {"id": str(HUNG), "share": 40}]
    id_ = (await posted(portal, authors=authors))["id"]
    portal.grants["binh"] = [(Role.REVIEWER, "ninh-kieu")]
    items = (await portal.send("binh", "GET", f"/initiatives/{id_}/authors")).json()["items"]
    assert [(one["name"], one["home_unit"], one["share"]) for one in items] == [
        ("Lan", "p-an-khanh", 60), ("Trần Văn Hùng", "may-viet", 40),
    ]  # fmt: skip
    assert items[1]["home_unit_name"] == "CĐCS Công ty may"
    assert (await portal.send("ai", "GET", f"/initiatives/{id_}/authors")).status_code == 404
    await portal.store.cards.save(erase(portal.store.cards.kept[HUNG], NOW))
    items = (await portal.send("binh", "GET", f"/initiatives/{id_}/authors")).json()["items"]
    assert [one["name"] for one in items] == ["Lan", None]


@pytest.mark.parametrize(
    ("who", "knows"),
    [
        ("co-so", False),
        ("quan", False),
        ("thanh-pho", False),
        ("uy-vien", False),
        ("nhap", True),
        ("lanh-dao", True),
        ("quan-tri", True),
        ("lan", True),
    ],
)
async def test_before_a_decision_whoever_only_judges_knows_nobody(blind: Portal, who: str, knows: bool) -> None:
    id_ = (await posted(blind))["id"]
    assert await sees(blind, who, id_) is knows


@pytest.mark.parametrize(
    ("decision", "who"),
    [
        (a_decision(ReviewState.RETURNED), ""),
        (a_decision(ReviewState.REJECTED), "co-so quan thanh-pho"),
        (a_decision(ReviewState.REVOKED), "co-so quan thanh-pho"),
        (approved(AT_GRASSROOTS), "co-so"),
        (approved(AT_GRASSROOTS, UPPER), "co-so quan"),
        (approved(AT_GRASSROOTS, ENDED), "co-so quan thanh-pho"),
    ],
    ids=["returned", "rejected", "revoked", "recommended", "recommended twice", "approved for good"],
)
async def test_whoever_decided_knows_and_whoever_is_still_to_decide_does_not(
    blind: Portal, decision: Decision, who: str
) -> None:
    id_ = (await posted(blind))["id"]
    await decide(blind, id_, decision)
    assert [name for name in ("co-so", "quan", "thanh-pho") if await sees(blind, name, id_)] == who.split()


async def test_no_other_answer_names_them_either(blind: Portal) -> None:
    made = await posted(blind)
    place = f"/initiatives/{made['id']}"
    await blind.send("lan", "PUT", f"{place}/supplements/description", {"text": "Bổ sung."}, if_match='"1"')
    for path in (
        "/initiatives?unit=ninh-kieu",
        place,
        f"{place}/versions",
        f"{place}/versions/1",
        f"{place}/supplements",
    ):
        answer = await blind.send("quan", "GET", path)
        assert answer.status_code == 200, path
        assert str(LAN) not in answer.text, path
        assert str(LAN) in (await blind.send("lanh-dao", "GET", path)).text, path


async def test_without_a_blind_review_reviewers_know(portal: Portal) -> None:
    portal.grants["quan"] = [(Role.REVIEWER, "ninh-kieu")]
    assert await sees(portal, "quan", (await posted(portal))["id"])


async def test_every_version_is_there_as_it_was_submitted(portal: Portal) -> None:
    id_ = (await posted(portal))["id"]
    await decide(portal, id_, a_decision(ReviewState.RETURNED))
    changed: Any = {"description": "Viết lại."}
    await portal.send("lan", "PATCH", f"/initiatives/{id_}", changed, if_match='"2"')
    await portal.send("lan", "POST", f"/initiatives/{id_}/submission", if_match='"3"')
    portal.grants["uy-vien"] = [(Role.COUNCILLOR, "ninh-kieu")]
    for who in ("lan", "uy-vien"):
        items = (await portal.send(who, "GET", f"/initiatives/{id_}/versions")).json()["items"]
        assert [(one["content_version"], one["description"]) for one in items] == [(2, "Viết lại."), (1, "Mô tả.")]
    portal.grants["nhap"] = [(Role.PROXY, "ninh-kieu")]
    assert (await portal.send("nhap", "GET", f"/initiatives/{id_}/versions")).status_code == 404


async def test_whoever_judges_at_two_levels_knows_nobody_before_both_have_decided(blind: Portal) -> None:
    blind.grants["hai-cap"] = [(Role.REVIEWER, "p-an-khanh"), (Role.REVIEWER, "ninh-kieu")]
    id_ = (await posted(blind))["id"]
    await decide(blind, id_, approved(AT_GRASSROOTS))
    assert not await sees(blind, "hai-cap", id_)
    await decide(blind, id_, approved(AT_GRASSROOTS, ENDED, version=2))
    assert await sees(blind, "hai-cap", id_)
