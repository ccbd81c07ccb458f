"""A small union and its people, for the tests of review."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from services.review.domain.case import Case
from services.review.domain.commands import Paper, RevocationCommand, RewardCommand, Why
from services.review.domain.following import follow
from services.review.domain.placing import placed
from services.review.domain.programme import ProgrammeRules
from services.review.domain.reviewer import Reviewer
from services.review.domain.turn import Turn
from shared.access import Role
from shared.events.submissions import AuthorShare, SubmissionData, SubmissionState
from shared.units import Level, Unit, UnitTree

SPACE = UUID("6d0c7c2e-3f2a-4d0e-9a77-0c3f1c1f0001")
T0 = datetime(2022, 7, 4, 2, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)

UNITS = (
    Unit("tong", "Tổng Liên đoàn", Level.NATIONAL),
    Unit("can-tho", "LĐLĐ thành phố", Level.PROVINCIAL, "tong"),
    Unit("ninh-kieu", "LĐLĐ quận", Level.UPPER, "can-tho"),
    Unit("o-mon", "LĐLĐ quận khác", Level.UPPER, "can-tho"),
    Unit("benh-vien", "CĐ bệnh viện", Level.GRASSROOTS, "ninh-kieu"),
    Unit("truong", "CĐ trường", Level.GRASSROOTS, "o-mon"),
)
TREE = UnitTree(UNITS, version=len(UNITS))
PROGRAMME = "9000-sang-kien"
RULES = ProgrammeRules(PROGRAMME, 1, T0 + 200 * DAY, T0 + 900 * DAY)
CHAIN = ("benh-vien", "ninh-kieu", "can-tho", "tong")
PAPER = Paper("12/QĐ-CĐ", date(2022, 7, 4))
WHY = Why(("no-effect-shown",), "Cần số liệu trước và sau khi áp dụng.")


def person(name: str) -> UUID:
    return uuid5(SPACE, name)


AUTHOR = person("author")
PROXY = person("proxy")


def face(version: int = 1, content_version: int = 1, **changes: Any) -> SubmissionData:
    given: dict[str, Any] = {
        "version": version,
        "content_version": content_version,
        "state": SubmissionState.SUBMITTED,
        "programme": PROGRAMME,
        "unit": "benh-vien",
        "sector": "health",
        "ownership": "state",
        "kind": "technical",
        "field": "health",
        "title": "Giá treo dịch truyền di động",
        "summary": "Giảm thời gian chuẩn bị cho mỗi ca trực.",
        "claimed_benefit_vnd": 40_000_000,
        "authors": (AuthorShare(id=AUTHOR, share=100, home_unit="benh-vien"),),
        "entered_by": PROXY,
        "first_submitted_at": T0,
        "registered_at": T0,
        **changes,
    }
    return SubmissionData(**given)


def initiative(name: str = "một") -> UUID:
    return uuid5(SPACE, f"initiative/{name}")


def opened(data: SubmissionData | None = None, *, at: datetime = T0, name: str = "một") -> Case:
    case = follow(None, initiative(name), data or face(), at)
    assert case is not None
    return placed(case, TREE, RULES, waits_since=at)


def followed(case: Case, data: SubmissionData, at: datetime) -> Case:
    after = follow(case, case.id, data, at)
    assert after is not None
    return placed(after, TREE, RULES, waits_since=at)


def reviewer(unit: str = "benh-vien", name: str | None = None, role: Role = Role.REVIEWER) -> Reviewer:
    known = TREE.get(unit)
    assert known is not None
    return Reviewer(person(name or f"reviewer of {unit}"), unit, known.level, role)


def turn(case: Case, by: Reviewer | str = "benh-vien", *, at: datetime = T0 + DAY, **changes: Any) -> Turn:
    who = reviewer(by) if isinstance(by, str) else by
    made = Turn(case, who, TREE, RULES, at, case.content_version, case.face.version, case.face.supplement)
    return replace(made, **changes)


def bang_khen(form: str = "bang-khen", amount_vnd: int = 0) -> RewardCommand:
    return RewardCommand(form, PAPER, amount_vnd)


def revocation_of(subject: UUID) -> RevocationCommand:
    return RevocationCommand(subject, WHY)
