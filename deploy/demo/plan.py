"""The whole demo as data, built from a seed before anything is sent: people, and a story for every initiative."""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import chain, repeat

from deploy.demo import plan_fates as fates
from deploy.demo.plan_fates import Course, Fate
from deploy.demo.plan_people import People, proxy_unit
from deploy.demo.programmes import PAST, PHASE_2, TODAY
from deploy.demo.sample import SampleInitiative, initiatives, live, units
from deploy.demo.steps import Approve, Person, Reassess, Reward, Story
from shared.calendar import HOME

SEED = 484
WITHOUT_EMAIL = 3

FATES: tuple[tuple[Fate, int], ...] = (
    (fates.pending, 5),
    (fates.commended, 16),
    (fates.recommended, 8),
    (fates.honoured, 7),
    (fates.corrected, 6),
    (fates.twice_corrected, 2),
    (fates.returned, 3),
    (fates.rejected, 5),
    (fates.withdrawn, 3),
    (fates.withdrawn_after_return, 2),
    (fates.approval_revoked, 2),
    (fates.reward_revoked, 2),
    (fates.upper_revoked, 1),
    (fates.asked_back, 1),
    (fates.declined, 1),
)
"""How many of each; whatever is left is approved and no more."""

OF_TODAY: tuple[Fate, ...] = (
    fates.approved,
    fates.commended,
    fates.pending,
    fates.rejected,
    fates.commended,
    fates.withdrawn,
    *(fates.pending,) * 6,
    fates.resubmitted,
)
"""What has become of today's first ones; all others wait for their reviewers."""

PROGRAMME_ENDS = datetime.combine(PHASE_2[1], time(16), HOME)
MIDNIGHTS = (datetime(2022, 7, 1, 0, 5, tzinfo=HOME), datetime(2023, 1, 1, 0, 30, tzinfo=HOME))
"""Registered just after midnight here, the day before in UTC: another quarter, another ISO week's year."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that will be done, in any order that keeps each story's own."""

    people: tuple[Person, ...]
    proxies: dict[str, Person]
    stories: tuple[Story, ...]


def build(today: date, seed: int = SEED) -> Plan:
    """The plan of a demo played on `today`."""
    dice = random.Random(seed)  # noqa: S311 - sample data, not secrets
    people = People(seed)
    past = _past(dice, people)
    stories = [*past, *_live(dice, people, today)]
    needed = sorted({proxy_unit(person.home_unit) for story in stories for person, _ in story.authors})
    proxies = {unit: people.proxy(unit) for unit in needed}
    stories = _without_email(stories)
    authors = {person.key: person for story in stories for person, _ in story.authors}
    return Plan(tuple(authors.values()), proxies, tuple(stories))


def _past(dice: random.Random, people: People) -> list[Story]:
    rows = initiatives()
    drawn = [fate for fate, count in FATES for _ in range(count)]
    drawn += [fates.approved] * (len(rows) - len(drawn))
    dice.shuffle(drawn)
    chosen = _fitting(rows, drawn)
    stories = []
    for index, (row, fate) in enumerate(zip(rows, chosen, strict=True)):
        moment = MIDNIGHTS[index] if index < len(MIDNIGHTS) else _registered(dice, row)
        stories.append(_story(f"SK{index + 1:03}", row, fate, moment, (dice, people)))
    return stories


def _fitting(rows: Sequence[SampleInitiative], drawn: list[Fate]) -> list[Fate]:
    """The city's own are simply approved, the greatest are honoured, two at the wrong unit move within their union."""
    moves = {"xi-mang-tay-do": ("thep-tay-do", True), "pataya-viet-nam": ("mf-viet-nam", False)}
    chosen = []
    for row, fate in zip(rows, drawn, strict=True):
        if row.unit in moves:
            unit, early = moves.pop(row.unit)
            chosen.append(fates.moved_to(unit, proxy_unit(unit), early=early))
        else:
            chosen.append(_worthy(row, fate))
    return chosen


