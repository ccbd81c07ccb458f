"""Frozen windows on the real store: once a deadline, at one moment, and whatever is altered afterwards is found."""

import asyncio
import copy
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import orjson
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from typer.testing import CliRunner

from services.ranking.__main__ import cli
from services.ranking.domain.closing import due_windows
from services.ranking.snapshots.freezing import AlreadyFrozen, Snapshot, WindowNotOver, freeze
from services.ranking.snapshots.sealing import Signer
from services.ranking.store_mongo import INDEXES, MongoStore
from services.ranking.store_mongo.snapshots import CHUNKS, SNAPSHOTS
from shared.mongo import Mongo
from shared.web.idempotency import Creation, FirstAnswer
from tests.fakes.ranking_taking import take
from tests.store.test_ranking_store import LIFE
from tests.unit.ranking.builders import POLICY, PROGRAMME, frame, programme, submitted, target

NOW = datetime(2023, 11, 20, tzinfo=UTC)
TODAY = date(2023, 11, 20)
GRADING = {"classes": [{"name": "tot", "from_percent": 5000}]}


@pytest.fixture
async def store(mongo: Mongo) -> MongoStore:
    await mongo.ensure_indexes(INDEXES)
    store = MongoStore(mongo)
    graded = programme(2, policy={**POLICY, "grading": GRADING})
    await take(store, [*frame(), graded, target("ninh-kieu", 1, None, **{"total": 4, "2022-Q3": 2}), *LIFE])
    return store


@pytest.fixture
def signer() -> Signer:
    return Signer(Ed25519PrivateKey.generate())


async def frozen(store: MongoStore, signer: Signer, window: str = "2022-Q3", today: date = TODAY) -> Snapshot:
    return await freeze(store, store.snapshots, signer, PROGRAMME, window, now=NOW, today=today, by="deadline")


def file_of(snapshot: Snapshot) -> dict[str, Any]:
    made: dict[str, Any] = orjson.loads(
        orjson.dumps({"header": snapshot.header, "signature": snapshot.signature, "chunks": snapshot.chunks})
    )
    return made


def verdict(folder: Path, keys: list[Any], *files: dict[str, Any]) -> int:
    """The exit code of the command."""
    names = []
    for number, file in enumerate(files):
        path = folder / f"{number}.json"
        path.write_bytes(orjson.dumps(file))
        names.append(str(path))
    (folder / "keys.json").write_bytes(orjson.dumps({"keys": keys}))
    return CliRunner().invoke(cli, ["verify", *names, "--keys", str(folder / "keys.json")]).exit_code


async def test_a_snapshot_holds_rows_grades_and_recognition_and_verifies(
    store: MongoStore, signer: Signer, tmp_path: Path
) -> None:
    made = await frozen(store, signer)
    kept = await store.snapshots.get(UUID(made.id))
    assert kept == made
    rows = {row["unit"]: row for chunk in made.chunks if chunk["kind"] == "rows" for row in chunk["items"]}
    assert (rows["ninh-kieu"]["registered"], rows["ninh-kieu"]["percent"]) == (2, 100)
    assert (rows["ninh-kieu"]["grade"], rows["ninh-kieu"]["recognised"]) == ("tot", True)
    assert (rows["cai-rang"]["grade"], rows["cai-rang"]["recognised"]) == (None, False)
    assert verdict(tmp_path, await store.snapshots.keys(), file_of(made)) == 0


async def test_a_changed_byte_is_found(store: MongoStore, signer: Signer, tmp_path: Path) -> None:
    made = file_of(await frozen(store, signer))
    keys = await store.snapshots.keys()
    rows = copy.deepcopy(made)
    rows["chunks"][0]["items"][0]["points"] += 1
    header = copy.deepcopy(made)
    header["header"]["window"] = "2022-Q4"
    assert [verdict(tmp_path, keys, one) for one in (made, rows, header)] == [0, 1, 1]


