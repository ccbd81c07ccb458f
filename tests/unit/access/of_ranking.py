"""Ranking: a programme of ninh-kieu that is not public, an initiative of it, windows that can be frozen."""

from dataclasses import asdict
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from shared.access import Caller, Grant, Role
from shared.events import UNITS as UNITS_TOPIC
from shared.events.submissions import AuthorShare
from shared.events.units import UnitData
from tests.fakes.ranking_snapshots import MemorySnapshots
from tests.fakes.ranking_store import MemoryStore
from tests.unit.access.callers import AUTHOR, UNITS
from tests.unit.access.scene import Ask, Scene
from tests.unit.ranking.builders import PROGRAMME, applied, event, named, programme, submitted
from tests.unit.submission.samples import ISSUER, an_id

UNIT = "ninh-kieu"
BOARD = f"/boards/{PROGRAMME}"

TRIED = {"policy": {}, "cases": [{"kind": "technical", "level": "upper"}]}


async def store() -> MemoryStore:
    """With them."""
    units = [event(UNITS_TOPIC, unit.code, UnitData(**asdict(unit))) for unit in UNITS]
    mine = submitted("a", UNIT, authors=(AuthorShare(id=AUTHOR, share=100, home_unit=UNIT),))
    made = await applied([*units, programme(root_unit=UNIT, public=False)], [mine])
    made.snapshots = MemorySnapshots()  # type: ignore[attr-defined]
    return made


def scene(folder: Path) -> Scene:
    """The service with them; its signing key lies in `folder`."""
    key = folder / "key.pem"
    made = Ed25519PrivateKey.generate()
    key.write_bytes(made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return Scene("ranking", store, ASKS, PROGRAMME, settings={"signing_key": key})


async def frozen(scene: Scene, _asking: Caller | None) -> None:
    """A quarter is frozen."""
    scene.caller = Caller(an_id("qt"), "x", ISSUER, (Grant(Role.ADMIN, UNIT),))
    answer = await scene.send("POST", "/snapshots", {"programme": PROGRAMME, "window": "2022-Q2"})
    assert answer.status_code == 201, answer.text
    scene.values["snapshot"] = answer.json()["header"]["id"]


ASKS = {
    "GET /boards/{programme}": Ask(BOARD),
    "GET /boards/{programme}/approved": Ask(f"{BOARD}/approved"),
    "GET /boards/{programme}/export": Ask(f"{BOARD}/export"),
    "GET /boards/{programme}/stream": Ask(f"{BOARD}/stream"),
    "GET /standings/{programme}/{unit}": Ask(f"/standings/{PROGRAMME}/{UNIT}"),
    "GET /standings/{programme}/{unit}/days": Ask(f"/standings/{PROGRAMME}/{UNIT}/days"),
    "GET /contributions/{initiative_id}": Ask(f"/contributions/{named('a')}"),
    "POST /policies/points": Ask("/policies/points", TRIED, in_any_programme=True),
    "GET /snapshots": Ask(f"/snapshots?programme={PROGRAMME}"),
    "POST /snapshots": Ask("/snapshots", {"programme": PROGRAMME, "window": "2022-Q3"}),
    "GET /snapshots/keys": Ask("/snapshots/keys"),
    "GET /snapshots/{snapshot_id}": Ask("/snapshots/{snapshot}", before=frozen),
    "GET /snapshots/{snapshot_id}/difference": Ask("/snapshots/{snapshot}/difference", before=frozen),
}
