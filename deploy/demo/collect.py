"""What the services show after the play: everything the report compares and build/demo.json keeps."""

import asyncio
import mailbox
from pathlib import Path
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition  # type: ignore[import-untyped]

from deploy.demo.client import Client
from deploy.demo.play_appointing import CITY_ADMIN, NATIONAL_ADMIN
from deploy.demo.programmes import PAST, TODAY
from deploy.demo.report import Seen
from deploy.demo.report_figures import METRICS, Standings
from deploy.demo.sample import CITY, units

AT_ONCE = 8
SERVICES = ("submission", "review", "ranking", "notify")
BY = ("registered", "points", "approved", "percent", "submitters", "benefit")

BOARDS: tuple[dict[str, str], ...] = (
    *({"programme": PAST, "unit": CITY, "among": "children", "by": by, "window": "all"} for by in BY),
    {"programme": PAST, "unit": CITY, "among": "children", "by": "percent", "window": "P2"},
    {"programme": PAST, "unit": CITY, "among": "grassroots", "by": "points", "window": "2022-Q3"},
    {"programme": PAST, "unit": "tld", "among": "provincial", "by": "registered", "window": "all"},
    {"programme": PAST, "unit": "ninh-kieu", "among": "cluster", "by": "registered", "window": "all"},
    {"programme": PAST, "unit": "kcx-cn", "among": "children", "by": "points", "window": "peak:thang-cong-nhan-2023"},
    {"programme": TODAY, "unit": CITY, "among": "children", "by": "registered", "window": "all"},
)


async def collect(client: Client, maildir: Path, bootstrap: str) -> Seen:
    """Everything, read through the public APIs, from the mail box and from the dead letters' topics."""
    return Seen(
        initiatives=await _initiatives(client),
        standings=await _standings(client),
        boards=[await _board(client, query) for query in BOARDS],
        messages=await client.pages("notify", "/messages", NATIONAL_ADMIN),
        received=received(maildir),
        dead_letters=await dead_letters(bootstrap),
    )


def received(maildir: Path) -> list[dict[str, str]]:
    """Message-ID and recipient of every mail in the box."""
    if not maildir.exists():
        return []
    box = mailbox.Maildir(maildir, create=False)
    return [{"message_id": str(mail["Message-ID"]).strip(), "to": str(mail["X-Envelope-To"])} for mail in box]


async def _initiatives(client: Client) -> list[dict[str, Any]]:
    shown = await client.pages("submission", "/initiatives", NATIONAL_ADMIN, unit=CITY)
    return [
        {
            **{name: row[name] for name in ("id", "programme", "unit", "kind", "status", "registered_at")},
            "benefit_vnd": (row["verified_benefit_vnd"] or 0) if row["status"] == "approved" else 0,
        }
        for row in shown
    ]


async def _standings(client: Client) -> Standings:
    gate = asyncio.Semaphore(AT_ONCE)
    found: Standings = {PAST: {}, TODAY: {}}

    async def one(programme: str, unit: str) -> None:
        async with gate:
            shown = await client.read("ranking", f"/standings/{programme}/{unit}", CITY_ADMIN)
        found[programme][unit] = {
            row["window"]: {metric: row[metric] for metric in METRICS} for row in shown["windows"]
        }

    await asyncio.gather(*(one(programme, unit) for programme in found for unit in units()))
    return found


async def _board(client: Client, query: dict[str, str]) -> dict[str, Any]:
    """A whole board; its pages are put together."""
    asked = {name: value for name, value in query.items() if name != "programme"}
    rows: list[Any] = []
    after: dict[str, str] = {}
    while True:
        page = await client.read("ranking", f"/boards/{query['programme']}", CITY_ADMIN, **asked, **after)
        rows += page["rows"]
        if page["next"] is None:
            return {"query": query, "rows": rows}
        after = {"after": page["next"]}


async def dead_letters(bootstrap: str) -> int:
    """How many records the services have set aside, since the topics are new."""
    consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap)
    await consumer.start()
    try:
        partitions = [TopicPartition(f"{service}.dead-letters", 0) for service in SERVICES]
        ends = await consumer.end_offsets(partitions)
        return int(sum(ends.values()))
    finally:
        await consumer.stop()
