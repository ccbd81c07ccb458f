"""Somebody invited becomes an author with a share of the first author's, unless an approval never saw them."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from services.submission.domain.coauthors import check_share, without_unseen
from services.submission.domain.content import MAX_AUTHORS
from services.submission.domain.initiative import Join
from services.submission.domain.refusals import TooManyAuthors
from services.submission.handlers import apply_decisions
from shared.access import Role, person_id
from shared.events.decisions import APPROVED, DECISIONS, Approval, DecisionData, LastAct, ReviewState, Standing
from shared.events.envelope import CloudEvent
from shared.units import Level
from tests.fakes.batch import FakeBatch, record
from tests.unit.submission.conftest import Portal
from tests.unit.submission.samples import ISSUER, LAN, NOW, an_id, submitted
from tests.unit.submission.test_api_initiatives import BODY
from tests.unit.submission.test_appointments import a_card, end, must, slug

MAI = person_id(ISSUER, "mai")


async def posted(portal: Portal, **more: Any) -> str:
    made = await portal.send("lan", "POST", "/initiatives", {**BODY, "submit": True, **more})
    assert made.status_code == 201, made.text
    return str(made.json()["id"])


async def invite(portal: Portal, id_: str, share: int = 40, by: str = "lan", **more: Any) -> httpx.Response:
    return await portal.send(by, "POST", f"/initiatives/{id_}/invitations", {"share": share, **more})


async def accept(portal: Portal, who: str, invited: httpx.Response) -> httpx.Response:
    return await portal.send(who, "POST", "/invitations/acceptance", {"secret": invited.json()["secret"]})


def shares(portal: Portal, id_: str) -> dict[UUID, int]:
    return {author.id: author.share for author in portal.store.initiatives.kept[UUID(id_)].public.authors}


def approved_having_seen(saw: int) -> Standing:
    """By the grassroots unit, which looked at this version of the submission."""
    own = Approval(
        id=an_id("approval"),
        unit="p-an-khanh",
        level=Level.GRASSROOTS,
        decision_number="12/QĐ",
        decided_on=NOW.date(),
        content_version=1,
        submission_version=saw,
    )
    last = LastAct(id=an_id("act"), state=ReviewState.APPROVED, unit="p-an-khanh", level=Level.GRASSROOTS, at=NOW)
    return Standing(state=ReviewState.APPROVED, content_version=1, last_act=last, approvals=(own,))


def approval(id_: str, saw: int) -> FakeBatch:
    """The record that tells of it."""
    data = DecisionData(version=1, programme="9000-sang-kien", unit="p-an-khanh", standing=approved_having_seen(saw))
    event = CloudEvent[DecisionData](
        id=an_id("event"), source="/review", type=APPROVED, subject=id_, time=NOW, data=data
    )
    return FakeBatch([record(DECISIONS, event)])  # type: ignore[arg-type]


async def test_acceptance_takes_a_share_off_the_first_authors_and_tells_a_reclassification(
    portal: Portal,
) -> None:
    id_ = await posted(portal)
    invited = await invite(portal, id_)
    assert invited.status_code == 201, invited.text
    assert shares(portal, id_) == {LAN: 100}
    answer = await accept(portal, "mai", invited)
    assert (answer.status_code, answer.json()["state"], answer.json()["initiative"]) == (200, "confirmed", id_)
    assert shares(portal, id_) == {LAN: 60, MAI: 40}
    told = [event for event in portal.store.events if event["key"] == id_]
    assert (len(told), b"reclassified" in told[-1]["body"]) == (2, True)
    shown = await portal.send("mai", "GET", f"/initiatives/{id_}")
    assert [line["kind"] for line in shown.json()["timeline"]] == ["entered", "submitted", "joined"]
    again = await accept(portal, "mai", invited)
    assert (again.status_code, again.json()) == (200, answer.json()), "the first answer may have been lost"
    assert shares(portal, id_) == {LAN: 60, MAI: 40}
    assert [event for event in portal.store.events if event["key"] == id_] == told
    assert slug(await accept(portal, "minh", invited)) == "invitation-used"


async def test_a_draft_is_joined_without_a_word_to_others(portal: Portal) -> None:
    id_ = await posted(portal, submit=False)
    assert (await accept(portal, "mai", await invite(portal, id_))).status_code == 200
    assert shares(portal, id_) == {LAN: 60, MAI: 40}
    assert not [event for event in portal.store.events if event["key"] == id_]


async def test_the_share_is_the_first_authors_to_give(portal: Portal) -> None:
    id_ = await posted(portal)
    await accept(portal, "mai", await invite(portal, id_))
    refused = await invite(portal, id_, 10, by="mai")
    assert (refused.status_code, slug(refused)) == (403, "first-author-needed")
    assert (await invite(portal, id_, 10, by="la")).status_code == 403
    too_much = await invite(portal, id_, 60)
    assert (too_much.status_code, too_much.json()["errors"][0]["params"]) == (422, {"most": 59})
    portal.grants["to"] = [(Role.PROXY, "ninh-kieu")]
    assert (await invite(portal, id_, 10, by="to")).status_code == 201


async def test_lists_are_for_who_may_invite_and_what_is_taken_back_opens_nothing(portal: Portal) -> None:
    id_ = await posted(portal)
    invited = await invite(portal, id_)
    place = f"/initiatives/{id_}/invitations"
    (shown,) = (await portal.send("lan", "GET", place)).json()["items"]
    assert (shown["share"], shown["state"], shown.get("secret")) == (40, "open", None)
    assert (await portal.send("la", "GET", place)).status_code == 404
    assert (await portal.send("la", "DELETE", f"{place}/{shown['id']}")).status_code == 403
    assert (await portal.send("lan", "DELETE", f"{place}/{an_id('other')}")).status_code == 404
    assert (await portal.send("lan", "DELETE", f"{place}/{shown['id']}")).status_code == 204
    assert slug(await accept(portal, "mai", invited)) == "invitation-used"


async def test_nobody_joins_twice_or_their_own(portal: Portal) -> None:
    id_ = await posted(portal)
    first, second = await invite(portal, id_, 10), await invite(portal, id_, 10)
    assert (await accept(portal, "mai", first)).status_code == 200
    assert slug(await accept(portal, "mai", second)) == "already-author"
    assert slug(await accept(portal, "lan", second)) == "own-appointment"


async def test_what_was_approved_is_joined_by_nobody(portal: Portal) -> None:
    id_ = await posted(portal)
    invited = await invite(portal, id_)
    await apply_decisions(approval(id_, saw=1), portal.store, portal.now)
    answer = await accept(portal, "mai", invited)
    assert (answer.status_code, slug(answer)) == (409, "approval-stands")
    assert slug(await invite(portal, id_)) == "approval-stands"


async def test_an_approval_that_never_saw_who_joined_meanwhile_takes_them_out_again(portal: Portal) -> None:
    id_ = await posted(portal)
    await accept(portal, "mai", await invite(portal, id_))
    batch = approval(id_, saw=1)
    await apply_decisions(batch, portal.store, portal.now)
    await apply_decisions(batch, portal.store, portal.now)
    assert shares(portal, id_) == {LAN: 100}
    told = [event for event in portal.store.events if event["key"] == id_]
    assert (len(told), told[-1]["version"]) == (3, 3)
    kept = portal.store.initiatives.kept[UUID(id_)]
    assert (kept.status, [act.kind for act in kept.acts][-1]) == ("approved", "join-undone")


async def test_an_approval_that_saw_them_leaves_them(portal: Portal) -> None:
    id_ = await posted(portal)
    await accept(portal, "mai", await invite(portal, id_))
    await apply_decisions(approval(id_, saw=2), portal.store, portal.now)
    assert shares(portal, id_) == {LAN: 60, MAI: 40}


@pytest.mark.parametrize(
    ("happens", "said"),
    [("withdrawn", "wrong-state"), ("late", "programme-not-open"), ("gone", "inviter-may-not")],
)
async def test_what_is_closed_since_is_not_joined(portal: Portal, happens: str, said: str) -> None:
    id_ = await posted(portal)
    if happens == "late":
        portal.now = portal.now.replace(year=2023, month=10, day=10)
    invited = await invite(portal, id_)
    if happens == "withdrawn":
        await portal.send("lan", "POST", f"/initiatives/{id_}/withdrawal", {}, if_match='"1"')
    if happens == "late":
        portal.now += timedelta(days=10)
    if happens == "gone":
        kept = portal.store.initiatives.kept
        other = replace(kept[UUID(id_)].content.authors[0], id=an_id("other"))
        kept[UUID(id_)] = replace(kept[UUID(id_)], content=replace(kept[UUID(id_)].content, authors=(other,)))
    assert slug(await accept(portal, "mai", invited)) == said


async def test_a_proxy_whose_appointment_ended_meanwhile_gives_nobody_a_share(portal: Portal) -> None:
    id_ = await posted(portal)
    portal.grants["tinh"] = [(Role.LEADER, "can-tho")]
    made = await must(portal, "tinh", await a_card(portal, "to", "p-an-khanh"), "proxy", "p-an-khanh")
    first, second = await invite(portal, id_, 10, by="to"), await invite(portal, id_, 10, by="to")
    assert (await accept(portal, "mai", first)).status_code == 200
    assert (await end(portal, "tinh", made)).status_code == 204
    assert slug(await accept(portal, "hoa", second)) == "inviter-may-not"
    assert len(shares(portal, id_)) == 2


def test_with_as_many_authors_as_there_may_be_nobody_more_is_invited() -> None:
    with pytest.raises(TooManyAuthors):
        check_share(submitted(), 10, waiting=MAX_AUTHORS - 1)


def test_whoever_is_no_author_any_more_is_not_taken_out_again() -> None:
    joined = replace(submitted(), joins=(Join(MAI, LAN, 9),), standing=approved_having_seen(1))
    assert without_unseen(joined, NOW).initiative.content.authors == joined.content.authors
