"""What a reviewer asks for, and the date and reasons each act must carry."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from services.review.domain.refusals import Incomplete
from shared.calendar import day_of
from shared.refusals import REQUIRED, BadField, Complaint

_OTHER = Complaint("other-unexplained", "Lý do “khác” cần có lời giải thích.", "The reason “other” needs a comment.")
_FUTURE = Complaint(
    "decided-in-future", "Ngày quyết định không được sau hôm nay.", "The decision's date cannot be after today."
)
_AMOUNT = Complaint("amount-needed", "Thưởng tiền phải có số tiền.", "A reward in money needs its amount.")


@dataclass(frozen=True, slots=True)
class Why:
    """The reasons given: codes, and words to the authors (without personal data)."""

    reasons: tuple[str, ...] = ()
    comment: str | None = None

    def missing(self) -> Iterable[BadField]:
        """What is missing where reasons are required: a code, and words when the code is “other”."""
        if not self.reasons:
            yield BadField("reasons", REQUIRED)
        elif "other" in self.reasons and not self.comment:
            yield BadField("comment", _OTHER)


@dataclass(frozen=True, slots=True)
class Paper:
    """The written decision an approval or a reward stands on."""

    number: str | None = None
    decided_on: date | None = None

    def complete(self, now: datetime, *more: BadField) -> tuple[str, date]:
        """Number and date; Incomplete when one is missing or the date lies in the future (in Viet Nam)."""
        if self.number and self.decided_on and self.decided_on <= day_of(now) and not more:
            return self.number, self.decided_on
        raise Incomplete(fields=[*self._wrong(now), *more])

    def _wrong(self, now: datetime) -> Iterable[BadField]:
        if not self.number:
            yield BadField("decision_number", REQUIRED)
        if self.decided_on is None:
            yield BadField("decided_on", REQUIRED)
        elif self.decided_on > day_of(now):
            yield BadField("decided_on", _FUTURE)


@dataclass(frozen=True, slots=True)
class RewardCommand:
    """A commendation to give; `amount_vnd` in whole đồng."""

    form: str
    paper: Paper
    amount_vnd: int = 0

    def missing(self) -> Iterable[BadField]:
        """What this form lacks."""
        if self.form == "money" and not self.amount_vnd:
            yield BadField("amount_vnd", _AMOUNT)


@dataclass(frozen=True, slots=True)
class RevocationCommand:
    """What to take back: an approval or a reward, by its id."""

    subject: UUID
    why: Why


def must_say_why(why: Why) -> None:
    """Refuse an act that goes against the authors without a reason they can read."""
    if missing := list(why.missing()):
        raise Incomplete(fields=missing)
