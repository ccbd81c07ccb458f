"""A restore loses nothing the log has: aggregates are brought forward, boards are the same, nobody is mailed twice."""

import asyncio
from pathlib import Path
from typing import NamedTuple

import pytest

from deploy.local.backup import MANIFEST, write_backup
from deploy.local.errors import BadBackup
from deploy.local.restore import MARK, restore
from deploy.local.root_unit import CODE as NATIONAL
from deploy.local.stack import Stack
from deploy.local.together import together
from shared.events import SERVICES
from tests.e2e.oracle import Told
from tests.e2e.test_personal_data import stores_with
from tests.e2e.waiting import until
from tests.e2e.world import Json, World, paper

pytestmark = pytest.mark.stops_parts

ADMIN = "admin"


class CutShort(Exception):  # noqa: N818 - what happens, not what is wrong
    """The process ends here."""


def cut_short(_said: str) -> None:
    """As if killed after the stores were put back, and before they were brought forward."""
    raise CutShort


def stop_services(stack: Stack) -> None:
    """End the services, not the servers."""
    together([service.stop for service in stack.services.values()])


def start_services(stack: Stack) -> None:
    """Start them again."""
    together([service.start for service in stack.services.values()])


async def mails_of(world: World, count: int) -> int:
    """How many mails arrived, once that many have."""
    found = await until(f"{count} mails", world.mails, lambda mails: len(mails) >= count)
    return len(found)


def renamed(world: World, code: str) -> Json:
    """The unit under another name."""
    return {**world.units[code], "name": "Công đoàn cơ sở Bệnh viện"}


async def rename(world: World, code: str) -> None:
    """PUT it."""
    admin = (ADMIN, world.root)
    known = await world.call("GET", "submission", f"/units/{code}", ADMIN, admin)
    tag = {"If-Match": known.headers["ETag"]}
    await world.must("PUT", "submission", f"/units/{code}", ADMIN, admin, json=renamed(world, code), headers=tag)


async def erase(world: World, sub: str) -> None:
    """As the person themselves."""
    answer = await world.call("DELETE", "submission", "/authors/me", sub)
    assert answer.status_code == 204, answer.text


async def appointed(world: World, sub: str, unit: str) -> Json:
    """Somebody with a card becomes a reviewer of a unit."""
    leader = ("leader", world.root)
    card = await world.must("PATCH", "submission", "/authors/me", sub, json={"home_unit": unit})
    path = f"/authors/{card['id']}/confirmation"
    await world.must("POST", "submission", path, "leader", leader, json={}, headers={"If-Match": "*"})
    body = {"card": card["id"], "role": "reviewer"}
    made = await world.must("POST", "submission", f"/units/{unit}/appointments", "leader", leader, json=body)
    await may_do(world, sub, ["reviewer"])
    return made


async def invited(world: World, unit: str) -> str:
    """The secret by which somebody becomes a proxy of a unit."""
    leader = ("leader", world.root)
    made = await world.must(
        "POST", "submission", f"/units/{unit}/invitations", "leader", leader, json={"role": "proxy"}
    )
    return str(made["secret"])


async def accept(world: World, sub: str, secret: str) -> tuple[int, Json]:
    """What somebody who has a secret is answered."""
    answer = await world.call("POST", "submission", "/invitations/acceptance", sub, json={"secret": secret})
    return answer.status_code, answer.json()


async def end(world: World, appointment: Json) -> None:
    """It is ended by whoever made it."""
    path, tag = f"/appointments/{appointment['id']}", {"If-Match": "*"}
    answer = await world.call("DELETE", "submission", path, "leader", ("leader", world.root), headers=tag)
    assert answer.status_code == 204, answer.text


async def may_do(world: World, sub: str, roles: list[str]) -> None:
    """Every service knows somebody's roles."""

    async def held() -> list[list[str]]:
        told = [await world.must("GET", service, "/me", sub) for service in SERVICES]
        return [[grant["role"] for grant in one["grants"]] for one in told]

    await until(f"{sub} to be {roles}", held, lambda found: found == [roles] * len(SERVICES))


class Passing(NamedTuple):
    """Rights that end after a backup: an appointment, and an invitation's secret; and one that nobody uses."""

    appointment: Json
    used: str
    waiting: str


async def passing_rights(world: World, unit: str) -> Passing:
    """Of somebody called so, and of whoever has the secrets."""
    appointment = await appointed(world, "passing", unit)
    return Passing(appointment, await invited(world, unit), await invited(world, unit))


async def use_and_end(world: World, passing: Passing) -> None:
    """A secret makes a proxy; then both rights end."""
    _, proxy = await accept(world, "proxy", passing.used)
    await may_do(world, "proxy", ["proxy"])
    await end(world, passing.appointment)
    await end(world, proxy)


