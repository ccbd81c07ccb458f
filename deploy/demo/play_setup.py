"""Before the first initiative: units, programmes, targets and cards, as administrators and proxies set them."""

import asyncio
from collections.abc import Callable
from datetime import date

from deploy.demo.client import Client, Who
from deploy.demo.plan import Plan
from deploy.demo.plan_people import proxy_unit
from deploy.demo.play_appointing import (
    CITY_ADMIN,
    NATIONAL_ADMIN,
    appoint_administrator,
    appoint_officials,
    posts,
)
from deploy.demo.programmes import PAST, TODAY, bodies
from deploy.demo.sample import CITY, SampleUnit, targets, units
from deploy.demo.steps import Person

AT_ONCE = 8
OF_TODAY = {CITY: 150, "kcx-cn": 60, "nganh-y-te": 30, "ninh-kieu": 15}
OF_OTHERS = 8
"""Targets of today's programme: the sample's activity brings some units beyond theirs and leaves others behind."""

Advance = Callable[[], None]
Ids = dict[str, str]
"""A person's key → the id the service gave them."""


def author(person: Person, unit: str) -> Who:
    """An author's account; whoever helped to import gave it leave to name earlier registration days at `unit`."""
    return Who(person.key, (("import", unit),), person.name, person.email)


def proxy(plan: Plan, unit: str) -> Who:
    """The account of the helper of a unit."""
    person = plan.proxies[unit]
    return Who(person.key, (("proxy", unit), ("import", unit)), person.name, person.email)


async def set_up(client: Client, plan: Plan, today: date, advance: Advance) -> Ids:
    """Everything, in the order it depends on each other; returns people's ids."""
    for unit in units().values():
        if unit.parent is None:  # the stack came with it
            advance()
            continue
        await client.do(NATIONAL_ADMIN, "submission", "PUT", f"/units/{unit.code}", _unit(unit))
        advance()
    await appoint_administrator(client)
    for programme, body in bodies(today).items():
        sent = {name: value for name, value in body.items() if name != "id"}
        await client.do(CITY_ADMIN, "submission", "PUT", f"/programmes/{programme}", sent)
        advance()
    await _targets(client)
    await appoint_officials(client, plan, advance)
    return await _cards(client, plan, advance)


def size(plan: Plan) -> int:
    """How often `set_up` advances."""
    programmes = len(bodies(date.min.replace(year=2000)))
    return len(units()) + programmes + len(posts(plan)) + len(plan.people) + len(plan.proxies)


def _unit(unit: SampleUnit) -> dict[str, object]:
    body: dict[str, object] = {
        "name": unit.name,
        "level": unit.level,
        "parent": unit.parent,
        "sector": unit.sector,
        "ownership": unit.ownership,
        "cluster": unit.cluster,
        "members": unit.members,
    }
    if unit.level in ("provincial", "upper"):
        body["office_email"] = f"van-phong.{unit.code}@example.vn"
    return body


async def _targets(client: Client) -> None:
    lines = ["unit_code,phase,target", *(f"{unit},{window},{target}" for unit, window, target in targets())]
    file = "\n".join(lines) + "\n"
    await client.do(NATIONAL_ADMIN, "submission", "POST", f"/programmes/{PAST}/targets", file)
    upper = {unit.code: OF_OTHERS for unit in units().values() if unit.level == "upper" and unit.parent == CITY}
    for unit, target in {**upper, **OF_TODAY}.items():
        body = {"assigned": {"total": target, "P1": target}, "pledged": {"total": target + 2}}
        await client.do(NATIONAL_ADMIN, "submission", "PUT", f"/programmes/{TODAY}/targets/{unit}", body)


async def _cards(client: Client, plan: Plan, advance: Advance) -> Ids:
    gate = asyncio.Semaphore(AT_ONCE)

    async def card(person: Person) -> tuple[str, str]:
        async with gate:
            made = await (own_card(client, person) if person.account else _card_by_proxy(client, plan, person))
            advance()
            return person.key, made

    helpers = [await card(person) for person in plan.proxies.values()]
    return dict([*helpers, *await asyncio.gather(*(card(person) for person in plan.people))])


async def own_card(client: Client, person: Person) -> str:
    """Somebody fills in their own card; their id."""
    who = Who(person.key, (), person.name, person.email)
    body = {"name": person.name, "email": person.email, "home_unit": person.home_unit, "language": person.language}
    return str((await client.do(who, "submission", "PATCH", "/authors/me", body))["id"])


async def _card_by_proxy(client: Client, plan: Plan, person: Person) -> str:
    body = {"name": person.name, "home_unit": person.home_unit, "language": person.language}
    if person.email:
        body["email"] = person.email
    who = proxy(plan, proxy_unit(person.home_unit))
    return str((await client.do(who, "submission", "POST", "/authors", body))["id"])