def _worthy(row: SampleInitiative, fate: Fate) -> Fate:
    if units()[row.unit].level == "provincial":
        return fates.approved
    return fates.honoured if (row.benefit_vnd or 0) >= fates.GREAT_BENEFIT_VND else fate


def _live(dice: random.Random, people: People, today: date) -> Iterable[Story]:
    for index, (row, fate) in enumerate(zip(live(), chain(OF_TODAY, repeat(fates.pending)), strict=False)):
        moment = datetime.combine(today, time(0), HOME)
        story = _story(f"HN{index + 1:03}", row, fate, moment, (dice, people))
        applied = today.isoformat()
        steps = tuple(replace(s, decided_on=applied) if isinstance(s, Approve | Reward) else s for s in story.steps)
        yield replace(story, programme=TODAY, registered_at=None, first_applied_on=applied, steps=steps)


def _registered(dice: random.Random, row: SampleInitiative) -> datetime:
    """Some days after it was first applied, at any hour of the day here, inside phase 2."""
    applied = row.first_applied or PHASE_2[0]
    moment = datetime.combine(applied, time(0), HOME) + timedelta(
        days=dice.randint(1, 25), seconds=dice.randrange(86400)
    )
    return min(moment, PROGRAMME_ENDS)


def _story(key: str, row: SampleInitiative, fate: Fate, moment: datetime, luck: tuple[random.Random, People]) -> Story:
    dice, people = luck
    lead = people.author(row.unit)
    authors = _authors(dice, people, lead, row.unit)
    confidential = key in ("SK013", "SK033")
    applied = min(row.first_applied, moment.date()) if row.first_applied else None
    course = Course(row.unit, moment.date(), row.benefit_vnd, row.summary, key, dice)
    return Story(
        key=key,
        programme=PAST,
        unit=row.unit,
        kind=row.kind,
        field=row.field,
        title=row.title,
        summary=row.summary,
        authors=authors,
        entered_by=lead if lead.account else None,
        proxy_unit=proxy_unit(row.unit),
        steps=tuple(fate(course)),
        description=None if confidential else f"{row.summary} Bản mô tả đầy đủ do tác giả giữ tại đơn vị.",
        first_applied_on=applied.isoformat() if applied else None,
        claimed_benefit_vnd=row.benefit_vnd,
        confidential=confidential,
        registered_at=moment.astimezone(UTC).isoformat(timespec="milliseconds"),
    )


def _authors(dice: random.Random, people: People, lead: Person, unit: str) -> tuple[tuple[Person, int], ...]:
    """Mostly one, sometimes two or three with shares; now and then one of them is from a neighbouring unit."""
    if dice.random() > 0.3:  # noqa: PLR2004 - three in ten are shared
        return ((lead, 100),)
    second = people.author(_home_of_second(dice, unit), apart_from=(lead,))
    if dice.random() > 0.4:  # noqa: PLR2004 - of these, four in ten by three people
        return ((lead, 60), (second, 40))
    third = people.author(unit, apart_from=(lead, second))
    return ((lead, 50), (second, 30), (third, 20))


def _home_of_second(dice: random.Random, unit: str) -> str:
    parent = units()[unit].parent
    near = [other.code for other in units().values() if other.parent == parent and other.level == "grassroots"]
    return dice.choice(near) if near and dice.random() < 0.3 else unit  # noqa: PLR2004 - three in ten


def _without_email(stories: list[Story]) -> list[Story]:
    """Some authors without account have no e-mail either: whoever only ever is simply approved."""
    plain: dict[str, bool] = {}
    for story in stories:
        calm = bool(story.steps) and all(isinstance(step, Approve | Reassess | Reward) for step in story.steps)
        for person, _ in story.authors:
            plain[person.key] = plain.get(person.key, not person.account) and calm
    mute = [key for key, is_plain in plain.items() if is_plain][:WITHOUT_EMAIL]
    return [
        replace(s, authors=tuple((replace(p, email=None) if p.key in mute else p, share) for p, share in s.authors))
        for s in stories
    ]
