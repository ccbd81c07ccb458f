"""A policy is tried on cases that do not exist, by the arithmetic that counts."""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ranking.domain.contribution import contribution_of
from services.ranking.domain.facts import Facts, Judgement, Reward, Submission
from services.ranking.domain.policy import Policy
from services.ranking.domain.programme import ScoringProgramme
from services.ranking.domain.sampling import SampleCase, points_under
from shared.access import Caller, Grant, Role
from shared.calendar import Calendar, Span
from shared.reference import KINDS, OWNERSHIPS, REWARD_FORMS, SECTORS
from shared.units import Level
from tests.unit.ranking.builders import applied, frame
from tests.unit.ranking.test_boards import application

PEAKS = ("Tháng công nhân", "Tuần cao điểm")
points = st.integers(0, 1_000_000)
percents = st.integers(0, 10_000)
policies = st.fixed_dictionaries(
    {
        "base": st.dictionaries(st.sampled_from(Level), st.dictionaries(st.sampled_from([*KINDS, "default"]), points)),
        "sector": st.dictionaries(st.sampled_from([*SECTORS]), percents),
        "ownership": st.dictionaries(st.sampled_from([*OWNERSHIPS]), percents),
        "peaks": st.dictionaries(st.sampled_from(PEAKS), percents),
        "benefit_tiers": st.lists(st.fixed_dictionaries({"from_vnd": st.integers(0, 10**12), "points": points})),
        "rewards": st.dictionaries(
            st.sampled_from([*REWARD_FORMS]), st.dictionaries(st.sampled_from([*Level, "default"]), points)
        ),
    }
)
rewards = st.builds(Reward, st.sampled_from([*REWARD_FORMS]), st.sampled_from(Level))
cases = st.builds(
    SampleCase,
    kind=st.sampled_from([*KINDS]),
    level=st.sampled_from(Level),
    sector=st.sampled_from([*SECTORS]),
    ownership=st.sampled_from([*OWNERSHIPS]),
    peak=st.sampled_from([None, *PEAKS]),
    verified_benefit_vnd=st.integers(0, 10**12),
    rewards=st.lists(rewards, max_size=10).map(tuple),
)


def counted(policy: dict[str, Any], case: SampleCase) -> int:
    """The points of such an initiative in a programme of that policy, as a batch counts it."""
    days = {name: date(2022, 7, 1 + 10 * number) for number, name in enumerate(PEAKS)}
    calendar = Calendar(
        phases=(Span("P1", date(2022, 6, 1), date(2022, 8, 31)),),
        peaks=tuple(Span(name, day, day) for name, day in days.items()),
    )
    day = days.get(case.peak or "", date(2022, 8, 30))
    submission = Submission(
        3, "p", "u", case.sector, case.ownership, case.kind, withdrawn=False, content_version=2,
        day=day.isoformat(), authors=(),
    )  # fmt: skip
    judgement = Judgement(5, "approved", 2, case.verified_benefit_vnd, (case.level,), tuple(sorted(case.rewards)))
    found = contribution_of(
        Facts("i", submission, judgement), ScoringProgramme("p", 1, calendar=calendar, policy=Policy(policy))
    )
    assert found is not None
    return found.points


@given(policies, cases)
def test_a_tried_case_has_the_points_that_counting_gives_it(policy: dict[str, Any], case: SampleCase) -> None:
    tried = points_under(policy, case)
    assert tried.points == counted(policy, case)
    assert tried.points == sum(line.points or 0 for line in tried.lines)


POLICY = {"base": {"upper": {"default": 20}}, "sector": {"health": 120}, "peaks": {"Tháng công nhân": 150}}
CASE = {"kind": "technical", "level": "upper", "sector": "health", "peak": "Tháng công nhân"}
ADMIN = Caller(UUID(int=1), "x", "https://id.example.vn", (Grant(Role.ADMIN, "can-tho"),))


async def tried(body: dict[str, Any], caller: Caller = ADMIN) -> httpx.Response:
    async def verify(_token: str) -> Caller:
        return caller

    app = application(await applied([*frame()]))
    app.state.verifier = SimpleNamespace(verify=verify)
    headers = {"Authorization": "Bearer x", "Accept-Language": "en"}
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://ranking", headers=headers) as http:
        return await http.post("/policies/points", json=body)


async def test_each_case_is_told_its_points_line_by_line_and_nothing_is_kept() -> None:
    answer = await tried({"policy": POLICY, "cases": [CASE, {**CASE, "peak": None, "sector": "other"}]})
    first, second = answer.json()["cases"]
    assert (first["points"], [line["percent"] for line in first["lines"]]) == (36, [None, None, 120, 150])
    assert second == {
        "points": 20,
        "lines": [{"text": "Approved at the upper level (technical)", "points": 20, "percent": None}],
    }


async def test_only_an_administrator_tries_a_policy() -> None:
    assert (await tried({"policy": {}, "cases": [CASE]}, replace(ADMIN, grants=()))).status_code == 403
    leader = replace(ADMIN, grants=(Grant(Role.LEADER, "can-tho"),))
    assert (await tried({"policy": {}, "cases": [CASE]}, leader)).status_code == 403
    of_one = replace(ADMIN, grants=(Grant(Role.ADMIN, "can-tho", "9000"),))
    assert (await tried({"policy": {}, "cases": [CASE]}, of_one)).status_code == 200


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({"policy": {}, "cases": []}, "cases", "too-few"),
        ({"policy": {}, "cases": [CASE] * 101}, "cases", "too-many"),
        ({"policy": {"base": {"moon": {}}}, "cases": [CASE]}, "policy.base.moon", "one-of"),
        ({"policy": {"sector": {"health": 10_001}}, "cases": [CASE]}, "policy.sector.health", "at-most"),
        ({"policy": {"benefit_tiers": [{"from_vnd": 1, "points": 1}] * 101}, "cases": [CASE]},
         "policy.benefit_tiers", "too-many"),
        ({"policy": {}, "cases": [{**CASE, "kind": "magic"}]}, "cases.0.kind", "one-of"),
        ({"policy": {}, "cases": [{**CASE, "verified_benefit_vnd": -1}]}, "cases.0.verified_benefit_vnd", "at-least"),
    ],
)  # fmt: skip
async def test_what_no_policy_or_case_can_be_is_refused(body: dict[str, Any], field: str, code: str) -> None:
    answer = await tried(body)
    assert answer.status_code == 422
    found = {error["field"]: error["code"] for error in answer.json()["errors"]}
    assert found[field] == code
