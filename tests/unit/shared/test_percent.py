"""Percent for people, hundredths on the log."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.percent import from_hundredths, policy_in_hundredths, policy_in_percent, to_hundredths


@given(st.integers(0, 10**12))
def test_hundredths_come_back_as_they_were(hundredths: int) -> None:
    assert to_hundredths(json.loads(json.dumps(from_hundredths(hundredths)))) == hundredths


@pytest.mark.parametrize("number", [0.001, 88.885, 1e-9])
def test_more_than_two_decimals_are_refused(number: float) -> None:
    with pytest.raises(ValueError, match="two decimals"):
        to_hundredths(number)


def test_only_the_cut_offs_of_a_policys_grading_are_converted() -> None:
    classes = [{"name": "a", "from_percent": 8850, "min_submitters_per_100": 278}, {"name": "b", "from_percent": 0}]
    kept = {"version": 2, "sector": {"health": 110}, "grading": {"classes": classes}}
    shown = policy_in_percent(kept)
    assert shown["grading"]["classes"] == [
        {"name": "a", "from_percent": 88.5, "min_submitters_per_100": 2.78},
        {"name": "b", "from_percent": 0.0},
    ]
    assert shown["sector"] == {"health": 110}
    assert policy_in_hundredths(shown) == kept


@pytest.mark.parametrize(
    "policy", [{}, {"grading": None}, {"grading": {"classes": 3}}, {"grading": {"classes": [1, {"from_percent": "x"}]}}]
)
def test_a_policy_nobody_validated_stays_as_it_is(policy: dict[str, object]) -> None:
    assert policy_in_percent(policy) == policy
