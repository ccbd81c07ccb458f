"""A short play by the code of the commit before: run in its checkout by `tests.upgrade.record`, never by this code.

Every type of event, tombstones and roll records among them; then the log as JSON lines, and what the boards said.
"""

import asyncio
import json
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from faker import Faker

from deploy.local.ports import Ports
from deploy.local.stack import Stack
from shared.events import EVENT_TOPICS, SERVICES
from shared.messaging.broker import TopicPartition, make_plain_consumer
from tests.e2e.oracle import Told
from tests.e2e.sooner import SOONER
from tests.e2e.test_corrections import corrected_by_its_author, judged_by_every_level, revoke
from tests.e2e.waiting import until
from tests.e2e.world import Json, World, paper

SEED = 9000
WHY: Json = {"reasons": ["duplicate"], "comment": "Trùng với sáng kiến đã công nhận."}


class Players(World):
    """Its people have generated names."""

    def __init__(self, system: Stack) -> None:
        super().__init__(system, uppers=2, bases=3)
        self.faker = Faker("vi_VN")
        self.faker.seed_instance(SEED)

    def token(self, sub: str, *grants: tuple[str, str]) -> str:
        key = (sub, grants)
        if key not in self._tokens:
            who = {"sub": f"{self.root}-{sub}", "name": self.faker.name(), "email": self.address(sub)}
            self._tokens[key] = self.system.token(grants=grants, **who)
        return self._tokens[key]


async def play(world: Players) -> None:
    """All kinds of acts, several of each."""
    await targets(world)
    everybody = [await world.submit(base, f"a{n}-{m}") for n, base in enumerate(world.bases) for m in range(6)]
    long_way, *rest = everybody
    await returned_and_corrected(world, long_way)
    for one in rest[:6]:
        await world.approve(one)
    for one in rest[6:9]:
        await world.turn_down(one, "return", reasons=["no-effect-shown"], comment="Xin bổ sung số liệu.")
    for one in rest[9:11]:
        await world.turn_down(one, "reject", reasons=["not-new"], comment="Đã có tại đơn vị.")
    await withdrawn(world, rest[11])
    await reclassified(world, rest[12])
    await judged_above(world, rest[0], rest[1])
    await people(world)
    await the_tree_changes(world)
    admin = ("admin", ("admin", world.root))
    await world.must("POST", "ranking", "/snapshots", *admin, json=_window(world))
    await until("every board at rest", lambda: settled(world), lambda same: same)


async def targets(world: Players) -> None:
    admin = ("admin", ("admin", world.root))
    for base in world.bases:
        path = f"/programmes/{world.programme}/targets/{base}"
        await world.must("PUT", "submission", path, *admin, json={"assigned": {"total": 3}})
    leader = ("leader", world.bases[0])
    await world.must("PATCH", "submission", "/authors/me", "boss", leader, json={})
    path = f"/programmes/{world.programme}/targets/{world.bases[0]}"
    await world.must("PUT", "submission", path, "boss", leader, json={"pledged": {"total": 4}})


async def returned_and_corrected(world: Players, one: Told) -> None:
    await world.turn_down(one, "return", reasons=["no-effect-shown"], comment="Xin bổ sung số liệu.")
    await corrected_by_its_author(world, one)
    await judged_by_every_level(world, one)
    await world.act(one, "", world.root, path="reassessment", version=2, verified_benefit_vnd=120_000_000)
    form = {"form": "giay-khen", "amount_vnd": 2_000_000, **paper()}
    case = await world.act(one, "", world.uppers[0], path="reward", version=2, **form)
    await world.act(one, "", world.root, path="reward", version=2, **{**form, "form": "bang-khen"})
    await revoke(world, one, reward_id=case["rewards"][0]["id"])


async def judged_above(world: Players, first: Told, second: Told) -> None:
    upper = world.uppers[0]
    await world.act(first, "decline", upper, reasons=["other"], comment="Chưa đủ để công nhận ở cấp trên.")
    await world.act(second, "ask-revocation", upper, reasons=["duplicate"], comment="Trùng, đề nghị xem lại.")
    case = await world.case(second)
    (approval,) = case["approvals"]
    await world.act(second, "", second.unit, path="revocation", approval_id=approval["id"], **WHY)


async def withdrawn(world: Players, one: Told) -> None:
    seen = await world.initiative(one)
    tag = {"If-Match": f'"{seen["revision"]}"'}
    await world.must("POST", "submission", f"/initiatives/{one.id}/withdrawal", one.sub, headers=tag)


