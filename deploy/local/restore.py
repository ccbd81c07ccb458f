"""After the stores are back: everything that makes them agree with the log again, in the order it has to happen.

Interrupted anywhere, it is run again from the start; until it is through, services refuse to start on this state.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from aiokafka import AIOKafkaConsumer, TopicPartition  # type: ignore[import-untyped]
from aiokafka.admin import AIOKafkaAdminClient  # type: ignore[import-untyped]
from pymongo import MongoClient

from deploy.local.backup import checked, put_back
from deploy.local.errors import CommandFailed
from deploy.local.kafka_ready import run_apart
from deploy.local.mongo import DATABASE
from deploy.local.processes import ROOT
from deploy.local.stack import Stack
from deploy.local.written_down import present, write_down
from shared.events import SERVICES

MARK: Final = "restoring.jsonl"
COMMANDS: Final = (("submission", "bring-forward"), ("review", "bring-forward"), ("notify", "hold"))
SECONDS: Final = 3600


def restore(stack: Stack, folder: Path, say: Callable[[str], None] = print) -> None:
    """Bring the stores of a stack whose servers run and whose services do not back to a backup, then forward.

    Who was erased and what ended is known by the present stores, by an interrupted earlier try, and by the log.
    """
    checked(folder)
    mark = stack.room.state / MARK
    write_down(mark, present(stack.mongo_url))
    say(f"{put_back(stack.mongo_url, folder):,} tài liệu · documents")
    run_apart(lambda: rewind(stack.kafka_bootstrap, _read_to(stack.mongo_url)))
    for service, command in COMMANDS:
        say(_run(stack, service, command, "--erased", str(mark)))
    mark.unlink()


async def rewind(bootstrap: str, read_to: dict[str, dict[tuple[str, int], int]]) -> None:
    """Let each group go on where its restored store was: what it had not applied by then is read again.

    A group of which that store knows nothing, having read nothing by then, begins anew.
    """
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    try:
        groups = [name for name, _ in await admin.list_consumer_groups() if name.partition("-")[0] in SERVICES]
        for group in sorted({*groups, *read_to}):
            places = read_to.get(group, {})
            known = await admin.list_consumer_group_offsets(group)
            begin = {place: places.get((place.topic, place.partition), 0) for place in known}
            wanted = {**begin, **{TopicPartition(*place): offset for place, offset in places.items()}}
            await _commit(bootstrap, group, wanted)
    finally:
        await admin.close()


async def _commit(bootstrap: str, group: str, wanted: dict[Any, int]) -> None:
    if not wanted:
        return
    consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap, group_id=group, enable_auto_commit=False)
    await consumer.start()
    try:
        consumer.assign(list(wanted))
        await consumer.commit(wanted)
    finally:
        await consumer.stop()


def _read_to(url: str) -> dict[str, dict[tuple[str, int], int]]:
    """How far each group had read, by topic and partition, as the restored stores say."""
    found: dict[str, dict[tuple[str, int], int]] = {}
    with MongoClient[dict[str, Any]](url) as client:
        for service in SERVICES:
            groups = found.setdefault(service, {})
            for document in client[DATABASE.format(service)]["partitions"].find({"group": {"$exists": True}}):
                group, topic, partition = str(document["_id"]).rsplit("/", 2)
                groups = found.setdefault(group, {})
                groups[topic, int(partition)] = int(document.get("offset") or 0)
    return found


def _run(stack: Stack, service: str, *command: str) -> str:
    """A service's command as its deployment runs it, on the broker as the administrator: it reads its own topics."""
    name = service.upper()
    env = {**os.environ, **stack.command_env(service), f"{name}_KAFKA_BOOTSTRAP": stack.kafka_bootstrap}
    argv: Sequence[str] = [sys.executable, "-m", f"services.{service}", *command]
    done = subprocess.run(argv, cwd=ROOT, env=env, capture_output=True, text=True, timeout=SECONDS, check=False)
    if done.returncode != 0:
        raise CommandFailed(" ".join(argv[2:4]), done.stdout[-2000:] + done.stderr[-4000:])
    return f"{service} {command[0]}: {done.stdout.strip()}"