async def nothing_ended_is_back(world: World, passing: Passing) -> None:
    """A used secret stays used, though the backup had not seen it; one that waited goes on waiting."""
    await may_do(world, "passing", [])
    assert (await accept(world, "proxy", passing.used))[0] == 409
    assert (await accept(world, "other", passing.waiting))[0] == 200


async def settled(world: World, expected: Json) -> Json:
    """The boards once they show these units' names and figures."""
    return await until("the boards", world.rows, lambda rows: rows == expected)


async def resubmit(world: World, one: Told) -> None:
    """Submitted again by its author as it is."""
    seen = await until("returned for its author", lambda: world.initiative(one), lambda i: i["status"] == "returned")
    tag = {"If-Match": f'"{seen["revision"]}"'}
    again = await world.must("POST", "submission", f"/initiatives/{one.id}/submission", one.sub, headers=tag)
    assert again["content_version"] == 2


async def test_a_restored_system_catches_up_with_its_log_and_mails_nobody_twice(tmp_path: Path, system: Stack) -> None:
    mark = system.room.state / MARK
    async with World(system) as world:
        base, other = world.bases[:2]
        first = await world.submit(base, "first")
        gone = await world.submit(other, "gone")
        await world.approve(first)
        back = await world.submit(base, "back")
        await world.boards_agree()
        await mails_of(world, 1)
        passing = await passing_rights(world, base)
        write_backup(system.mongo_url, tmp_path / "backup")

        await world.act(first, "", world.root, path="reward", form="giay-khen", **paper())
        await world.turn_down(back, "return", reasons=["no-effect-shown"], comment="Thiếu số liệu")
        after = await world.submit(other, "after")
        await world.approve(after)
        await use_and_end(world, passing)
        await appointed(world, "staying", base)
        await rename(world, base)
        await erase(world, "gone")
        erased = f"gone@{world.root}".encode()
        await until("nothing of who was erased", lambda: stores_with(system, erased), lambda found: not found)
        first.rewards.append(("giay-khen", "provincial"))
        boards = await settled(world, world.expected())
        mailed = await mails_of(world, 4)

        await asyncio.to_thread(stop_services, system)
        try:
            with pytest.raises(CutShort):
                await asyncio.to_thread(restore, system, tmp_path / "backup", cut_short)
            assert mark.read_text(), "the store that knew who was erased is gone"
            await asyncio.to_thread(restore, system, tmp_path / "backup")
        finally:
            await asyncio.to_thread(start_services, system)

        assert not mark.exists()
        await until("the boards of before", world.rows, lambda rows: rows == boards)
        assert not await stores_with(system, erased), "the backup brought an erased person back"
        await until("submission knows it", lambda: world.initiative(after), lambda one: one["status"] == "approved")
        unit = await world.must("GET", "submission", f"/units/{base}", ADMIN, (ADMIN, world.root))
        assert unit["name"] == renamed(world, base)["name"]
        await asyncio.gather(may_do(world, "staying", ["reviewer"]), nothing_ended_is_back(world, passing))

        seen = await until("review knows it", lambda: world.case(back), lambda case: case["status"] == "returned")
        assert seen["version"] == 1
        await resubmit(world, back)
        await world.approve(back, version=2)
        assert (await world.case(first))["version"] == 2
        await until("the mail of the new act", world.mails, lambda mails: len(mails) > mailed)
        await released(world)
        mails = await world.mails()
        assert len(mails) == mailed + 1, [mail.subject for mail in mails]
        assert gone.id in world.told


async def released(world: World) -> None:
    """What rests since the restore is given up."""
    admin = (ADMIN, (ADMIN, NATIONAL))
    hold = await world.must("GET", "notify", "/hold", *admin)
    assert hold["mail"] is None
    assert hold["recorded"] > 0
    given_up = await world.must("POST", "notify", "/hold/release", *admin, json={"mail": False})
    assert given_up["mail"] is False
    await until(
        "nothing rests", lambda: world.must("GET", "notify", "/hold", *admin), lambda hold: hold["recorded"] == 0
    )


async def test_a_backup_that_was_changed_is_refused_before_anything_is_dropped(tmp_path: Path, system: Stack) -> None:
    folder = tmp_path / "backup"
    assert write_backup(system.mongo_url, folder) > 0
    with pytest.raises(BadBackup, match="exists already"):
        write_backup(system.mongo_url, folder)
    some = next(path for path in sorted(folder.rglob("*.gz")) if path.stat().st_size)
    some.write_bytes(some.read_bytes() + b"\0")
    with pytest.raises(BadBackup, match="was changed"):
        restore(system, folder)
    (folder / MANIFEST).unlink()
    with pytest.raises(BadBackup, match=MANIFEST):
        restore(system, folder)