async def reclassified(world: Players, one: Told) -> None:
    seen = await world.initiative(one)
    tag = {"If-Match": f'"{seen["revision"]}"'}
    body = {"kind": "management"}
    await world.must("POST", "submission", f"/initiatives/{one.id}/reclassification", one.sub, headers=tag, json=body)


async def people(world: Players) -> None:
    """A card made by a proxy and linked, with an initiative of it; a card erased; one made again."""
    base = world.bases[1]
    card = {"name": world.faker.name(), "home_unit": base, "member_number": "CT-0001", "email": world.address("new")}
    made = await world.must("POST", "submission", "/authors", "proxy", ("proxy", base), json=card)
    body = {**world.initiative_body(base), "submit": True, "authors": [{"id": made["id"], "share": 100}]}
    await world.must("POST", "submission", "/initiatives", "proxy", ("proxy", base), json=body)
    await world.must("PATCH", "submission", "/authors/me", "new", json={})
    gone = await world.submit(base, "gone")
    me = await world.call("GET", "submission", "/authors/me", "gone")
    tag = {"If-Match": me.headers["etag"]}
    answer = await world.call("DELETE", "submission", "/authors/me", "gone", headers=tag)
    assert answer.is_success, answer.text
    assert gone.id


async def the_tree_changes(world: Players) -> None:
    """A union is made and closed, one renamed, one merged into its neighbour; one more is entered for the heir."""
    first, second, third = world.bases[3:6]
    changes = [
        {"code": f"{world.root}-new", "name": "Công đoàn cơ sở mới", "level": "grassroots", "parent": world.uppers[1]},
        {"code": first, "name": "Công đoàn cơ sở đổi tên"},
        {"code": second, "merged_into": third},
        {"code": f"{world.root}-new", "closed": True},
    ]
    for change in changes:
        body = {"changes": [change]}
        await world.must("POST", "submission", "/units/changes", "admin", ("admin", world.root), json=body)
    await world.submit(third, "late")


def _window(world: Players) -> Json:
    return {"programme": world.programme, "window": world.last_month}


async def settled(world: Players) -> bool:
    """No outbox waits and no reader lags, twice in a row and with the same boards."""
    before = await boards(world)
    await asyncio.sleep(3)
    return await boards(world) == before


async def boards(world: Players) -> dict[str, Any]:
    """What every board of the root and the upper unions says."""
    found = {}
    for unit in (world.root, *world.uppers):
        body = await world.board(unit)
        found[unit] = {"total": body.get("total"), "rows": body.get("rows")}
    return found


async def log(system: Stack) -> list[Json]:
    """Every record of every topic."""
    consumer = make_plain_consumer(system.kafka_bootstrap, fetch_bytes=4 << 20)
    await consumer.start()
    found: list[Json] = []
    try:
        places = [TopicPartition(topic.name, number) for topic in EVENT_TOPICS for number in range(topic.partitions)]
        consumer.assign(places)
        ends = await consumer.end_offsets(places)
        await consumer.seek_to_beginning(*places)
        while any([await consumer.position(place) < ends[place] for place in places]):
            for records in (await consumer.getmany(timeout_ms=500)).values():
                found += [_line(record) for record in records]
    finally:
        await consumer.stop()
    return sorted(found, key=lambda line: (line["topic"], line["partition"], line["offset"]))


def _line(record: Any) -> Json:
    return {
        "topic": record.topic,
        "partition": record.partition,
        "offset": record.offset,
        "key": record.key.decode(),
        "headers": {name: value.decode() for name, value in record.headers},
        "value": None if record.value is None else json.loads(record.value),
    }


async def main(folder: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="sangkien-play-") as state:
        ports = Ports.free()
        with Stack(ports=ports, state=Path(state), services=SERVICES, env=SOONER) as system:
            async with Players(system) as world:
                await play(world)
                said = {"programme": world.programme, "root": world.root, "boards": await boards(world)}
                records = await log(system)
    keep(folder, {**said, "played_at": datetime.now(UTC).isoformat()}, records)


def keep(folder: Path, played: Json, records: list[Json]) -> None:
    """As `tests.contract.test_records` reads it."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = "".join(json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n" for record in records)
    (folder / "log.jsonl").write_text(lines)
    (folder / "boards.json").write_text(json.dumps(played, ensure_ascii=False, indent=1) + "\n")


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
