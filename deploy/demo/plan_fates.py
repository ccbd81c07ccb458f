"""What becomes of an initiative: each fate is the steps that follow its entry."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from deploy.demo.sample import path, units
from deploy.demo.steps import (
    Approve,
    AskRevocation,
    Decline,
    Reassess,
    Reclassify,
    Resubmit,
    Revoke,
    Reward,
    Step,
    TurnDown,
    Withdraw,
)

GREAT_BENEFIT_VND = 1_000_000_000
APPROVING = ("grassroots", "upper", "provincial")


@dataclass
class Course:
    """What a fate is told about an initiative: its unit, when it was registered, what it is said to earn."""

    unit: str
    day: date
    claimed_vnd: int | None
    summary: str
    key: str
    dice: random.Random = field(repr=False)
    _made: int = 0

    @property
    def ladder(self) -> list[str]:
        """The units that approve, lowest first."""
        return [code for code in path(self.unit) if units()[code].level in APPROVING]

    def paper(self, kind: str) -> tuple[str, str]:
        """A decision's number and date, some days after the step before."""
        self._made += 1
        self.day += timedelta(days=self.dice.randint(3, 12))
        return f"{self.key}-{self._made}/{kind}", self.day.isoformat()

    def approval(self, rung: int, *, recommend: bool = False) -> Approve:
        """The approval of the rung-th unit of the ladder."""
        number, decided_on = self.paper("QĐ-CĐ")
        return Approve(self.ladder[rung], number, decided_on, recommend)

    def reward(self, rung: int, form: str, amount_vnd: int = 0) -> Reward:
        """A reward by the rung-th unit of the ladder."""
        number, decided_on = self.paper("QĐ-KT")
        return Reward(self.ladder[rung], form, amount_vnd, number, decided_on)

    def verified(self, rung: int) -> Iterator[Reassess]:
        """The benefit as verified, where one was claimed: not always all of it."""
        if self.claimed_vnd:
            yield Reassess(self.ladder[rung], self.claimed_vnd * self.dice.choice((60, 80, 95, 100)) // 100)


Fate = Callable[[Course], list[Step]]


def pending(_course: Course) -> list[Step]:
    """Nobody has decided yet."""
    return []


def approved(course: Course) -> list[Step]:
    """Approved by its own grassroots union."""
    return [course.approval(0), *course.verified(0)]


def commended(course: Course) -> list[Step]:
    """Approved and commended at once, with a certificate or some money."""
    form, amount = course.dice.choice((("giay-khen", 0), ("giay-khen", 300_000), ("money", 500_000)))
    return [course.approval(0), *course.verified(0), course.reward(0, form, amount)]


def recommended(course: Course) -> list[Step]:
    """Approved, recommended, approved by the next level, which rewards as well."""
    steps: list[Step] = [course.approval(0, recommend=True)]
    if len(course.ladder) > 1:
        steps += [course.approval(1), *course.verified(1), course.reward(1, "giay-khen", 1_000_000)]
    return steps


def honoured(course: Course) -> list[Step]:
    """Approved by every level up to the province, and rewarded by several of them."""
    top = len(course.ladder) - 1
    steps: list[Step] = [course.approval(rung, recommend=rung < top) for rung in range(top + 1)]
    steps += course.verified(top)
    steps += [course.reward(0, "money", 1_000_000), course.reward(top, "bang-khen", 2_000_000)]
    if (course.claimed_vnd or 0) >= GREAT_BENEFIT_VND:
        steps.append(course.reward(top, "bang-lao-dong-sang-tao"))
    return steps


def corrected(course: Course) -> list[Step]:
    """Returned, corrected, submitted again and approved."""
    return [_returned(course), _again(course), *approved(course)]


def twice_corrected(course: Course) -> list[Step]:
    """Returned twice before it is approved."""
    second = TurnDown(course.ladder[0], "return", ("no-effect-shown",), None)
    return [
        _returned(course),
        _again(course),
        second,
        Resubmit(f"{course.summary} Đã nêu số liệu."),
        *commended(course),
    ]


def resubmitted(course: Course) -> list[Step]:
    """Returned, corrected, and waiting again."""
    return [_returned(course), _again(course)]


def returned(course: Course) -> list[Step]:
    """Returned, and its authors have not answered."""
    return [_returned(course)]


def rejected(course: Course) -> list[Step]:
    """Not an initiative in the programme's sense."""
    reason = course.dice.choice(("not-new", "duplicate", "not-initiative"))
    return [TurnDown(course.ladder[0], "reject", (reason,), "Nội dung đã được áp dụng rộng rãi ở nhiều nơi.")]


def withdrawn(_course: Course) -> list[Step]:
    """Taken back before anybody decided."""
    return [Withdraw()]


def withdrawn_after_return(course: Course) -> list[Step]:
    """Taken back instead of corrected."""
    return [_returned(course), Withdraw()]


def approval_revoked(course: Course) -> list[Step]:
    """The only approval falls, and its reward with it."""
    steps = commended(course)
    first = steps[0]
    assert isinstance(first, Approve)  # noqa: S101 - how a commendation begins
    return [*steps, Revoke(first.unit, first.number, ("duplicate",), "Đã có đơn vị khác đăng ký trước.")]


def reward_revoked(course: Course) -> list[Step]:
    """A reward falls, the approval stays."""
    steps = commended(course)
    last = steps[-1]
    assert isinstance(last, Reward)  # noqa: S101 - how a commendation ends
    return [*steps, Revoke(last.unit, last.number, ("wrong-authors",), "Ghi nhầm hình thức khen thưởng.")]


def upper_revoked(course: Course) -> list[Step]:
    """The upper level's approval falls, the grassroots one stays, with the rewards."""
    steps = recommended(course)
    second = steps[1]
    assert isinstance(second, Approve)  # noqa: S101 - how a recommendation goes on
    return [*steps, Revoke(course.ladder[-1], second.number, ("no-effect-shown",), "Chưa đủ minh chứng ở cấp trên.")]


def asked_back(course: Course) -> list[Step]:
    """The level above asks for the approval to be taken back, and it is."""
    approval = course.approval(0)
    ask = AskRevocation(course.ladder[1], ("duplicate",), "Trùng với sáng kiến đã công nhận năm trước.")
    return [approval, ask, Revoke(approval.unit, approval.number, ("duplicate",), "Thu hồi theo đề nghị của cấp trên.")]


def declined(course: Course) -> list[Step]:
    """Recommended, but the next level does not follow."""
    return [course.approval(0, recommend=True), Decline(course.ladder[1], "Phạm vi áp dụng còn hẹp.")]


def moved_to(unit: str, by: str, *, early: bool) -> Fate:
    """Entered for the wrong unit and put right, before the approval or after it."""

    def fate(course: Course) -> list[Step]:
        if early:
            course.unit = unit
            return [Reclassify(unit, by, "proxy"), *approved(course)]
        return [*commended(course), Reclassify(unit, by, "leader")]

    return fate


def _returned(course: Course) -> TurnDown:
    return TurnDown(course.ladder[0], "return", ("missing-description",), "Hãy nêu rõ cách làm và nơi đã áp dụng.")


def _again(course: Course) -> Resubmit:
    return Resubmit(f"{course.summary} Đã áp dụng tại đơn vị từ đầu quý.")
