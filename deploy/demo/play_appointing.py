"""Who administers, leads and reviews: the first administrator by command, everybody else over HTTP."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable, Iterable

from deploy.demo.client import Client, DemoFailed, Who
from deploy.demo.names import name_of
from deploy.demo.plan import Plan
from deploy.demo.sample import CITY, live
from deploy.demo.steps import Reclassify, Revoke, Reward, Step
from deploy.local.errors import CommandFailed
from deploy.local.processes import ROOT
from deploy.local.root_unit import CODE as NATIONAL
from deploy.local.stack import Stack

NATIONAL_ADMIN = Who("quan-tri-tld", name="Quản trị Tổng Liên đoàn")
CITY_ADMIN = Who("quan-tri-can-tho", name="Quản trị LĐLĐ Cần Thơ", email="quan-tri.can-tho@example.vn")
AT_ONCE = 8
SECONDS = 120
CONFLICT = 409

Post = tuple[str, str]
"""(unit, role)"""


def official(unit: str, role: str) -> Who:
    """The account of whoever reviews for a unit, or leads it; what it may do is by appointment."""
    code = "lanh-dao" if role == "leader" else "tham-dinh"
    email = f"{code}.{unit}@example.vn" if role == "leader" else None
    return Who(f"{code}-{unit}", name=name_of(f"{code}-{unit}"), email=email)


def posts(plan: Plan) -> list[Post]:
    """Every post that somebody of the plan, or of the activity after it, acts by."""
    acting = {(row.unit, "reviewer") for row in live()}
    acting |= {post for story in plan.stories for step in story.steps for post in _posts_of(step)}
    return sorted(acting)


def _posts_of(step: Step) -> Iterable[Post]:
    if isinstance(step, Reclassify):
        return [] if step.role == "proxy" else [(step.by, step.role)]
    if isinstance(step, Reward | Revoke):
        return [(step.unit, "leader")]
    unit = getattr(step, "unit", None)
    return [] if unit is None else [(unit, "reviewer")]


def appoint_first(stack: Stack) -> None:
    """The first administrator, by submission's own command; a second time it changes nothing."""
    argv = [sys.executable, "-m", "services.submission", "appoint", NATIONAL_ADMIN.sub, NATIONAL]
    env = {**os.environ, **stack.command_env("submission")}
    done = subprocess.run(argv, cwd=ROOT, env=env, capture_output=True, text=True, timeout=SECONDS, check=False)
    if done.returncode != 0:
        raise CommandFailed("services.submission appoint", done.stdout[-2000:] + done.stderr[-4000:])


async def appoint_administrator(client: Client) -> None:
    """The city's, whom the national one invites."""
    await _invite(client, NATIONAL_ADMIN, CITY_ADMIN, "admin", CITY)


async def appoint_officials(client: Client, plan: Plan, advance: Callable[[], None]) -> None:
    """The city's leader is invited; they confirm the cards of all others and appoint them."""
    chief = official(CITY, "leader")
    await _invite(client, NATIONAL_ADMIN, chief, "leader", CITY)
    gate = asyncio.Semaphore(AT_ONCE)

    async def appoint(unit: str, role: str) -> None:
        async with gate:
            if (unit, role) != (CITY, "leader"):
                await _appoint(client, chief, official(unit, role), role, unit)
            advance()

    await asyncio.gather(*(appoint(*post) for post in posts(plan)))


async def _invite(client: Client, by: Who, who: Who, role: str, unit: str) -> None:
    sent = await client.do(by, "submission", "POST", f"/units/{unit}/invitations", {"role": role, "email": who.email})
    await client.do(who, "submission", "POST", "/invitations/acceptance", {"secret": sent["secret"]})
    tag = {"If-Match": '"2"'}
    await client.do(by, "submission", "POST", f"/invitations/{sent['id']}/confirmation", None, tag)
    await client.do(who, "submission", "PATCH", "/authors/me", {"email": None})


async def _appoint(client: Client, by: Who, who: Who, role: str, unit: str) -> None:
    card = await client.do(who, "submission", "PATCH", "/authors/me", {"name": who.name, "home_unit": unit})
    if not card["confirmed"]:
        tag = {"If-Match": f'"{card["revision"]}"'}
        await client.do(by, "submission", "POST", f"/authors/{card['id']}/confirmation", {}, tag)
    body = {"card": card["id"], "role": role}
    answer = await client.send(by, "submission", "POST", f"/units/{unit}/appointments", body)
    if not answer.is_success and answer.status_code != CONFLICT:
        raise DemoFailed(f"{who.sub}: {answer.status_code} {answer.text[:600]}")
