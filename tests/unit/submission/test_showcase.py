"""What everybody may see: proposed by a leader, agreed to by its first author, ended when its ground is gone."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from services.submission.domain import acts, authors
from services.submission.domain.authors import Details
from services.submission.domain.initiative import Change
from services.submission.domain.judging import judged
from services.submission.domain.programmes import change_programme
from services.submission.domain.refusals import WrongState
from services.submission.domain.showcase import consent, propose, shown
from shared.access import Role
from shared.events.decisions import ReviewState
from shared.units import Level
from shared.web.idempotency import FirstAnswer
from tests.unit.submission.conftest import Portal
from tests.unit.submission.samples import BY_LAN, HUNG, LAN, NOW, PROGRAMME, SETTING, TREE, a_decision, an_id, submitted
from tests.unit.submission.test_api_initiatives import submitted as posted
from tests.unit.submission.test_supplements import AT_GRASSROOTS, approval, approved

BY_TWO = [{"id": str(LAN), "share": 60}, {"id": str(HUNG), "share": 40}]
PUBLIC = f"/showcase?programme={PROGRAMME.id}"


@pytest.fixture
async def leaders(portal: Portal) -> Portal:
    card = authors.make(HUNG, Details("Trần Văn Hùng", "may-viet"), NOW, account=True)
    await portal.store.cards.create(card, FirstAnswer(None, b""))
    portal.grants |= {"lanh-dao": [(Role.LEADER, "ninh-kieu")], "binh": [(Role.REVIEWER, "ninh-kieu")]}
    return portal


async def an_approved_one(portal: Portal, **changes: Any) -> str:
    id_: str = (await posted(portal, authors=BY_TWO, **changes))["id"]
    await save(portal, judged(portal.store.initiatives.kept[UUID(id_)], approved(AT_GRASSROOTS)))
    return id_


async def save(portal: Portal, initiative: Any) -> None:
    await portal.store.initiatives.save(Change(initiative))


async def ask(portal: Portal, who: str, method: str, id_: str, *, at: str = "", body: Any = None) -> Any:
    return await portal.send(who, method, f"/initiatives/{id_}/showcase{at}", body, if_match="*")


async def a_shown_one(portal: Portal, *, with_name: bool = False) -> str:
    id_ = await an_approved_one(portal)
    assert (await ask(portal, "lanh-dao", "POST", id_)).status_code == 200
    answer = await ask(portal, "lan", "PUT", id_, at="/consent", body={"with_name": with_name})
    assert answer.status_code == 200, answer.text
    return id_


async def everybody_sees(portal: Portal) -> list[Any]:
    answer = await portal.client.get(PUBLIC)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


async def test_it_is_shown_once_a_leader_proposed_and_the_first_author_agreed(leaders: Portal) -> None:
    id_ = await an_approved_one(leaders)
    proposed = await ask(leaders, "lanh-dao", "POST", id_)
    assert (proposed.status_code, proposed.json()["showcase"]["shown_since"]) == (200, None)
    assert await everybody_sees(leaders) == []
    agreed = await ask(leaders, "lan", "PUT", id_, at="/consent", body={"with_name": True})
    assert agreed.status_code == 200, agreed.text
    (row,) = await everybody_sees(leaders)
    assert row == {
        "id": id_,
        "title": "Giá đỡ bình truyền",
        "summary": "Gắn giá đỡ vào xe đẩy để một người làm được.",
        "unit": "p-an-khanh",
        "unit_name": "CĐCS phường An Khánh",
        "kind": "technical",
        "level": "grassroots",
        "decided_on": "2022-08-15",
        "shown_since": "2022-08-15T03:00:00Z",
        "author": "Lan",
    }


async def test_the_name_is_shown_only_as_the_first_author_agreed(leaders: Portal) -> None:
    id_ = await a_shown_one(leaders)
    assert [row["author"] for row in await everybody_sees(leaders)] == [None]
    again = await ask(leaders, "lan", "PUT", id_, at="/consent", body={"with_name": True})
    assert again.status_code == 200
    assert [row["author"] for row in await everybody_sees(leaders)] == ["Lan"]
    same = await ask(leaders, "lan", "PUT", id_, at="/consent", body={"with_name": True})
    assert same.json()["type"].endswith("nothing-to-change")
    await leaders.store.cards.erase(authors.erase(leaders.store.cards.kept[LAN], NOW))
    assert [row["author"] for row in await everybody_sees(leaders)] == [None]


@pytest.mark.parametrize("who", ["lan", "hung", "lanh-dao"])
async def test_any_author_and_any_leader_over_the_unit_ends_it(leaders: Portal, who: str) -> None:
    id_ = await a_shown_one(leaders)
    ended = await ask(leaders, who, "DELETE", id_)
    assert (ended.status_code, ended.json()["showcase"]) == (200, None)
    assert await everybody_sees(leaders) == []
    assert (await ask(leaders, who, "DELETE", id_)).status_code == 404
    assert (await ask(leaders, "lan", "PUT", id_, at="/consent", body={"with_name": True})).status_code == 404


async def test_nobody_else_proposes_agrees_or_ends(leaders: Portal) -> None:
    id_ = await an_approved_one(leaders)
    for who in ("lan", "binh", "ai"):
        assert (await ask(leaders, who, "POST", id_)).status_code == 403
    await ask(leaders, "lanh-dao", "POST", id_)
    for who in ("hung", "lanh-dao", "ai"):
        assert (await ask(leaders, who, "PUT", id_, at="/consent", body={"with_name": True})).status_code == 403
    for who in ("binh", "ai"):
        assert (await ask(leaders, who, "DELETE", id_)).status_code == 403
    assert (await ask(leaders, "lanh-dao", "POST", str(an_id("none")))).status_code == 404
    unsaid = await leaders.send("lanh-dao", "DELETE", f"/initiatives/{id_}/showcase")
    assert unsaid.status_code == 428


async def test_what_is_pending_confidential_or_proposed_already_is_not_proposed(leaders: Portal) -> None:
    pending = (await posted(leaders))["id"]
    assert (await ask(leaders, "lanh-dao", "POST", pending)).json()["type"].endswith("wrong-state")
    secret = await an_approved_one(leaders, confidential=True, description=None)
    assert (await ask(leaders, "lanh-dao", "POST", secret)).json()["type"].endswith("confidential-showcase")
    shown_one = await a_shown_one(leaders)
    assert (await ask(leaders, "lanh-dao", "POST", shown_one)).json()["type"].endswith("nothing-to-change")


async def test_a_revocation_ends_it_for_good(leaders: Portal) -> None:
    id_ = await a_shown_one(leaders)
    revoked = judged(leaders.store.initiatives.kept[UUID(id_)], a_decision(ReviewState.REVOKED, version=2))
    await save(leaders, revoked)
    assert await everybody_sees(leaders) == []
    agreed = await ask(leaders, "lan", "PUT", id_, at="/consent", body={"with_name": True})
    assert agreed.status_code == 404
    await save(leaders, judged(leaders.store.initiatives.kept[UUID(id_)], approved(AT_GRASSROOTS, version=3)))
    assert await everybody_sees(leaders) == []


async def test_a_higher_approval_is_the_one_that_is_shown(leaders: Portal) -> None:
    id_ = await a_shown_one(leaders)
    higher = approved(AT_GRASSROOTS, approval("ninh-kieu", Level.UPPER, recommended=False), version=2)
    await save(leaders, judged(leaders.store.initiatives.kept[UUID(id_)], higher))
    assert [row["level"] for row in await everybody_sees(leaders)] == ["upper"]


async def test_whoever_is_not_its_first_author_any_more_has_agreed_to_nothing(leaders: Portal) -> None:
    id_ = await a_shown_one(leaders)
    before = leaders.store.initiatives.kept[UUID(id_)]
    other = tuple(reversed(before.public.authors))
    changed = acts.reclassify(before, acts.Correction(authors=other), BY_LAN, SETTING).initiative
    assert shown(changed) is None
    await leaders.store.initiatives.save(Change(changed))
    assert (await ask(leaders, "hung", "PUT", id_, at="/consent", body={"with_name": False})).status_code == 200
    assert len(await everybody_sees(leaders)) == 1


async def test_a_linked_account_has_agreed_to_what_its_card_did(leaders: Portal) -> None:
    id_ = await a_shown_one(leaders)
    linked = acts.relinked(leaders.store.initiatives.kept[UUID(id_)], LAN, an_id("account"), NOW).initiative
    found = shown(linked)
    assert found is not None
    assert linked.showcase is not None
    assert linked.showcase.consented_by == an_id("account")


async def test_what_is_withdrawn_or_confidential_is_not_shown_whatever_comes_first(leaders: Portal) -> None:
    made = leaders.store.initiatives.kept[UUID(await a_shown_one(leaders))]
    assert shown(made) is not None
    assert shown(replace(made, state=acts.withdraw(replace(made, standing=None), BY_LAN, NOW).initiative.state)) is None
    secret = replace(made.versions[-1], content=replace(made.public, confidential=True))
    assert shown(replace(made, versions=(secret,))) is None


def test_nobody_agrees_to_show_what_is_not_approved_any_more() -> None:
    """What a restore brings back may be behind its decisions."""
    proposed = propose(judged(submitted(), approved(AT_GRASSROOTS)), HUNG, NOW).initiative
    with pytest.raises(WrongState):
        consent(replace(proposed, standing=None), LAN, NOW, with_name=True)


async def test_it_comes_in_pages_the_newest_first_and_is_not_sent_twice(leaders: Portal) -> None:
    ids = []
    for minute in range(3):
        leaders.now = NOW + timedelta(minutes=minute)
        ids.append(await a_shown_one(leaders))
    first = await leaders.client.get(f"{PUBLIC}&limit=2")
    assert [row["id"] for row in first.json()["items"]] == [ids[2], ids[1]]
    rest = await leaders.client.get(f"{PUBLIC}&limit=2&after={first.json()['next']}")
    assert ([row["id"] for row in rest.json()["items"]], rest.json()["next"]) == ([ids[0]], None)
    known = await leaders.client.get(f"{PUBLIC}&limit=2", headers={"if-none-match": first.headers["etag"]})
    assert (known.status_code, known.content, first.headers["cache-control"]) == (304, b"", "no-cache")
    await ask(leaders, "lan", "DELETE", ids[2])
    fresh = await leaders.client.get(f"{PUBLIC}&limit=2", headers={"if-none-match": first.headers["etag"]})
    assert fresh.status_code == 200


async def test_of_a_programme_that_is_not_public_it_takes_a_token(leaders: Portal) -> None:
    present = await leaders.store.units.programme(PROGRAMME.id)
    closed = PROGRAMME.model_copy(update={"public": False})
    await leaders.store.units.save_programme(change_programme(present, closed, TREE, NOW))
    assert (await leaders.client.get(PUBLIC)).status_code == 401
    assert (await leaders.send("ai", "GET", PUBLIC)).status_code == 200
    assert (await leaders.client.get("/showcase?programme=khac")).status_code == 401
    assert (await leaders.send("ai", "GET", "/showcase?programme=khac")).status_code == 404


async def test_no_name_is_shown_while_a_level_judges_blindly(leaders: Portal) -> None:
    id_ = await a_shown_one(leaders, with_name=True)
    present = await leaders.store.units.programme(PROGRAMME.id)
    blind = PROGRAMME.model_copy(update={"blind_review": True, "public": True})
    await leaders.store.units.save_programme(change_programme(present, blind, TREE, NOW))
    assert [one["author"] for one in await everybody_sees(leaders)] == [None]
    known = leaders.store.initiatives.kept[UUID(id_)]
    await save(leaders, judged(known, approved(approval("p-an-khanh", Level.GRASSROOTS, recommended=False), version=2)))
    assert [one["author"] for one in await everybody_sees(leaders)] == ["Lan"]
