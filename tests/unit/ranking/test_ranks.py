"""A unit's rank counted from columns is the rank that putting all of them in order gives."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from services.ranking.api.ranks import Field, Ranks
from services.ranking.domain.boards import row_of
from services.ranking.domain.members import Members
from services.ranking.domain.order import METRICS, ranked
from services.ranking.domain.programme import ScoringProgramme
from shared.units import Level, Unit, UnitTree

PROGRAMME = ScoringProgramme("p", 1)
FIGURES = st.fixed_dictionaries(
    {},
    optional={
        name: st.integers(0, 3) | st.integers(0, 10**17)
        for name in ("points", "pending", "approved", "submitters", "benefit_vnd")
    },
)
UNITS = st.lists(
    st.tuples(
        st.booleans(),
        st.none() | st.sampled_from("xy"),
        st.none() | st.integers(1, 4),
        st.none() | st.integers(0, 5) | st.integers(1, 10**9),
        FIGURES,
    ),
    min_size=1,
    max_size=8,
)


@given(UNITS, st.sampled_from(["registered", "approved"]))
def test_counted_and_ordered_ranks_are_the_same(
    given_units: list[tuple[bool, str | None, int | None, int | None, dict[str, int]]], basis: str
) -> None:
    programme = ScoringProgramme("p", 1, target_basis=basis)
    units = [
        Unit(f"u{n}", "x", Level.UPPER, closed=closed, cluster=cluster, members=members)
        for n, (closed, cluster, members, _, _) in enumerate(given_units)
    ]
    goals = {unit.code: goal for unit, (_, _, _, goal, _) in zip(units, given_units, strict=True)}
    totals = {unit.code: figures for unit, (*_, figures) in zip(units, given_units, strict=True) if figures}
    members = Members(UnitTree(units))
    field = Field(units, members)
    ranks = Ranks(field, totals, {code: goal for code, goal in goals.items() if goal}, programme)
    rows = [row_of(u, totals.get(u.code, {}), goals[u.code], programme, members.of(u.code)) for u in units]
    for cluster in (None, "x"):
        mine = [row for row, unit in zip(rows, units, strict=True) if cluster in (None, unit.cluster)]
        among = None if cluster is None else field.of_cluster(cluster)
        for by in METRICS:
            ordered = {row["unit"]: row["rank"] for row in ranked([dict(row) for row in mine], by, programme)}
            assert {row["unit"]: ranks.of(row, among)[by] for row in mine} == ordered, by


def test_one_of_a_thousand_stands_above_one_of_a_thousand_and_forty() -> None:
    units = [Unit(code, "x", Level.UPPER) for code in "ab"]
    members = Members(UnitTree(units))
    ranks = Ranks(Field(units, members), {c: {"pending": 1} for c in "ab"}, {"a": 1040, "b": 1000}, PROGRAMME)
    rows = [row_of(u, {"pending": 1}, goal, PROGRAMME, None) for u, goal in zip(units, (1040, 1000), strict=True)]
    assert Fraction(1, 1000) > Fraction(1, 1040)
    assert [ranks.of(row)["percent"] for row in rows] == [2, 1]
