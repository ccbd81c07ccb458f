"""Who sees which message, and who may send it again."""

from dataclasses import replace

import httpx

from services.notify.domain import delivery
from services.notify.domain.messages import MessageState
from shared.access import Role
from tests.unit.notify import builders as b
from tests.unit.notify.served import STRANGER, Api
from tests.unit.notify.test_sender import to_lan


async def people(client: httpx.AsyncClient, **query: str) -> set[str]:
    answer = await client.get("/messages", params=query)
    assert answer.status_code == 200
    return {item["person_id"] for item in answer.json()["items"]}


async def test_an_author_sees_their_own_messages_and_a_leader_those_of_the_units_below(notify: Api) -> None:
    assert await people(notify.by(b.LAN)) == {str(b.LAN)}
    assert await people(notify.by(STRANGER)) == set()
    both = {str(b.LAN), str(b.MINH)}
    assert await people(notify.by(STRANGER, (Role.LEADER, b.OFFICE))) == both
    assert await people(notify.by(STRANGER, (Role.LEADER, "elsewhere"))) == set()
    assert await people(notify.by(STRANGER, (Role.PROXY, b.OFFICE))) == set()
    assert await people(notify.by(b.LAN, (Role.LEADER, b.OFFICE)), to="mine") == {str(b.LAN)}
    assert await people(notify.by(STRANGER, (Role.ADMIN, b.OFFICE)), state="sent") == set()


async def test_pages_lead_through_all_messages(notify: Api) -> None:
    client = notify.by(STRANGER, (Role.REVIEWER, b.UNIT))
    first = (await client.get("/messages", params={"limit": 1})).json()
    second = (await client.get("/messages", params={"limit": 1, "after": first["next"]})).json()
    assert {first["items"][0]["person_id"], second["items"][0]["person_id"]} == {str(b.LAN), str(b.MINH)}
    assert second["next"] is None


async def test_what_one_may_not_see_is_not_found(notify: Api) -> None:
    path = f"/messages/{to_lan(notify.store).id}"
    assert (await notify.by(b.MINH).get(path)).status_code == 404
    assert (await notify.by(STRANGER, (Role.LEADER, "elsewhere")).get(path)).status_code == 404
    assert (await notify.by(b.LAN).get(path)).headers["etag"] == f'"{to_lan(notify.store).revision}"'


async def test_a_leader_sends_a_sent_message_again_and_it_is_recorded(notify: Api) -> None:
    sent = delivery.sent(to_lan(notify.store), b.NOW)
    notify.store.stored[sent.id] = sent
    path, tag = f"/messages/{sent.id}/resend", {"If-Match": f'"{sent.revision}"'}
    assert (await notify.by(b.LAN).post(path, headers=tag)).status_code == 403
    assert (await notify.by(STRANGER, (Role.REVIEWER, b.UNIT)).post(path, headers=tag)).status_code == 403
    leader = notify.by(STRANGER, (Role.LEADER, b.OFFICE), (Role.LEADER, b.UNIT))
    assert (await leader.post(path)).status_code == 428
    answer = await leader.post(path, headers=tag)
    assert (answer.status_code, answer.json()["state"]) == (200, "queued")
    assert answer.json()["message_id"] == f"<{sent.id}@sang-kien.example.vn>"
    (resend,) = to_lan(notify.store).resends
    assert (resend.by, resend.role, resend.unit) == (STRANGER, "leader", b.UNIT)
    assert (await leader.post(path, headers=tag)).status_code == 412


async def test_a_message_under_way_is_not_sent_again(notify: Api) -> None:
    held = to_lan(notify.store)
    assert held.state is MessageState.HELD
    leader = notify.by(STRANGER, (Role.LEADER, b.UNIT))
    answer = await leader.post(f"/messages/{held.id}/resend", headers={"If-Match": f'"{held.revision}"'})
    assert (answer.status_code, answer.json()["type"]) == (409, "urn:sangkien:problem:message-not-resendable")


async def test_addresses_are_for_their_person_and_for_those_who_may_send_again(notify: Api) -> None:
    refused = "RCPT 550 <lan@example.vn> is unknown here"
    sent = replace(to_lan(notify.store), address="lan@example.vn", reason=refused)
    notify.store.stored[sent.id] = sent
    path = f"/messages/{sent.id}"
    reviewer, leader, admin = ((role, b.OFFICE) for role in (Role.REVIEWER, Role.LEADER, Role.ADMIN))
    for person, grants in ((b.LAN, []), (b.LAN, [reviewer]), (STRANGER, [leader]), (STRANGER, [reviewer, admin])):
        seen = (await notify.by(person, *grants).get(path)).json()
        assert (seen["to"], seen["reason"]) == ("lan@example.vn", refused)
    for answer in (await notify.by(STRANGER, reviewer).get(path), await notify.by(STRANGER, reviewer).get("/messages")):
        assert answer.status_code == 200
        assert "lan@example.vn" not in answer.text


async def test_a_reviewer_is_told_that_no_address_is_known(notify: Api) -> None:
    waiting = replace(to_lan(notify.store), reason=delivery.NotSendable.NO_CONTACT.value)
    notify.store.stored[waiting.id] = waiting
    seen = (await notify.by(STRANGER, (Role.REVIEWER, b.UNIT)).get(f"/messages/{waiting.id}")).json()
    assert seen["reason"] == "no address is known"


async def test_an_author_is_not_told_who_of_those_over_them_had_a_message_sent_again(notify: Api) -> None:
    sent = delivery.sent(to_lan(notify.store), b.NOW)
    notify.store.stored[sent.id] = sent
    path, tag = f"/messages/{sent.id}", {"If-Match": f'"{sent.revision}"'}
    asked = (await notify.by(STRANGER, (Role.LEADER, b.UNIT)).post(f"{path}/resend", headers=tag)).json()
    assert [resend["by"] for resend in asked["resends"]] == [str(STRANGER)]
    seen = (await notify.by(b.LAN, (Role.REVIEWER, b.UNIT)).get(path)).json()
    assert [(resend["by"], resend["unit"]) for resend in seen["resends"]] == [(None, b.UNIT)]