async def test_a_swapped_key_is_found(store: MongoStore, signer: Signer, tmp_path: Path) -> None:
    made = file_of(await frozen(store, signer))
    forger = Signer(Ed25519PrivateKey.generate())
    forged = copy.deepcopy(made)
    forged["header"]["key"] = forger.kid
    forged["signature"] = forger.sign(forged["header"])
    assert verdict(tmp_path, await store.snapshots.keys(), forged) == 1
    assert verdict(tmp_path, [{**forger.jwk, "kid": signer.kid}], made) == 1


async def test_a_missing_link_and_a_reordered_chain_are_found(
    store: MongoStore, signer: Signer, tmp_path: Path
) -> None:
    windows = ("2022-Q3", "2022-Q4", "P1")
    first, second, third = [file_of(await frozen(store, signer, window)) for window in windows]
    keys = await store.snapshots.keys()
    assert verdict(tmp_path, keys, first, second, third) == 0
    assert verdict(tmp_path, keys, first, third) == 1
    assert verdict(tmp_path, keys, second, first, third) == 1


async def test_a_window_is_frozen_once_for_each_deadline_by_however_many(store: MongoStore, signer: Signer) -> None:
    made = await asyncio.gather(*(frozen(store, signer) for _ in range(4)), return_exceptions=True)
    assert sum(isinstance(one, Snapshot) for one in made) == 1
    assert sum(isinstance(one, AlreadyFrozen) for one in made) == 3
    late = programme(3, policy={**POLICY, "grading": GRADING}, decision_days=40)
    await take(store, [late])
    again = await frozen(store, signer)
    first = next(one for one in made if isinstance(one, Snapshot))
    assert (again.header["supersedes"], again.header["number"]) == (first.id, 2)


async def test_the_request_that_froze_a_window_is_found_by_its_key(store: MongoStore, signer: Signer) -> None:
    creation, other = Creation(uuid4(), "hash"), Creation(uuid4(), "hash")
    wanted: dict[str, Any] = {"now": NOW, "today": TODAY, "by": "admin"}
    first = await freeze(store, store.snapshots, signer, PROGRAMME, "2022-Q3", **wanted, creation=creation)
    assert await store.snapshots.made_by(creation.id) == (UUID(first.id), FirstAnswer("hash", first.answer, None))
    assert await store.snapshots.made_by(other.id) is None
    with pytest.raises(AlreadyFrozen):
        await freeze(store, store.snapshots, signer, PROGRAMME, "2022-Q4", **wanted, creation=creation)


async def test_what_is_not_over_cannot_be_frozen(store: MongoStore, signer: Signer) -> None:
    with pytest.raises(WindowNotOver):
        await frozen(store, signer, today=date(2022, 9, 30))
    assert await store.snapshots.headers(PROGRAMME) == []


async def test_a_freeze_cut_short_leaves_no_snapshot_and_the_next_one_makes_it(
    store: MongoStore, signer: Signer, mongo: Mongo
) -> None:
    await mongo.db[CHUNKS].insert_one({"_id": "half/0", "chunk": {"kind": "rows", "items": []}})
    made = await frozen(store, signer)
    assert [header["id"] for header in await store.snapshots.headers(PROGRAMME)] == [made.id]
    document = await mongo.db[SNAPSHOTS].find_one({"_id": made.id})
    assert document is not None
    assert len(document["outbox"]) == 1


async def test_what_comes_later_changes_no_snapshot(store: MongoStore, signer: Signer) -> None:
    made = await frozen(store, signer)
    await take(store, [submitted("late", "xa-a")])
    assert await store.snapshots.get(UUID(made.id)) == made


async def test_what_was_frozen_is_no_longer_due(store: MongoStore, signer: Signer) -> None:
    made = await frozen(store, signer)
    standing = (await store.frame()).programmes[PROGRAMME]
    headers = await store.snapshots.headers(PROGRAMME)
    assert [(header["id"], header["final"]) for header in headers] == [(made.id, True)]
    assert "2022-Q3" in set(due_windows(standing, [], TODAY))
    assert "2022-Q3" not in set(due_windows(standing, headers, TODAY))
