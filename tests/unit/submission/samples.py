"""A small union, a programme and initiatives of it, to test with."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid5

from services.submission.domain import acts
from services.submission.domain.acts import Setting
from services.submission.domain.content import Content, Share
from services.submission.domain.initiative import Actor, Initiative
from services.submission.domain.judging import Decision, judged
from shared.access import Caller, Grant, Role, person_id
from shared.events.decisions import DecisionData, LastAct, ReviewState, Standing
from shared.events.programmes import Phase, ProgrammeData
from shared.units import Level, Unit, UnitTree

NOW = datetime(2022, 8, 15, 3, 0, tzinfo=UTC)
LATE = datetime(2024, 8, 15, 3, 0, tzinfo=UTC)
ISSUER = "http://127.0.0.1/issuer"
NAMES = UUID("00000000-0000-4000-8000-000000000000")


def an_id(name: str) -> UUID:
    return uuid5(NAMES, name)


UNITS = (
    Unit("tld", "Tổng Liên đoàn", Level.NATIONAL, version=1),
    Unit("can-tho", "LĐLĐ thành phố Cần Thơ", Level.PROVINCIAL, "tld", version=1),
    Unit("thanh-hoa", "LĐLĐ tỉnh Thanh Hóa", Level.PROVINCIAL, "tld", version=1),
    Unit("ninh-kieu", "LĐLĐ quận Ninh Kiều", Level.UPPER, "can-tho", version=1),
    Unit("o-mon", "LĐLĐ quận Ô Môn", Level.UPPER, "can-tho", version=1),
    Unit("p-an-khanh", "CĐCS phường An Khánh", Level.GRASSROOTS, "ninh-kieu", "public-administration", version=1),
    Unit("may-viet", "CĐCS Công ty may", Level.GRASSROOTS, "o-mon", "production", "fdi", version=1),
    Unit("dong-cua", "CĐCS đã giải thể", Level.GRASSROOTS, "o-mon", closed=True, version=1),
    Unit("da-sap-nhap", "CĐCS đã sáp nhập", Level.GRASSROOTS, "o-mon", merged_into="may-viet", version=1),
)
TREE = UnitTree(UNITS, version=9)

PROGRAMME = ProgrammeData(
    version=1,
    id="9000-sang-kien",
    name="9.000 sáng kiến",
    root_unit="can-tho",
    starts_on=date(2022, 1, 11),
    ends_on=date(2023, 9, 30),
    submit_until=datetime(2023, 9, 30, 16, 59, tzinfo=UTC),
    correct_until=datetime(2023, 10, 15, 16, 59, tzinfo=UTC),
    decide_until=datetime(2023, 10, 31, 16, 59, tzinfo=UTC),
    import_until=datetime(2025, 1, 1, tzinfo=UTC),
    phases=(Phase(code="P1", starts_on=date(2022, 1, 11), ends_on=date(2022, 5, 31)),),
)
SETTING = Setting(PROGRAMME, TREE, NOW)

LAN = person_id(ISSUER, "lan")
HUNG = person_id(ISSUER, "hung")
BY_LAN = Actor(LAN)


def caller(name: str, *grants: tuple[Role, str], email: str | None = None, unproven_email: str | None = None) -> Caller:
    given = tuple(Grant(role, unit) for role, unit in grants)
    return Caller(person_id(ISSUER, name), name, ISSUER, given, name.title(), email, unproven_email)


def content(**changes: Any) -> Content:
    plain = Content(
        programme=PROGRAMME.id,
        unit="p-an-khanh",
        kind="technical",
        field="y tế",
        title="Giá đỡ bình truyền",
        summary="Gắn giá đỡ vào xe đẩy để một người làm được.",
        description="Mô tả đầy đủ.",
        first_applied_on=date(2022, 7, 1),
        authors=(Share(LAN, 100, "p-an-khanh"),),
    )
    return replace(plain, **changes)


def draft(**changes: Any) -> Initiative:
    return acts.enter(an_id("initiative"), content(**changes), BY_LAN, SETTING)


def submitted(**changes: Any) -> Initiative:
    return acts.submit(draft(**changes), BY_LAN, SETTING).initiative


def a_decision(state: ReviewState, *, version: int = 1, content_version: int = 1, at: datetime = NOW) -> Decision:
    last = LastAct(id=an_id(f"act{version}"), state=state, unit="ninh-kieu", level=Level.UPPER, at=at)
    standing = Standing(state=state, content_version=content_version, last_act=last)
    data = DecisionData(
        version=version,
        programme=PROGRAMME.id,
        unit="p-an-khanh",
        reasons=("missing-description",),
        comment="Cần nêu rõ hơn.",
        standing=standing,
    )
    return Decision(state.value, at, data)


def returned(**changes: Any) -> Initiative:
    return judged(submitted(**changes), a_decision(ReviewState.RETURNED))
