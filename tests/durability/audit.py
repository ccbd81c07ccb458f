"""What is true after the faults: everything acknowledged is there, once, everywhere; nothing waits for ever."""

import asyncio
import email
import json
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import httpx
from prometheus_client.parser import text_string_to_metric_families

from shared.events import DECISIONS, SERVICES, SUBMISSIONS
from shared.events.topics import Topic
from shared.messaging.broker import TopicPartition, make_plain_consumer
from tests.durability.faults import Faults, Happened
from tests.durability.ledger import Ledger, folded, held
from tests.durability.system import System
from tests.durability.town import Town
from tests.e2e.oracle import Told
from tests.patience import patience, slowness

QUIET_SECONDS: Final = 5.0
HANGS_AFTER_SECONDS: Final = 90.0
SENDERS: Final = 4
IN_FLIGHT_SECONDS: Final = 12.0 * slowness()
"""How long after a fault a mail that it caught may come again: a lease, a time-out, the first waits."""
BACKLOGS: Final = ("sangkien_outbox_waiting", "sangkien_consumer_lag_records")
READERS: Final = {
    SUBMISSIONS.name: ("review", "ranking", "notify"),
    DECISIONS.name: ("submission", "ranking", "notify"),
}


@dataclass
class Found:
    """What the audit came to; each list says what is wrong."""

    lost: list[str] = field(default_factory=list)
    duplicated: list[str] = field(default_factory=list)
    wrong_boards: list[str] = field(default_factory=list)
    stuck: list[str] = field(default_factory=list)
    repeated_mails: int = 0
    quiet_seconds: float = 0.0
    """How long after the last fault and act everything was through."""
    mails: int = 0
    events: int = 0
    poison: list[str] = field(default_factory=list)
    """What lies on the topics and cannot be read: exactly this must be set aside."""

    @property
    def clean(self) -> bool:
        """Whether nothing is wrong."""
        return not (self.lost or self.duplicated or self.wrong_boards or self.stuck)


async def audit(system: System, town: Town, ledger: Ledger, faults: Faults) -> Found:
    """Wait until all is quiet, then look at everything."""
    found = Found()
    began = time.monotonic()
    if (waiting := await _quiet(system)) is not None:
        found.stuck.append(waiting)
    found.quiet_seconds = max(0.0, time.monotonic() - began - QUIET_SECONDS)
    told = folded(ledger)
    await _store(system, told, found)
    for topic, collection, service in ((SUBMISSIONS, "initiatives", "submission"), (DECISIONS, "cases", "review")):
        await _log(system, topic, collection, service, told, found)
    await _supplements(system, told, found)
    await _appointments(system, held(ledger), found)
    await _boards(town, found)
    await _messages(system, told, faults.done, found)
    await _letters(system, found)
    return found


async def _quiet(system: System) -> str | None:
    """None once every backlog was 0 for a while; else what still waits."""
    since: float | None = None
    limit = patience(HANGS_AFTER_SECONDS)
    deadline = time.monotonic() + limit
    while True:
        waiting = await _backlogs(system)
        now = time.monotonic()
        since = None if waiting else since or now
        if since is not None and now - since >= QUIET_SECONDS:
            return None
        if now > deadline:
            return f"after {limit:.0f} s: {waiting}"
        await asyncio.sleep(0.5)


async def _backlogs(system: System) -> dict[str, float]:
    found: dict[str, float] = {}
    async with httpx.AsyncClient(timeout=patience(5), trust_env=False) as http:
        for service in SERVICES:
            text = (await http.get(f"{system.stack.url(service)}/metrics")).text
            for family in text_string_to_metric_families(text):
                for sample in family.samples:
                    if sample.name in BACKLOGS and sample.value:
                        found[f"{service} {sample.name} {sample.labels}"] = sample.value
    for service, mongo in system.databases.items():
        for name in await mongo.db.list_collection_names():
            if count := await mongo.db[name].count_documents({"outbox.0": {"$exists": True}}):
                found[f"{service}.{name} outbox"] = count
    pending = {"state": {"$in": ["held", "queued", "sending"]}}
    if count := await system.databases["notify"].db["messages"].count_documents(pending):
        found["mails to send"] = count
    return found


