"""What is known of one initiative: the newest submission and the newest decision, each by its own version."""

from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from sys import intern
from typing import NamedTuple, TypeVar

from shared.calendar import day_of
from shared.events.decisions import DecisionData
from shared.events.submissions import SubmissionData, SubmissionState
from shared.units import Level


class Author(NamedTuple):
    """One author and the unit they call home, by the code the event names."""

    id: str
    home_unit: str


class Reward(NamedTuple):
    """One standing reward, as far as points go."""

    form: str
    level: Level


class LookedAt(NamedTuple):
    """What of an initiative its highest approval looked at, and what it therefore counts by."""

    kind: str
    sector: str
    ownership: str


@dataclass(frozen=True, slots=True)
class Submission:
    """The newest state of an initiative as its authors left it."""

    version: int
    programme: str
    unit: str
    sector: str
    ownership: str
    kind: str
    withdrawn: bool
    content_version: int
    day: str
    """Day of registration in Asia/Ho_Chi_Minh, `2022-07-01`."""
    authors: tuple[Author, ...]
    title: str | None = None
    """None where it is confidential, and in what was stored before it was kept."""

    @classmethod
    def of(cls, data: SubmissionData) -> "Submission":
        """What ranking keeps of a `submissions` event."""
        return cls(
            version=data.version,
            programme=intern(data.programme),
            unit=intern(data.unit),
            sector=intern(data.sector),
            ownership=intern(data.ownership),
            kind=intern(data.kind),
            withdrawn=data.state is SubmissionState.WITHDRAWN,
            content_version=data.content_version,
            day=intern(day_of(data.registered_at).isoformat()),
            authors=tuple(sorted({Author(str(a.id), intern(a.home_unit)) for a in data.authors})),
            title=None if data.confidential else data.title,
        )

    @property
    def date(self) -> date:
        """The day of registration."""
        return date.fromisoformat(self.day)


@dataclass(frozen=True, slots=True)
class Judgement:
    """The newest standing that review published."""

    version: int
    state: str
    content_version: int
    benefit_vnd: int
    approvals: tuple[Level, ...]
    rewards: tuple[Reward, ...]
    looked_at: LookedAt | None = None
    """None when no approval stands, and of approvals that did not say yet what they looked at."""

    @classmethod
    def of(cls, data: DecisionData) -> "Judgement":
        """What ranking keeps of a `decisions` event."""
        standing = data.standing
        approvals = sorted(standing.approvals, key=lambda approval: approval.level.depth)
        highest = approvals[0] if approvals else None
        return cls(
            version=data.version,
            state=standing.state.value,
            content_version=standing.content_version,
            benefit_vnd=standing.verified_benefit_vnd or 0,
            approvals=_shared(tuple(approval.level for approval in approvals)),
            rewards=_shared(tuple(sorted(Reward(intern(r.form), r.level) for r in standing.rewards))),
            looked_at=_looked_at(highest.kind, highest.sector, highest.ownership) if highest else None,
        )


@dataclass(frozen=True, slots=True)
class Facts:
    """Both halves; either may come first, and a half replaces only an older one."""

    initiative: str
    submission: Submission | None = None
    judgement: Judgement | None = None

    def learn(self, submission: Submission | None, judgement: Judgement | None) -> "Facts":
        """The facts after these arrived; itself when neither is news."""
        new_submission = _newer(self.submission, submission)
        new_judgement = _newer(self.judgement, judgement)
        if new_submission is self.submission and new_judgement is self.judgement:
            return self
        return replace(self, submission=new_submission, judgement=new_judgement)


@lru_cache(maxsize=4096)
def _looked_at(kind: str | None, sector: str | None, ownership: str | None) -> LookedAt | None:
    """Whole or nothing; the same object for equal values."""
    if kind is None or sector is None or ownership is None:
        return None
    return LookedAt(kind, sector, ownership)


T = TypeVar("T")


@lru_cache(maxsize=4096)
def _shared(value: T) -> T:
    """The same object for equal values: millions of judgements have a few dozen different ones."""
    return value


_Half = TypeVar("_Half", Submission, Judgement)


def _newer(known: _Half | None, arrived: _Half | None) -> _Half | None:
    if known is None or (arrived is not None and arrived.version > known.version):
        return arrived
    return known
