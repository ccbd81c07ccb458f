"""Who may be chosen at the local sign-in once the sample is there: made-up people of every kind, some thirty."""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from deploy.demo.plan import Plan
from deploy.demo.play_appointing import CITY_ADMIN, NATIONAL_ADMIN, official, posts
from deploy.demo.play_setup import proxy
from deploy.demo.programmes import TODAY
from deploy.demo.sample import CITY, units
from deploy.local.people import LocalPerson

WORKERS: Final = 10
PROXIES: Final = 4
PLACES: Final = 5
"""Units at the bottom whose reviewer and leader may be chosen."""
UPPERS: Final = ("kcx-cn", "ninh-kieu")


def accounts(plan: Plan) -> list[LocalPerson]:
    """In the order the page shows them, grouped by what they do."""
    return [*_workers(plan), *_proxies(plan), *_staff(plan), *_administrators()]


def _workers(plan: Plan) -> Iterator[LocalPerson]:
    """Those who take part today: they have something under way, and a reviewer of theirs may be chosen too."""
    places = _places(plan)
    stories = sorted(plan.stories, key=lambda story: story.programme != TODAY)
    people = {person.key: person for story in stories for person, _ in story.authors if person.account}
    for person in [one for one in people.values() if one.home_unit in places][:WORKERS]:
        home = units()[person.home_unit].name
        yield LocalPerson(person.key, person.name, f"Gửi sáng kiến · {home}", person.email, "Người lao động")


def _proxies(plan: Plan) -> Iterator[LocalPerson]:
    for unit, person in list(plan.proxies.items())[:PROXIES]:
        duties = f"Nhập thay người lao động · {units()[unit].name}"
        yield LocalPerson(
            person.key, person.name, duties, person.email, "Tổ hỗ trợ sáng kiến", proxy(plan, unit).grants
        )


def _staff(plan: Plan) -> Iterator[LocalPerson]:
    """Reviewers, then leaders, from the plants up to the city; what they may do is by appointment."""
    held = set(posts(plan))
    everywhere = dict.fromkeys([_busiest(plan), *_places(plan), *UPPERS, CITY])
    for role, does, group in (
        ("reviewer", "Xét duyệt", "Cán bộ xét duyệt"),
        ("leader", "Xét duyệt, khen thưởng, phân công", "Lãnh đạo"),
    ):
        for unit in (unit for unit in everywhere if (unit, role) in held):
            account = official(unit, role)
            address = account.email or f"{account.sub}@example.vn"
            yield LocalPerson(account.sub, str(account.name), f"{does} · {units()[unit].name}", address, group)


def _busiest(plan: Plan) -> str:
    """Where most waits for its reviewer today, and something has come back corrected."""
    waits = Counter(story.unit for story in plan.stories if story.programme == TODAY)
    return waits.most_common(1)[0][0]


def _places(plan: Plan) -> list[str]:
    """The first units at the bottom that take part today and have both."""
    held = set(posts(plan))
    today = dict.fromkeys(story.unit for story in plan.stories if story.programme == TODAY)
    at_the_bottom = [unit for unit in today if units()[unit].level == "grassroots"]
    return [unit for unit in at_the_bottom if {(unit, "reviewer"), (unit, "leader")} <= held][:PLACES]


def _administrators() -> Iterator[LocalPerson]:
    for account, duties in (
        (CITY_ADMIN, "Quản trị chương trình, đơn vị, chỉ tiêu của thành phố"),
        (NATIONAL_ADMIN, "Quản trị toàn hệ thống"),
    ):
        yield LocalPerson(account.sub, str(account.name), duties, account.email, "Quản trị")
