from collections import Counter
from datetime import date, datetime

import pytest

from deploy.demo.plan import Plan, build
from deploy.demo.programmes import PAST, TODAY, bodies
from deploy.demo.sample import initiatives, path, targets, units
from deploy.demo.steps import Approve, Revoke, Reward, TurnDown
from deploy.local import root_unit
from shared.calendar import HOME

DAY = date(2026, 11, 24)


@pytest.fixture(scope="module")
def plan() -> Plan:
    return build(DAY)


def test_the_same_seed_gives_the_same_plan(plan: Plan) -> None:
    assert build(DAY) == plan


def test_every_sample_initiative_is_imported_once(plan: Plan) -> None:
    past = [story for story in plan.stories if story.programme == PAST]
    assert Counter(story.title for story in past) == Counter(row.title for row in initiatives())


def test_registrations_spread_over_all_quarters_of_phase_2(plan: Plan) -> None:
    days = [datetime.fromisoformat(s.registered_at).astimezone(HOME) for s in plan.stories if s.registered_at]
    quarters = {f"{day.year}-Q{(day.month + 2) // 3}" for day in days}
    assert quarters == {"2022-Q2", "2022-Q3", "2022-Q4", "2023-Q1", "2023-Q2", "2023-Q3"}
    assert all(date(2022, 6, 1) <= day.date() <= date(2023, 9, 30) for day in days)


def test_some_are_posted_live_into_the_programme_of_today(plan: Plan) -> None:
    live = [story for story in plan.stories if story.programme == TODAY]
    assert live
    assert all(story.registered_at is None for story in live)


def test_shares_add_up_and_nobody_is_named_twice(plan: Plan) -> None:
    for story in plan.stories:
        people = [person.key for person, _ in story.authors]
        assert sum(share for _, share in story.authors) == 100
        assert len(set(people)) == len(people)


def test_every_kind_of_fate_is_there(plan: Plan) -> None:
    acts = {type(step).__name__ for story in plan.stories for step in story.steps}
    assert acts == {
        "Approve", "AskRevocation", "Decline", "Reassess", "Reclassify",
        "Resubmit", "Revoke", "Reward", "TurnDown", "Withdraw",
    }  # fmt: skip
    levels = {units()[s.unit].level for story in plan.stories for s in story.steps if isinstance(s, Approve)}
    assert levels == {"grassroots", "upper", "provincial"}
    assert {s.act for story in plan.stories for s in story.steps if isinstance(s, TurnDown)} == {"return", "reject"}
    forms = {s.form for story in plan.stories for s in story.steps if isinstance(s, Reward)}
    assert forms == {"giay-khen", "bang-khen", "bang-lao-dong-sang-tao", "money"}


def test_some_people_have_no_address_and_none_of_them_is_told_of_a_revocation(plan: Plan) -> None:
    mute = [story for story in plan.stories if any(person.email is None for person, _ in story.authors)]
    assert len({p.key for story in mute for p, _ in story.authors if p.email is None}) == 3
    assert not any(isinstance(step, Revoke) for story in mute for step in story.steps)


def test_decisions_are_never_dated_in_the_future(plan: Plan) -> None:
    dated = [s.decided_on for story in plan.stories for s in story.steps if isinstance(s, Approve | Reward)]
    assert max(dated) <= DAY.isoformat()


def test_some_are_confidential_and_keep_their_description(plan: Plan) -> None:
    secret = [story for story in plan.stories if story.confidential]
    assert len(secret) == 2
    assert all(story.description is None for story in secret)


def test_units_stand_below_higher_ones_and_two_unions_straight_under_the_city() -> None:
    order = ("national", "provincial", "upper", "grassroots", "subdivision")
    for unit in units().values():
        levels = [order.index(units()[code].level) for code in path(unit.code)]
        assert levels == sorted(levels, reverse=True)
    assert sum(u.parent == "can-tho" and u.level == "grassroots" for u in units().values()) == 2
    assert any(row.unit == "can-tho" for row in initiatives())


def test_targets_are_of_units_of_the_programme() -> None:
    assert all("can-tho" in path(unit) for unit, _, _ in targets())
    assert bodies(DAY)[PAST]["phases"][1]["code"] == "P2"


def test_the_stack_comes_with_the_samples_highest_unit() -> None:
    (root,) = (unit for unit in units().values() if unit.parent is None)
    assert (root.code, root.name, root.level) == (root_unit.CODE, root_unit.NAME, root_unit.LEVEL)


def test_nobody_is_called_by_the_same_name_twice(plan: Plan) -> None:
    names = [person.name.split() for person in (*plan.people, *plan.proxies.values())]
    assert [name for name in names if len(set(name)) != len(name)] == []
