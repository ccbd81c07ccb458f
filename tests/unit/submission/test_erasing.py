"""What goes with an author who had themselves erased, and what stays."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from services.submission.domain import acts, showcase
from services.submission.domain.authors import LATEST_ACTS
from services.submission.domain.content import Share
from services.submission.domain.erasing import forgotten
from services.submission.domain.initiative import Change
from services.submission.domain.judging import judged
from services.submission.published import face
from shared.events.decisions import ReviewState
from tests.unit.submission.conftest import Portal
from tests.unit.submission.samples import BY_LAN, HUNG, LAN, NOW, SETTING, a_decision, content, returned, submitted
from tests.unit.submission.test_api_initiatives import BODY
from tests.unit.submission.test_api_initiatives import submitted as posted
from tests.unit.submission.test_supplements import AT_GRASSROOTS, approved

TWO = (Share(LAN, 50, "p-an-khanh"), Share(HUNG, 50, "may-viet"))


def described(initiative: Any) -> list[str | None]:
    return [initiative.content.description, *(version.content.description for version in initiative.versions)]


def test_what_was_theirs_alone_goes_from_every_version_and_what_is_published_stays() -> None:
    amended = acts.amend(returned(), content(description="Viết lại."), SETTING).initiative
    again = acts.submit(amended, BY_LAN, SETTING).initiative
    left = forgotten(again, LAN)
    assert described(left) == [None, None, None]
    assert face(left) == face(again)
    assert forgotten(left, LAN) is left


def test_what_others_had_a_part_in_stays() -> None:
    shared = submitted(authors=TWO)
    assert forgotten(shared, LAN) is shared
    leaving = replace(shared, content=replace(shared.content, authors=(Share(LAN, 100, "p-an-khanh"),)))
    assert forgotten(leaving, LAN) is leaving


@pytest.mark.parametrize(("person", "stays"), [(LAN, False), (HUNG, True)])
def test_the_first_author_alone_takes_it_out_of_the_showcase(person: UUID, stays: bool) -> None:
    one = judged(submitted(authors=TWO), approved(AT_GRASSROOTS))
    proposed = showcase.propose(one, HUNG, NOW).initiative
    agreed = showcase.consent(proposed, LAN, NOW, with_name=True).initiative
    assert (forgotten(agreed, person).showcase is not None) is stays


async def erase(portal: Portal, who: str = "lan") -> None:
    shown = await portal.send(who, "GET", "/authors/me")
    gone = await portal.send(who, "DELETE", "/authors/me", if_match=shown.headers["etag"])
    assert gone.status_code == 204, gone.text


async def follow(portal: Portal, **later: float) -> int:
    """As the job, a second later than the last request or later still."""
    return await portal.store.follow_erasures(portal.now + timedelta(seconds=1) + timedelta(**later), forgotten)


async def test_soon_after_an_erasure_description_supplements_and_first_answer_are_gone(portal: Portal) -> None:
    first = await portal.send("lan", "POST", "/initiatives", {**BODY, "submit": True}, idempotency_key="k")
    id_ = first.json()["id"]
    place = f"/initiatives/{id_}"
    await portal.send("lan", "PUT", f"{place}/supplements/description", {"text": "Bổ sung."}, if_match='"1"')
    await erase(portal)
    assert await follow(portal) == 1
    added = (await portal.send("lan", "GET", f"{place}/supplements")).json()
    assert (added["description"], [one["text"] for one in added["items"]], added["supplement"]) == (None, [None], 1)
    assert (await portal.send("lan", "GET", f"{place}/versions/1")).json()["description"] is None
    again = await portal.send("lan", "POST", "/initiatives", {**BODY, "submit": True}, idempotency_key="k")
    assert (again.status_code, again.json()["id"], again.json()["description"]) == (201, id_, None)
    assert again.headers["idempotency-replayed"] == "true"
    assert await follow(portal) == 0


async def test_what_was_under_way_goes_an_hour_later_and_what_comes_after_a_return_stays(portal: Portal) -> None:
    one, other = (await posted(portal))["id"], (await posted(portal, title="Khác"))["id"]
    await erase(portal)
    await follow(portal)
    late = portal.store.initiatives.kept[UUID(one)]
    told = replace(late, content=replace(late.content, description="Đến muộn."))
    await portal.store.initiatives.save(Change(told))
    assert await follow(portal, seconds=LATEST_ACTS.total_seconds() + 1) == 1
    assert await follow(portal, seconds=LATEST_ACTS.total_seconds() + 2) == 0
    assert portal.store.cards.erasures == {}
    assert UUID(other) in portal.store.initiatives.kept


async def test_whoever_comes_back_keeps_what_they_enter_then(portal: Portal) -> None:
    old = (await posted(portal))["id"]
    await erase(portal)
    await follow(portal)
    portal.now = NOW + timedelta(minutes=5)
    new = (await posted(portal, title="Khác"))["id"]
    known = portal.store.initiatives.kept[UUID(old)]
    await portal.store.initiatives.save(Change(judged(known, a_decision(ReviewState.RETURNED))))
    place = f"/initiatives/{old}"
    patched = await portal.send("lan", "PATCH", place, {"description": "Viết lại."}, if_match="*")
    assert patched.status_code == 200, patched.text
    assert await follow(portal, seconds=LATEST_ACTS.total_seconds()) == 0
    assert (await portal.send("lan", "GET", place)).json()["description"] == "Viết lại."
    assert (await portal.send("lan", "GET", f"/initiatives/{new}")).json()["description"] == "Mô tả."
