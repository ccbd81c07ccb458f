"""Events as the other services would publish them, with whatever a test does not care about filled in."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4, uuid5

from services.ranking.domain.cells import Cell
from services.ranking.domain.changes import Spot
from services.ranking.domain.facts import LookedAt
from shared.events import DECISIONS, PROGRAMMES, SUBMISSIONS, TARGETS, UNITS
from shared.events.decisions import Approval, DecisionData, LastAct, Reward, Standing
from shared.events.envelope import CloudEvent, EventData
from shared.events.programmes import Peak, Phase, ProgrammeData
from shared.events.submissions import AuthorShare, SubmissionData, SubmissionState
from shared.events.targets import TargetData
from shared.events.topics import Topic
from shared.events.units import UnitData
from shared.messaging.consumer import Record
from shared.units import Level
from tests.fakes.batch import record
from tests.fakes.ranking_store import MemoryStore
from tests.fakes.ranking_taking import take

NAMES = UUID("6f1d2c1e-0000-4000-8000-000000000000")
NOW = datetime(2022, 7, 5, 3, tzinfo=UTC)
PROGRAMME = "9000-sang-kien"
POLICY: dict[str, Any] = {
    "version": 3,
    "base": {
        "grassroots": {"default": 10, "technical": 15},
        "upper": {"default": 25},
        "provincial": {"default": 50, "research": 61},
    },
    "sector": {"health": 110},
    "ownership": {"fdi": 120},
    "peaks": {"thang-cong-nhan": 150},
    "benefit_tiers": [{"from_vnd": 10_000_000, "points": 5}, {"from_vnd": 100_000_000, "points": 20}],
    "rewards": {"giay-khen": {"upper": 7, "default": 3}, "bang-khen": {"default": 30}},
}


def named(name: str) -> UUID:
    return uuid5(NAMES, name)


def event(topic: Topic, subject: str, data: EventData, kind: str | None = None) -> Record:
    made = CloudEvent[EventData](
        id=uuid4(), source=topic.source, type=kind or topic.types[0], subject=subject, time=NOW, data=data
    )
    return record(topic, made)


def unit(code: str, parent: str | None, level: Level = Level.UPPER, *, version: int = 1, **more: Any) -> Record:
    data = UnitData(version=version, code=code, name=f"Công đoàn {code}", level=level, parent=parent, **more)
    return event(UNITS, code, data)


def programme(version: int = 1, **more: Any) -> Record:
    values: dict[str, Any] = {
        "id": PROGRAMME,
        "name": "9.000 sáng kiến",
        "root_unit": "can-tho",
        "starts_on": date(2022, 1, 11),
        "ends_on": date(2023, 9, 30),
        "submit_until": datetime(2023, 9, 30, 17, tzinfo=UTC),
        "correct_until": datetime(2023, 10, 15, 17, tzinfo=UTC),
        "decide_until": datetime(2023, 10, 31, 17, tzinfo=UTC),
        "phases": (
            Phase(code="P1", starts_on=date(2022, 1, 11), ends_on=date(2022, 5, 31)),
            Phase(code="P2", starts_on=date(2022, 6, 1), ends_on=date(2023, 9, 30)),
        ),
        "peaks": (Peak(name="thang-cong-nhan", starts_on=date(2023, 5, 1), ends_on=date(2023, 5, 31)),),
        "policy": POLICY,
        **more,
    }
    return event(PROGRAMMES, values["id"], ProgrammeData(version=version, **values))


def target(unit: str, version: int = 1, pledged: dict[str, int] | None = None, **assigned: int) -> Record:
    data = TargetData(version=version, programme=PROGRAMME, unit=unit, assigned=assigned, pledged=pledged or {})
    return event(TARGETS, f"{PROGRAMME}/{unit}", data)


def submitted(name: str, unit: str = "ninh-kieu", version: int = 1, **more: Any) -> Record:
    values: dict[str, Any] = {
        "state": SubmissionState.SUBMITTED,
        "programme": PROGRAMME,
        "unit": unit,
        "sector": "other",
        "ownership": "state",
        "kind": "technical",
        "field": "y tế",
        "title": f"Sáng kiến {name}",
        "summary": "Rút ngắn thời gian chờ.",
        "authors": (AuthorShare(id=named("lan"), share=100, home_unit=unit),),
        "entered_by": named("lan"),
        "first_submitted_at": NOW,
        "registered_at": NOW,
        "content_version": 1,
        **more,
    }
    return event(SUBMISSIONS, str(named(name)), SubmissionData(version=version, **values))


def withdrawn(name: str, unit: str = "ninh-kieu", version: int = 2, **more: Any) -> Record:
    return submitted(name, unit, version, state=SubmissionState.WITHDRAWN, **more)


def authors(*people: tuple[str, str]) -> tuple[AuthorShare, ...]:
    return tuple(AuthorShare(id=named(name), share=100 // len(people), home_unit=home) for name, home in people)


def approval(level: str, looked_at: LookedAt | None = None, of: str = "") -> Approval:
    """`looked_at` is the kind, sector and ownership; without, an approval of before these were carried."""
    carried: dict[str, Any] = {} if looked_at is None else {"submission_version": 1, **looked_at._asdict()}
    return Approval(
        id=named(of + level),
        unit="ninh-kieu",
        level=Level(level),
        decision_number="12/QĐ-LĐLĐ",
        decided_on=date(2022, 7, 5),
        content_version=1,
        **carried,
    )


def reward(form: str, level: str = "upper", of: str = "") -> Reward:
    return Reward(
        id=named(of + form),
        form=form,
        unit="ninh-kieu",
        level=Level(level),
        decision_number="13/QĐ-LĐLĐ",
        decided_on=date(2022, 7, 5),
    )


def decided(  # what stands after a decision
    name: str,
    state: str = "approved",
    version: int = 1,
    *,
    content_version: int = 1,
    levels: tuple[str, ...] = ("upper",),
    rewards: tuple[Reward, ...] = (),
    benefit: int | None = None,
    looked_at: Mapping[str, LookedAt] | None = None,
) -> Record:
    approved = state == "approved"
    looked_at = looked_at or {}
    standing = Standing.model_validate(
        {
            "state": state,
            "content_version": content_version,
            "verified_benefit_vnd": benefit,
            "approvals": [approval(level, looked_at.get(level), of=name) for level in levels] if approved else [],
            "rewards": rewards if approved else (),
            "last_act": None
            if approved or state == "pending"
            else LastAct.model_validate(
                {"id": named(f"{name}/{version}"), "state": state, "unit": "ninh-kieu", "level": "upper", "at": NOW},
            ),
        },
    )
    data = DecisionData(version=version, programme=PROGRAMME, unit="ninh-kieu", standing=standing)
    return event(DECISIONS, str(named(name)), data)


def tree() -> list[Record]:
    return [
        unit("tld", None, Level.NATIONAL),
        unit("can-tho", "tld", Level.PROVINCIAL),
        unit("ninh-kieu", "can-tho", cluster="quan"),
        unit("cai-rang", "can-tho", cluster="quan"),
        unit("xa-a", "ninh-kieu", Level.GRASSROOTS),
        unit("xa-b", "cai-rang", Level.GRASSROOTS),
    ]


def frame() -> list[Record]:
    return [*tree(), programme()]


async def applied(*batches: list[Record], store: MemoryStore | None = None) -> MemoryStore:
    store = store or MemoryStore()
    for records in batches:
        await take(store, records)
    return store


def cell(store: MemoryStore, unit: str, window: str = "all") -> Cell:
    generation = store.state.frame.generation_of(PROGRAMME)
    return store.state.cells.get((generation, Spot(PROGRAMME, unit, window)), Cell())


def total(store: MemoryStore, unit: str, figure: str, window: str = "all") -> int:
    return cell(store, unit, window).total.get(figure, 0)