async def _store(system: System, told: dict[str, Told], found: Found) -> None:
    """Every acknowledged submission is in both stores that keep it."""
    for service, collection in (("submission", "initiatives"), ("review", "cases")):
        documents = await system.databases[service].db[collection].find({}, {"_id": 1}).to_list(None)
        there = {str(document["_id"]) for document in documents}
        found.lost += [f"{service} has no {id_}" for id_ in told if id_ not in there]
        if service == "submission":
            found.duplicated += [f"nobody was told of {id_}" for id_ in there - told.keys()]


async def _supplements(system: System, told: dict[str, Told], found: Found) -> None:
    """What was added is kept, once, and review has heard of it."""
    kept: Counter[str] = Counter()
    async for document in system.databases["submission"].db["supplements"].find({}, {"initiative": 1}):
        kept[str(document["initiative"])] += 1
    heard: dict[str, int] = {}
    async for case in system.databases["review"].db["cases"].find({}, {"faces.supplement": 1}):
        heard[str(case["_id"])] = case["faces"][-1].get("supplement", 0)
    for one in told.values():
        for where, count in (("submission", kept[one.id]), ("review", heard.get(one.id, 0))):
            if count < one.supplement:
                found.lost.append(f"{where} lacks a supplement of {one.id}")
            elif count > one.supplement:
                found.duplicated.append(f"{where} has a supplement of {one.id} that nobody was told of")


async def _appointments(system: System, people: dict[str, set[str]], found: Found) -> None:
    """Every service holds exactly what was acknowledged of each person."""
    for service in SERVICES:
        documents = await system.databases[service].db["appointments"].find({}, {"appointments.id": 1}).to_list(None)
        there = {str(one["_id"]): {str(each["id"]) for each in one["appointments"]} for one in documents}
        for person, appointments in people.items():
            has = there.get(person, set())
            found.lost += [f"{service} lacks the appointment {id_} of {person}" for id_ in appointments - has]
            found.duplicated += [f"{service} still has {id_} of {person}" for id_ in has - appointments]
        found.duplicated += [f"{service} has appointments nobody made" for id_ in there.keys() - people if there[id_]]


