"""What the present stores know and an older backup does not: whoever was erased, what ended, what still waits.

It is on disk before the stores are dropped, and an interrupted try's is kept: they alone knew it.
"""

import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pymongo import MongoClient
from pymongo.database import Database

from deploy.local.mongo import DATABASE


@dataclass
class Present:
    """What must not come back, by ids, and the invitations that may: all others are taken back."""

    erased: dict[str, int] = field(default_factory=dict)
    """People by the version of their tombstone."""
    forgotten: set[str] = field(default_factory=set)
    """People who were erased since they were last appointed to anything, back by now or not."""
    ended: set[str] = field(default_factory=set)
    """Appointments."""
    waiting: set[str] = field(default_factory=set)
    """Invitations that nobody has used or taken back yet."""


def present(url: str) -> Present:
    """What the stores know now."""
    with MongoClient[dict[str, Any]](url, uuidRepresentation="standard") as client:
        database = client[DATABASE.format("submission")]
        shells = database["authors"].find({"data": None}, {"version": 1})
        forgotten = database["appointments"].find({"erased": True}, {"_id": 1})
        waiting = database["invitations"].find({"state": {"$in": ["open", "accepted"]}}, {"_id": 1})
        return Present(
            erased={str(card["_id"]): int(card["version"]) for card in shells},
            forgotten={str(person["_id"]) for person in forgotten},
            ended=_ended(database),
            waiting={str(invitation["_id"]) for invitation in waiting},
        )


def _ended(database: Database[dict[str, Any]]) -> set[str]:
    pipeline: list[dict[str, Any]] = [
        {"$unwind": "$acts"},
        {"$match": {"acts.kind": {"$in": ["ended", "over"]}}},
        {"$match": {"$expr": {"$not": [{"$in": ["$acts.appointment", "$appointments.id"]}]}}},
        {"$group": {"_id": "$acts.appointment"}},
    ]
    return {str(one["_id"]) for one in database["appointments"].aggregate(pipeline, allowDiskUse=True)}


def write_down(mark: Path, now: Present) -> None:
    """Add what is known now to what an interrupted try wrote, whose stores knew better which invitations waited."""
    if mark.exists():
        now = _together(now, [json.loads(line) for line in mark.read_text().splitlines()])
    lines: list[dict[str, str | int]] = [{"id": id_, "version": version} for id_, version in sorted(now.erased.items())]
    lines += [{"forgotten": id_} for id_ in sorted(now.forgotten)]
    lines += [{"appointment": id_} for id_ in sorted(now.ended)]
    lines += [{"invitation": id_} for id_ in sorted(now.waiting)]
    new = mark.with_suffix(".new")
    with new.open("w") as file:
        file.write("".join(json.dumps(line) + "\n" for line in lines))
        file.flush()
        os.fsync(file.fileno())
    new.replace(mark)


def _together(now: Present, lines: list[dict[str, Any]]) -> Present:
    earlier = {one["id"]: one["version"] for one in lines if "id" in one}
    both = earlier.keys() | now.erased.keys()
    return Present(
        erased={id_: max(earlier.get(id_, 0), now.erased.get(id_, 0)) for id_ in both},
        forgotten=now.forgotten | {one["forgotten"] for one in lines if "forgotten" in one},
        ended=now.ended | {one["appointment"] for one in lines if "appointment" in one},
        waiting={one["invitation"] for one in lines if "invitation" in one},
    )
