"""Points are rounded once, after every multiplier."""

from itertools import permutations

import pytest

from services.ranking.domain.facts import LookedAt
from services.ranking.domain.points import Points
from services.ranking.domain.ratios import half_up
from shared.messaging.consumer import Record
from tests.unit.ranking.builders import applied, decided, frame, submitted, total, withdrawn


def test_multipliers_are_taken_together_before_the_one_rounding() -> None:
    assert Points(base=61, sector=110, ownership=120).scaled == 81
    assert Points(base=5, sector=110, ownership=110, peak=110).scaled == 7


def test_a_half_goes_up() -> None:
    assert [half_up(n, 10) for n in (4, 5, 14, 15)] == [0, 1, 1, 2]


async def test_a_research_of_a_foreign_invested_clinic_is_rounded_once() -> None:
    done = submitted("a", "xa-a", kind="research", sector="health", ownership="fdi")
    store = await applied(frame(), [done, decided("a", levels=("provincial",))])
    assert total(store, "xa-a", "points") == 81


CLINIC = LookedAt("technical", "other", "state")
SAID_LATER = submitted("a", "xa-b", 2, kind="research", sector="health", ownership="fdi")
APPROVED = decided("a", levels=("provincial",), looked_at={"provincial": CLINIC})


@pytest.mark.parametrize("order", list(permutations([submitted("a", "xa-a"), SAID_LATER, APPROVED])))
async def test_an_approval_counts_by_what_was_looked_at_in_whatever_order_its_news_come(order: list[Record]) -> None:
    store = await applied(frame(), *([record] for record in order))
    assert total(store, "xa-b", "points") == 50
    assert total(store, "xa-a", "points") == 0


async def test_a_higher_approval_counts_by_what_it_looked_at_itself() -> None:
    looked_at = {"upper": CLINIC, "provincial": LookedAt("research", "health", "fdi")}
    both = decided("a", levels=("upper", "provincial"), version=2, looked_at=looked_at)
    store = await applied(frame(), [SAID_LATER, APPROVED], [both])
    assert total(store, "xa-b", "points") == 81


async def test_an_approval_of_before_it_told_counts_by_what_is_said_now() -> None:
    store = await applied(frame(), [SAID_LATER, decided("a", levels=("provincial",))])
    assert total(store, "xa-b", "points") == 81


async def test_what_was_looked_at_gives_no_points_to_what_was_withdrawn() -> None:
    store = await applied(frame(), [SAID_LATER, APPROVED], [withdrawn("a", "xa-b", 3)])
    assert total(store, "xa-b", "points") == 0
