"""Personal data: on `authors` and in the stores that need it, nowhere else; exported by its person, erased for good."""

import uuid

import bson

from deploy.local.stack import Stack
from shared.events import AUTHORS, EVENT_TOPICS, SERVICES
from shared.events.topics import dead_letters_of
from shared.messaging.broker import TopicPartition, make_plain_consumer
from shared.mongo import Mongo
from tests.e2e.oracle import Told
from tests.e2e.test_poison import put
from tests.e2e.waiting import until
from tests.e2e.world import World


async def topics_with(system: Stack, canary: bytes) -> set[str]:
    """The topics that hold the canary in a record's key, value or headers."""
    consumer = make_plain_consumer(system.kafka_bootstrap, fetch_bytes=4 << 20)
    await consumer.start()
    found = set()
    try:
        topics = [*EVENT_TOPICS, *(dead_letters_of(service) for service in SERVICES)]
        places = [TopicPartition(topic.name, number) for topic in topics for number in range(topic.partitions)]
        consumer.assign(places)
        ends = await consumer.end_offsets(places)
        await consumer.seek_to_beginning(*places)
        while any([await consumer.position(place) < ends[place] for place in places]):
            for records in (await consumer.getmany(timeout_ms=500, max_records=5000)).values():
                for record in records:
                    if canary in b"\x00".join((record.key or b"", record.value or b"", repr(record.headers).encode())):
                        found.add(record.topic)
    finally:
        await consumer.stop()
    return found


async def stores_with(system: Stack, canary: bytes) -> set[str]:
    """The collections that hold the canary anywhere."""
    found = set()
    for service in SERVICES:
        mongo = Mongo(system.mongo_url, f"sangkien-{service}", app_name="e2e")
        for name in await mongo.db.list_collection_names():
            async for document in mongo.db[name].find():
                if canary in bson.encode(document, codec_options=mongo.db.codec_options):
                    found.add(f"{service}.{name}")
        mongo.close()
    return found


def logs_with(system: Stack, canary: bytes) -> set[str]:
    """The logs that say the canary."""
    return {path.name for path in system.room.logs.glob("*.log") if canary in path.read_bytes()}


async def metrics_and_problems(world: World, token: str) -> str:
    """Metrics of every service, and what is answered to requests that are wrong in all ways."""
    said = []
    for service in SERVICES:
        url = world.system.url(service)
        said.append((await world.http.get(f"{url}/metrics")).text)
        for path in ("/initiatives/x", "/cases/x", "/messages/x", "/boards/x", "/authors"):
            headers = {"Authorization": f"Bearer {token}"}
            answer = await world.http.post(url + path, json={"name": 7, "email": "x"}, headers=headers)
            said += [answer.text, (await world.http.get(url + path, headers=headers)).text]
    return "".join(said)


async def test_personal_data_stays_where_it_belongs_and_goes_when_asked(system: Stack) -> None:
    canary = f"kanari{uuid.uuid4().hex[:10]}"
    async with World(system) as world:
        token = system.token(
            sub=f"{world.root}-{canary}",
            name=f"Trần Thị {canary}",
            email=f"{canary}@{world.root}.example.vn",
            grants=[("reviewer", world.bases[1])],
        )
        me = {"Authorization": f"Bearer {token}"}
        url = system.url("submission")
        card = {"name": f"Trần Thị {canary}", "home_unit": world.bases[0], "member_number": canary}
        patched = await world.http.patch(
            f"{url}/authors/me", json={**card, "email": f"{canary}@{world.root}.example.vn"}, headers=me
        )
        assert patched.status_code in (200, 201), patched.text
        body = {**world.initiative_body(world.bases[0]), "submit": True}
        made = (await world.http.post(f"{url}/initiatives", json=body, headers=me)).json()
        (first,) = made["authors"]
        one = world.note(Told(made["id"], world.bases[0], first["id"], first["home_unit"], canary, "technical"))
        await world.approve(one)
        other = await world.submit(world.bases[1])
        tag = {"If-Match": f'"{(await world.case(other))["revision"]}"'}
        claim = f"{system.url('review')}/cases/{other.id}/claim"
        claimed = await world.http.post(claim, json={}, headers=me | tag)
        assert canary in claimed.json()["claim"]["holder_name"], claimed.text
        await put(system, "sangkien.submissions.v1", one.id, b"{}")
        mails = await until("the mail", world.mails, lambda mails: [m for m in mails if canary in m.to])
        assert len([mail for mail in mails if canary in mail.to]) == 1

        exported = (await world.http.get(f"{url}/authors/me/export", headers=me)).json()
        assert exported["card"]["member_number"] == canary
        assert [initiative["id"] for initiative in exported["initiatives"]] == [one.id]

        seen = canary.encode()
        assert await topics_with(system, seen) == {AUTHORS.name}
        assert logs_with(system, seen) == set()
        assert canary not in await metrics_and_problems(world, token)
        held = await stores_with(system, seen)
        assert {name.partition(".")[0] for name in held} <= {"submission", "notify", "review"}, held
        assert {name for name in held if name.startswith("review.")} == {"review.names"}

        assert (await world.http.delete(f"{url}/authors/me", headers=me)).status_code == 204
        await until("no trace in any store", lambda: stores_with(system, seen), lambda found: not found)
        await world.boards_agree()
