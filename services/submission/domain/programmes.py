"""Programmes: days and deadlines in order, each phase and peak once (design §3, §4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

from services.submission.domain.content import open_unit
from services.submission.domain.policy import check_policy, policy_after
from services.submission.domain.refusals import ProgrammeDates
from services.submission.domain.supplements import DESCRIPTION
from shared.events.envelope import time_after
from shared.events.programmes import Peak, Phase, ProgrammeData
from shared.refusals import BadField, Complaint, Invalid
from shared.units import UnitTree

_TWICE = Complaint("name-used-above", "Tên này đã dùng ở trên", "This name is used above already")

_RESERVED = Complaint(
    "section-every-initiative-has",
    "Sáng kiến nào cũng có phần này, hãy dùng mã khác",
    "Every initiative has this section; use another code",
)


@dataclass(frozen=True, slots=True)
class ProgrammeState:
    """One programme as this service keeps it."""

    data: ProgrammeData
    revision: int = 0
    last_event_at: datetime | None = None


def change_programme(
    before: ProgrammeState | None, wanted: ProgrammeData, tree: UnitTree, now: datetime
) -> ProgrammeState:
    """The programme created or changed as `wanted`, its version the next one."""
    open_unit(wanted.root_unit, tree, field="root_unit")
    _check_names(wanted)
    _check_dates(wanted)
    check_policy(wanted)
    version = 1 if before is None else before.data.version + 1
    at = time_after(before.last_event_at if before else None, now)
    data = wanted.model_copy(
        update={"version": version, "policy": policy_after(before.data.policy if before else None, wanted.policy)}
    )
    return ProgrammeState(data, before.revision if before else 0, at)


def _check_names(programme: ProgrammeData) -> None:
    """Windows, targets and parts of the dossier go by these names: one for two things would count both as one."""
    bad: list[BadField] = []
    for field, names in (
        ("phases.{}.code", [phase.code for phase in programme.phases]),
        ("peaks.{}.name", [peak.name for peak in programme.peaks]),
        ("sections.{}.code", [section.code for section in programme.sections]),
    ):
        bad += [BadField(field.format(n), _TWICE) for n, name in enumerate(names) if name in names[:n]]
    reserved = (n for n, section in enumerate(programme.sections) if section.code == DESCRIPTION)
    bad += [BadField(f"sections.{n}.code", _RESERVED) for n in reserved]
    if bad:
        raise Invalid(fields=bad)


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
        raise ProgrammeDates(fields=[BadField(field, ProgrammeDates.itself()) for field in dict.fromkeys(bad)])
