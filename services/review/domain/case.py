"""The case: one initiative before its reviewers, whatever has been decided on it, and where it waits."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid5

from services.review.domain.history import MOST_DECISIONS, MOST_NOTES, NOTES, Entry
from shared.events.decisions import Approval, DecisionData, LastAct, ReviewState, Reward, Standing
from shared.events.submissions import SubmissionData
from shared.units import Level


class Status(StrEnum):
    """Where a case stands; those of `ReviewState`, and withdrawn, which wins over all of them."""

    PENDING = "pending"
    RETURNED = "returned"
    APPROVED = "approved"
    REJECTED = "rejected"
    REVOKED = "revoked"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Claim:
    """A reviewer works on the case; until it ends nobody else decides."""

    holder: UUID
    unit: str
    until: datetime
    appointment: UUID | None = None
    on_behalf_of: UUID | None = None

    def stands(self, now: datetime) -> bool:
        """Whether it still binds others at `now` (the store's clock)."""
        return now < self.until


MOST_FACES = 12
"""Public faces a case holds: more than this, and the oldest make room."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a decision on many cases at once did to this one, kept under the key of its request (design §5)."""

    key: UUID
    request_hash: str
    version: int
    status: Status


@dataclass(frozen=True, slots=True)
class Awaited:
    """The unit whose turn it is; `level` is unknown while the unit is."""

    unit: str
    level: Level | None


@dataclass(frozen=True, slots=True)
class Case:
    """One initiative under review.

    `faces` holds its public face by content version, oldest first; the last one is under review. `version`
    counts decisions published, `revision` writes. `alike_since` is the first submissions event since which the face
    has said the same, whatever ids its authors were linked to (None: the last one).
    `path` (its unit and the units above), `awaited`, `missing_sections` and `due_at` follow the tree and the
    programme (`placing`). While sections are missing the case waits for its author, and for no unit.
    """

    id: UUID
    faces: tuple[SubmissionData, ...]
    since: datetime
    alike_since: int | None = None
    version: int = 0
    revision: int = 0
    last_event_at: datetime | None = None
    withdrawn: bool = False
    verified_benefit_vnd: int | None = None
    approvals: tuple[Approval, ...] = ()
    rewards: tuple[Reward, ...] = ()
    last_act: LastAct | None = None
    declined: tuple[Level, ...] = ()
    asked_to_revoke: UUID | None = None
    claim: Claim | None = None
    history: tuple[Entry, ...] = ()
    earlier: int = 0
    """Lines of the history that made room for newer ones."""
    answers: tuple[Answer, ...] = ()
    path: tuple[str, ...] = ()
    awaited: Awaited | None = None
    missing_sections: tuple[str, ...] = ()
    due_at: datetime | None = None

    @property
    def face(self) -> SubmissionData:
        """The public face under review."""
        return self.faces[-1]

    @property
    def content_version(self) -> int:
        """The content version under review; every decision names it."""
        return self.face.content_version

    def shows(self, submission_version: int) -> bool:
        """Whether the face under review says what it said at this submissions event."""
        newest = self.face.version
        return (self.alike_since or newest) <= submission_version <= newest

    @property
    def state(self) -> ReviewState:
        """Approved if any approval stands, else what the last act on this content version left, else pending."""
        if self.approvals:
            return ReviewState.APPROVED
        return self.last_act.state if self.last_act else ReviewState.PENDING

    @property
    def status(self) -> Status:
        """The state as the queue shows it; a withdrawal wins."""
        return Status.WITHDRAWN if self.withdrawn else Status(self.state)

    @property
    def top(self) -> Approval | None:
        """The highest standing approval."""
        return min(self.approvals, key=lambda approval: approval.level.depth, default=None)

    @property
    def involved(self) -> frozenset[UUID]:
        """Who authored or entered it, also as it was returned; none of them decides on it or learns who did."""
        people = {author.id for face in self.faces for author in face.authors}
        return frozenset(people | {face.entered_by for face in self.faces})

    @property
    def benefit_vnd(self) -> int | None:
        """Of the first 12 months: as it was verified, else as its authors claim."""
        return self.face.claimed_benefit_vnd if self.verified_benefit_vnd is None else self.verified_benefit_vnd

    @property
    def own_people(self) -> frozenset[UUID]:
        """Who authored or entered it, as it stands."""
        return frozenset({author.id for author in self.face.authors} | {self.face.entered_by})

    def noting(self, entry: Entry) -> "Case":
        """With one more line in the history."""
        alike = [line for line in self.history if (line.act in NOTES) == (entry.act in NOTES)]
        full = len(alike) >= (MOST_NOTES if entry.act in NOTES else MOST_DECISIONS)
        others = tuple(line for line in self.history if line is not alike[0]) if full else self.history
        return replace(self, history=(*others, entry), earlier=self.earlier + full)

    @property
    def standing(self) -> Standing:
        """All that stands now, as every event carries it."""
        return Standing(
            state=self.state,
            content_version=self.content_version,
            verified_benefit_vnd=self.verified_benefit_vnd,
            approvals=self.approvals,
            rewards=self.rewards,
            last_act=self.last_act,
        )


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision taken: the case after it, and the event that tells of it."""

    case: Case
    type: str
    reasons: tuple[str, ...] = ()
    comment: str | None = None
    submission_version: int | None = None
    supplement: int | None = None

    @property
    def data(self) -> DecisionData:
        """The event's data."""
        return DecisionData(
            version=self.case.version,
            programme=self.case.face.programme,
            unit=self.case.face.unit,
            reasons=self.reasons,
            comment=self.comment,
            submission_version=self.submission_version,
            supplement=self.supplement,
            standing=self.case.standing,
        )


def decision_id(initiative: UUID, version: int, n: int = 0) -> UUID:
    """The id, for ever, of the n-th approval, reward or act that the case's event `version` makes."""
    return uuid5(initiative, f"decisions/{version}/{n}")
