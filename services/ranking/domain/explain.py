"""An initiative's points, line by line, in words a member understands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.ranking.domain.facts import Facts, Judgement, LookedAt, Submission
from services.ranking.domain.funnel import state_of
from services.ranking.domain.points import Points, counts_by, points_of
from services.ranking.domain.programme import ScoringProgramme
from shared.reference import KINDS, LEVELS, OWNERSHIPS, REWARD_FORMS, SECTORS
from shared.refusals import Text
from shared.states import APPROVED

STATES = {
    "pending": Text("Đang chờ xét, chưa có điểm", "Awaiting review, no points yet"),
    "returned": Text("Đã trả lại để bổ sung, chưa có điểm", "Returned for correction, no points yet"),
    "rejected": Text("Không được công nhận, không có điểm", "Rejected, no points"),
    "revoked": Text("Đã thu hồi công nhận, không có điểm", "The approval was revoked, no points"),
    "withdrawn": Text("Tác giả đã rút, không có điểm", "Withdrawn by its authors, no points"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One step: `points` where it adds some, `percent` where it multiplies."""

    text: Text
    points: int | None = None
    percent: int | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """The lines add up to `points`."""

    state: str
    points: int
    policy_version: int
    lines: tuple[Line, ...]


def explain(facts: Facts, submission: Submission, programme: ScoringProgramme) -> Explanation:
    """Why an initiative has the points it has, under the programme's present policy."""
    state = state_of(facts, submission)
    points = points_of(facts, submission, state, programme)
    if state != APPROVED or facts.judgement is None:
        lines = [Line(STATES[state], points=0)]
    else:
        lines = [
            *_base(points, counts_by(facts, submission), programme.calendar.peaks_of(submission.date)),
            *_others(facts.judgement),
            *_extras(points, facts.judgement),
        ]
    return Explanation(state, points.total, programme.policy.version, tuple(lines))


def _base(points: Points, counted: LookedAt, peaks: Sequence[str]) -> list[Line]:
    level = LEVELS[points.level] if points.level else Text("", "")
    kind = _named(KINDS, counted.kind)
    lines = [
        Line(
            Text(f"Được công nhận ở {level.vi} ({kind.vi.lower()})", f"Approved at the {level.en} ({kind.en.lower()})"),
            points=points.scaled,
        )
    ]
    sector, ownership = _named(SECTORS, counted.sector), _named(OWNERSHIPS, counted.ownership)
    during = ", ".join(peaks)
    factors = (
        (points.sector, Text(f"Ngành: {sector.vi}", f"Sector: {sector.en}")),
        (points.ownership, Text(f"Loại hình: {ownership.vi}", f"Ownership: {ownership.en}")),
        (points.peak, Text(f"Đợt cao điểm: {during}", f"Peak window: {during}")),
    )
    applied = [Line(text, percent=percent) for percent, text in factors if percent != 100]  # noqa: PLR2004 - neutral
    if applied:
        start = Text(f"Điểm gốc {points.base}, nhân các hệ số sau", f"Base {points.base}, times the following")
        applied.insert(0, Line(start))
    return lines + applied


def _others(judgement: Judgement) -> list[Line]:
    """Approvals beside the highest one add nothing, and are told so that nobody looks for their points."""
    return [
        Line(
            Text(
                f"Cũng được công nhận ở {LEVELS[level].vi}: chỉ tính cấp cao nhất",
                f"Also approved at the {LEVELS[level].en}: only the highest level counts",
            ),
            points=0,
        )
        for level in judgement.approvals[1:]
    ]


def _named(names: Mapping[str, Text], code: str) -> Text:
    """The name of a code; one of a later version is given as it is."""
    return names.get(code, Text(code, code))


def _extras(points: Points, judgement: Judgement) -> list[Line]:
    lines = []
    if points.tier:
        money = f"{judgement.benefit_vnd:,}".replace(",", ".")
        text = Text(f"Giá trị làm lợi đã xác nhận {money} đồng", f"Verified benefit of {judgement.benefit_vnd:,} VND")
        lines.append(Line(text, points=points.tier))
    for reward, amount in zip(judgement.rewards, points.rewards, strict=True):
        level = LEVELS[reward.level]
        form = _named(REWARD_FORMS, reward.form)
        text = Text(f"{form.vi}, {level.vi}", f"{form.en}, {level.en}")
        lines.append(Line(text, points=amount))
    return lines
