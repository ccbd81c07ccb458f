"""Sample activity for the live screen: now and then somebody posts an initiative and a reviewer approves it.

Through the public APIs, into the programme that is open today, and no more than a bounded number of times.
"""

import asyncio
import time
from collections.abc import Callable

import httpx
from faker import Faker

from deploy.demo.client import Client, DemoFailed
from deploy.demo.load import today
from deploy.demo.names import full_name
from deploy.demo.plan import Plan
from deploy.demo.plan_people import proxy_unit
from deploy.demo.play_setup import own_card
from deploy.demo.play_story import Player
from deploy.demo.programmes import TODAY
from deploy.demo.sample import live
from deploy.demo.steps import Approve, Person, Story

ACTS = 60
PAUSE_SECONDS = 2.0
PEOPLE = 20

Tell = Callable[[str], None]


async def act(client: Client, tell: Tell, *, acts: int = ACTS, pause: float = PAUSE_SECONDS) -> None:
    """Post and approve, `acts` times, `pause` seconds apart; what goes wrong is told and ends the activity."""
    stamp = f"{int(time.time()):x}"
    try:
        for number in range(1, acts + 1):
            await asyncio.sleep(pause)
            person = _person(stamp, number)
            ids = {person.key: await own_card(client, person)}
            player = Player(client, Plan((), {}, ()), ids, _story(stamp, number, person))
            await player.play()
            tell(f"{number}/{acts} · {player.story.title}")
    except (DemoFailed, httpx.HTTPError) as error:
        tell(f"dừng · stopped: {str(error)[:200]}")
        return
    tell(f"đã xong {acts} lượt · done")


def _person(stamp: str, number: int) -> Person:
    place = (number - 1) % PEOPLE
    unit = live()[place % len(live())].unit
    faker = Faker("vi_VN")
    faker.seed_instance(f"{stamp}{place}")
    name = full_name(faker)
    return Person(f"hoat-dong-{stamp}-{place}", name, unit, f"hoat-dong.{place}@example.vn", account=True)


def _story(stamp: str, number: int, person: Person) -> Story:
    row = next(row for row in live() if row.unit == person.home_unit)
    day = today().isoformat()
    return Story(
        key=f"HD{number}",
        programme=TODAY,
        unit=row.unit,
        kind=row.kind,
        field=row.field,
        title=f"{row.title} (mẫu {number})",
        summary=row.summary,
        authors=((person, 100),),
        entered_by=person,
        proxy_unit=proxy_unit(row.unit),
        steps=(Approve(row.unit, f"{stamp}-{number}/QĐ", day),),
        first_applied_on=day,
    )
