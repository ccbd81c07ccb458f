"""Programmes and targets: days and deadlines in order, units known (design §3, §4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

from services.submission.domain.content import open_unit
from services.submission.domain.policy import check_policy, policy_after
from services.submission.domain.refusals import ProgrammeDates, UnitOutsideProgramme, UnknownUnit
from shared.calendar import TOTAL, Calendar
from shared.events.envelope import time_after
from shared.events.programmes import Peak, Phase, ProgrammeData
from shared.events.targets import TargetData
from shared.refusals import BadField, Invalid, Text
from shared.units import UnitTree


@dataclass(frozen=True, slots=True)
class ProgrammeState:
    """One programme as this service keeps it."""

    data: ProgrammeData
    revision: int = 0
    last_event_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class TargetState:
    """One unit's targets in one programme as this service keeps them."""

    data: TargetData
    revision: int = 0
    last_event_at: datetime | None = None

    @property
    def id(self) -> str:
        """The event's subject and key."""
        return f"{self.data.programme}/{self.data.unit}"


def change_programme(
    before: ProgrammeState | None, wanted: ProgrammeData, tree: UnitTree, now: datetime
) -> ProgrammeState:
    """The programme created or changed as `wanted`, its version the next one."""
    open_unit(wanted.root_unit, tree, field="root_unit")
    _check_dates(wanted)
    check_policy(wanted)
    version = 1 if before is None else before.data.version + 1
    at = time_after(before.last_event_at if before else None, now)
    data = wanted.model_copy(
        update={"version": version, "policy": policy_after(before.data.policy if before else None, wanted.policy)}
    )
    return ProgrammeState(data, before.revision if before else 0, at)


def change_target(before: TargetState | None, wanted: TargetData, now: datetime) -> TargetState:
    """The unit's targets, replaced as a whole."""
    version = 1 if before is None else before.data.version + 1
    at = time_after(before.last_event_at if before else None, now)
    data = wanted.model_copy(update={"version": version})
    return TargetState(data, before.revision if before else 0, at)


def check_target(wanted: TargetData, programme: ProgrammeData, tree: UnitTree) -> None:
    """Targets of known units within the programme (closed ones keep theirs), for windows that exist."""
    if wanted.unit not in tree:
        raise UnknownUnit.at("unit")
    if not tree.is_within(wanted.unit, programme.root_unit):
        raise UnitOutsideProgramme.at("unit")
    calendar = Calendar.of(programme)
    bad = [
        BadField(f"{name}.{window}", no_such_window(calendar))
        for name, windows in (("assigned", wanted.assigned), ("pledged", wanted.pledged))
        for window in windows
        if not calendar.is_target_window(window)
    ]
    if bad:
        raise Invalid(fields=bad)


def no_such_window(calendar: Calendar) -> Text:
    """What a target may be set for, to whoever named something else."""
    names = ", ".join((TOTAL, *calendar.own_windows[1:]))
    return Text(
        f"Chương trình không có đợt này. Dùng {names}, hoặc quý 2022-Q3, tháng 2022-07, tuần 2022-W27 "
        "có ngày thuộc chương trình.",
        f"The programme has no such window. Use {names}, or a quarter 2022-Q3, a month 2022-07, "
        "a week 2022-W27 that has days of the programme.",
    )


def _check_dates(programme: ProgrammeData) -> None:
    days: list[tuple[str, date, date]] = [("ends_on", programme.starts_on, programme.ends_on)]
    named: dict[str, Sequence[Phase | Peak]] = {"phases": programme.phases, "peaks": programme.peaks}
    for name, parts in named.items():
        for index, part in enumerate(parts):
            field = f"{name}.{index}"
            days += [
                (f"{field}.ends_on", part.starts_on, part.ends_on),
                (f"{field}.starts_on", programme.starts_on, part.starts_on),
                (f"{field}.ends_on", part.ends_on, programme.ends_on),
            ]
    phases = sorted(programme.phases, key=lambda phase: phase.starts_on)
    bad = [field for field, first, last in days if first > last]
    bad += ["phases" for earlier, later in pairwise(phases) if earlier.ends_on >= later.starts_on]
    if programme.submit_until > programme.correct_until:
        bad.append("correct_until")
    if programme.correct_until > programme.decide_until:
        bad.append("decide_until")
    if bad:
        raise ProgrammeDates(fields=[BadField(field, ProgrammeDates.title) for field in dict.fromkeys(bad)])
