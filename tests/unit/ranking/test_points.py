"""Points are rounded once, after every multiplier."""

from services.ranking.domain.points import Points, half_up
from tests.unit.ranking.builders import applied, decided, frame, submitted, total


def test_multipliers_are_taken_together_before_the_one_rounding() -> None:
    assert Points(base=61, sector=110, ownership=120).scaled == 81
    assert Points(base=5, sector=110, ownership=110, peak=110).scaled == 7


def test_a_half_goes_up() -> None:
    assert [half_up(n, 10) for n in (4, 5, 14, 15)] == [0, 1, 1, 2]


async def test_a_research_of_a_foreign_invested_clinic_is_rounded_once() -> None:
    done = submitted("a", "xa-a", kind="research", sector="health", ownership="fdi")
    store = await applied(frame(), [done, decided("a", levels=("provincial",))])
    assert total(store, "xa-a", "points") == 81