async def _log(
    system: System, topic: Topic, collection: str, service: str, told: dict[str, Told], found: Found
) -> None:
    """Once per version on the log, after repeats of one event id are taken together, up to the store's version."""
    events: dict[str, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    for key, event in await _records(system, topic, found):
        events[key][event["data"]["version"]].add(event["id"])
        found.events += 1
    documents = await system.databases[service].db[collection].find({}, {"version": 1}).to_list(None)
    for document in documents:
        id_, version = str(document["_id"]), int(document["version"])
        if id_ not in told:
            continue
        versions = events.get(id_, {})
        found.lost += [f"{topic.name} lacks {id_} version {n}" for n in range(1, version + 1) if n not in versions]
        found.duplicated += [
            f"{topic.name} has {id_} version {n} as several" for n, ids in versions.items() if len(ids) > 1
        ]
        found.duplicated += [
            f"{topic.name} has {id_} version {n}, the store {version}" for n in versions if n > version
        ]


async def _records(system: System, topic: Topic, found: Found) -> list[tuple[str, dict[str, Any]]]:
    consumer = make_plain_consumer(system.stack.kafka_bootstrap, fetch_bytes=4 << 20)
    await consumer.start()
    readable = []
    try:
        places = [TopicPartition(topic.name, number) for number in range(topic.partitions)]
        consumer.assign(places)
        ends = await consumer.end_offsets(places)
        await consumer.seek_to_beginning(*places)
        while any([await consumer.position(place) < ends[place] for place in places]):
            for records in (await consumer.getmany(timeout_ms=1000, max_records=5000)).values():
                for record in records:
                    try:
                        readable.append((record.key.decode(), json.loads(record.value)))
                    except ValueError:
                        found.poison.append(f"{record.topic}-{record.partition}-{record.offset}")
    finally:
        await consumer.stop()
    return readable


async def _boards(town: Town, found: Found) -> None:
    try:
        await town.boards_agree()
    except AssertionError as error:
        expected, shown = town.expected(), await town.rows()
        wrong = [
            f"{unit}: {shown.get(unit)} instead of {row}" for unit, row in expected.items() if shown.get(unit) != row
        ]
        found.wrong_boards += wrong or [str(error)[:300]]


async def _messages(system: System, told: dict[str, Told], happened: Sequence[Happened], found: Found) -> None:
    """One message per decision in force and person; each sent one has its mail, each mail its message."""
    documents = await system.databases["notify"].db["messages"].find({}, {"content": 0}).to_list(None)
    about: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    for document in documents:
        about[str(document["initiative_id"])][document["template"], str(document["person_id"])] += 1
    for one in told.values():
        wanted = Counter(_wanted(one))
        has = about.get(one.id, Counter())
        found.lost += [f"no message {missing} on {one.id}" for missing in (wanted - has)]
        allowed = wanted | Counter(_possible(one))
        found.duplicated += [f"{count} × {extra} on {one.id}" for extra, count in (has - allowed).items()]
    received = _received(system.stack.maildir)
    found.mails = len(received)
    domain = "sang-kien.example.vn"
    sent = {f"<{d['_id']}@{domain}>" for d in documents if d["state"] == "sent"}
    known = {f"<{d['_id']}@{domain}>" for d in documents}
    found.lost += [f"mail {missing} was called sent and is not there" for missing in sorted(sent - received.keys())]
    found.duplicated += [f"mail {extra} belongs to no message" for extra in sorted(received.keys() - known)]
    for id_, times in received.items():
        if len(times) > 1:
            found.repeated_mails += 1
            if not _was_in_flight(times, happened):
                found.duplicated.append(f"mail {id_} came {len(times)} times with no fault near")
    disturbing = sum(1 for one in happened if _disturbs_mail(one))
    if found.repeated_mails > SENDERS * disturbing:
        found.duplicated.append(f"{found.repeated_mails} mails came again, after {disturbing} faults")


def _wanted(one: Told) -> Iterable[tuple[str, str]]:
    if one.state == "approved":
        yield "approved", one.author
        yield from (("rewarded", one.author) for _ in one.rewards)
    if one.state in ("returned", "rejected"):
        yield one.state, one.author


def _possible(one: Told) -> Iterable[tuple[str, str]]:
    """Of what no longer stands there may have been a message, and then a correction."""
    if one.state == "revoked":
        yield "approved", one.author
        for _ in range(2):
            yield "rewarded", one.author
        for _ in range(3):
            yield "corrected", one.author


def _disturbs_mail(one: Happened) -> bool:
    return one.target in ("notify", "smtp", "mongo", "mongo-notify")


def _was_in_flight(times: Sequence[float], happened: Sequence[Happened]) -> bool:
    first = min(times)
    return any(_disturbs_mail(one) and one.began - IN_FLIGHT_SECONDS <= first <= one.ended + 1 for one in happened)


def _received(maildir: Path) -> dict[str, list[float]]:
    """Message-ID → when each copy came."""
    found: dict[str, list[float]] = defaultdict(list)
    for path in (maildir / "new").iterdir():
        with path.open("rb") as file:
            found[str(email.message_from_binary_file(file)["Message-ID"])].append(path.stat().st_mtime)
    return found


async def _letters(system: System, found: Found) -> None:
    """Dead letters hold exactly the poison, at each service that reads its topic."""
    for service, mongo in system.databases.items():
        held = {str(d["_id"]) for d in await mongo.db["dead_letters"].find({}, {"_id": 1}).to_list(None)}
        wanted = {letter for letter in found.poison if service in READERS.get(letter.rsplit("-", 2)[0], ())}
        found.lost += [f"{service} did not set {letter} aside" for letter in sorted(wanted - held)]
        found.duplicated += [f"{service} set {letter} aside, which is no poison" for letter in sorted(held - wanted)]
