"""What comes between an appointment's reading and its writing: it is judged on that, or on nothing at all."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import pytest

from services.submission.api.holding import link
from services.submission.domain import authors
from services.submission.domain.appointments.appointee import Appointee
from shared.access import Role, person_id
from tests.unit.submission.conftest import Portal
from tests.unit.submission.samples import ISSUER, an_id
from tests.unit.submission.test_appointments import a_card, appoint, code, grants, must, slug
from tests.unit.submission.test_invitations import accept, invite

SOON, FAR = "2022-08-20T00:00:00Z", "2022-10-01T00:00:00Z"


@pytest.fixture(autouse=True)
def roles(portal: Portal) -> None:
    portal.grants = {"tinh": [(Role.LEADER, "can-tho")]}
    portal.emails = {"hoa": "hoa@example.vn"}


def before_reading(portal: Portal, person: UUID, between: Callable[[], Awaitable[Any]]) -> None:
    """Let something happen the next time a person's appointments are read, just before they are."""
    appointees = portal.store.appointees
    plain, waits = appointees.get, [between]

    async def get(id: UUID) -> Appointee:  # noqa: A002
        if id == person and waits:
            await waits.pop()()
        return await plain(id)

    appointees.get = get  # type: ignore[method-assign]


async def test_whoever_has_themselves_erased_while_they_are_appointed_is_not(portal: Portal) -> None:
    card = await a_card(portal, "hoa", "ninh-kieu")

    async def erase() -> None:
        await portal.store.cards.erase(authors.erase(portal.store.cards.kept[UUID(card)], portal.now))

    before_reading(portal, UUID(card), erase)
    assert slug(await appoint(portal, "tinh", card, "leader", "ninh-kieu")) == "unknown-appointee"
    assert (await portal.store.appointees.get(UUID(card))).appointments == ()


async def test_a_card_that_becomes_an_account_s_while_it_is_appointed_is_its_account(portal: Portal) -> None:
    card = await a_card(portal, "sen", "ninh-kieu", account=False)
    account = person_id(ISSUER, "sen")

    async def join() -> None:
        old = portal.store.cards.kept[an_id("sen")]
        await link(authors.take_over(None, old, account, portal.now), old, portal.store, portal.now)

    before_reading(portal, UUID(card), join)
    await must(portal, "tinh", card, "leader", "ninh-kieu")
    assert (await portal.store.appointees.get(UUID(card))).appointments == ()
    assert await grants(portal, "sen") == {("leader", "ninh-kieu")}


async def test_a_deputy_does_not_outlast_what_is_shortened_while_they_are_appointed(portal: Portal) -> None:
    card = await a_card(portal, "truong", "ninh-kieu")
    leads = await must(portal, "tinh", card, "leader", "ninh-kieu", until=FAR)
    pho = await a_card(portal, "pho", "ninh-kieu")

    async def shorten() -> None:
        revision = (await portal.store.appointees.get(UUID(card))).revision
        place = f"/appointments/{leads['id']}"
        done = await portal.send("tinh", "PATCH", place, {"until": SOON}, if_match=f'"{revision}"')
        assert done.status_code == 200

    async def later() -> None:  # the first reading joins the caller's grants
        before_reading(portal, UUID(card), shorten)

    before_reading(portal, UUID(card), later)
    answer = await appoint(portal, "truong", pho, "leader", "ninh-kieu", deputy=True, until=FAR)
    assert code(answer) == "deputy-outlasts"
    assert await grants(portal, "pho") == set()


async def test_a_longer_term_does_not_reach_into_another_of_the_same_post(portal: Portal) -> None:
    card = await a_card(portal, "hoa", "ninh-kieu")
    first = await must(portal, "tinh", card, "reviewer", "ninh-kieu", until=SOON)
    await must(portal, "tinh", card, "reviewer", "ninh-kieu", **{"from": SOON})
    place = f"/appointments/{first['id']}"
    longer = await portal.send("tinh", "PATCH", place, {"until": FAR}, if_match='"2"')
    assert (longer.status_code, slug(longer)) == (409, "already-appointed")
    sooner = await portal.send("tinh", "PATCH", place, {"until": "2022-08-18T00:00:00Z"}, if_match='"2"')
    assert sooner.status_code == 200


async def test_a_deputy_of_whoever_is_erased_leads_nothing_any_more(portal: Portal) -> None:
    card = await a_card(portal, "truong", "ninh-kieu")
    await must(portal, "tinh", card, "leader", "ninh-kieu")
    pho = await a_card(portal, "pho", "ninh-kieu")
    await must(portal, "truong", pho, "leader", "ninh-kieu", deputy=True, until=FAR)
    await portal.store.cards.erase(authors.erase(portal.store.cards.kept[UUID(card)], portal.now))
    data = portal.store.cards.kept[UUID(pho)].data
    assert data is not None
    assert (await grants(portal, "pho"), data.leads) == (set(), ())


@pytest.mark.parametrize("role", ["proxy", "leader"])
async def test_who_has_themselves_erased_while_they_accept_leaves_neither_name_nor_role(
    portal: Portal, role: str
) -> None:
    hoa = UUID(await a_card(portal, "hoa", "ninh-kieu"))
    invited = await invite(portal, role)

    async def erase() -> None:
        await portal.store.cards.erase(authors.erase(portal.store.cards.kept[hoa], portal.now))

    async def later() -> None:  # the first reading joins the caller's grants
        before_reading(portal, hoa, erase)

    before_reading(portal, hoa, later)
    assert (await accept(portal, "hoa", invited["secret"])).status_code == 404
    assert portal.store.cards.kept[hoa].erased
    assert portal.store.invitations.kept[UUID(invited["id"])].accepted is None
    assert await grants(portal, "hoa") == set()
