"""Policies that cannot be applied are refused with the field named; a version rises with the content alone."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from services.submission.domain.policy import check_policy, policy_after
from shared.events.programmes import Peak, ProgrammeData
from shared.refusals import Invalid

WHEN = datetime(2023, 9, 30, tzinfo=UTC)


def programme(**policy: Any) -> ProgrammeData:
    return ProgrammeData(
        version=1,
        id="p",
        name="p",
        root_unit="u",
        starts_on=date(2022, 6, 1),
        ends_on=date(2023, 9, 30),
        submit_until=WHEN,
        correct_until=WHEN,
        decide_until=WHEN,
        peaks=(Peak(name="thang-5", starts_on=date(2023, 5, 1), ends_on=date(2023, 5, 31)),),
        policy=policy,
    )


def tier(from_vnd: int, points: int) -> dict[str, int]:
    return {"from_vnd": from_vnd, "points": points}


def grading(*classes: tuple[str, int]) -> dict[str, Any]:
    return {"classes": [{"name": name, "from_percent": cut} for name, cut in classes]}


@pytest.mark.parametrize(
    ("policy", "field"),
    [
        ({"benefit_tiers": [tier(10, 1), tier(10, 2)]}, "policy.benefit_tiers.1.from_vnd"),
        ({"benefit_tiers": [tier(10, 5), tier(20, 2)]}, "policy.benefit_tiers.1.points"),
        ({"peaks": {"thang-6": 150}}, "policy.peaks.thang-6"),
        ({"grading": grading(("a", 50), ("b", 80))}, "policy.grading.classes.1.from_percent"),
        ({"grading": grading(("a", 80), ("a", 50))}, "policy.grading.classes.1.name"),
    ],
)
def test_what_cannot_be_applied_is_refused_by_its_field(policy: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_policy(programme(**policy))
    assert [bad.field for bad in refused.value.fields] == [field]


def test_a_policy_in_order_is_taken() -> None:
    check_policy(
        programme(
            benefit_tiers=[tier(10, 1), tier(20, 1)],
            peaks={"thang-5": 150},
            grading=grading(("a", 100), ("b", 80)),
        )
    )


def test_the_version_rises_with_the_content_alone() -> None:
    standing = {"version": 3, "sector": {"health": 110}}
    assert policy_after(standing, {"version": 1, "sector": {"health": 110}})["version"] == 3
    assert policy_after(standing, {"version": 1, "sector": {"health": 120}})["version"] == 4
    assert policy_after(standing, {"version": 9, "sector": {"health": 120}})["version"] == 9
    assert policy_after(None, {"version": 2})["version"] == 2
    assert policy_after(standing, {}) == {}
