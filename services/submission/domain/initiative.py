"""An initiative as its authors' side knows it: its content, its versions and what was done to it."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from services.submission.domain.content import Content
from services.submission.domain.refusals import WrongState
from shared.access import Grant
from shared.events.decisions import ReviewState, Standing
from shared.events.envelope import time_after
from shared.events.submissions import RECLASSIFIED, Attachment
from shared.states import effective_state


class OwnState(StrEnum):
    """What its authors did with it; the rest is what reviewers decided."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    WITHDRAWN = "withdrawn"


STATUSES = (OwnState.DRAFT, *ReviewState, OwnState.WITHDRAWN)
"""All that `Initiative.status` may be."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, and the narrowest grant that allows it (None: as an author, who needs none)."""

    person_id: UUID
    grant: Grant | None = None


@dataclass(frozen=True, slots=True)
class Act:
    """One line of the timeline. A decision's names its unit and reasons, never the reviewer."""

    kind: str
    at: datetime
    content_version: int
    by: Actor | None = None
    unit: str | None = None
    reasons: tuple[str, ...] = ()
    comment: str | None = None
    decision_version: int | None = None
    supplement: int | None = None
    """What was supplemented by then: by this act, or as a decision looked at it."""


MOST_OWN_ACTS = 150
MOST_DECISIONS = 100
"""Lines of the timeline; the oldest of a kind make room for newer ones."""


@dataclass(frozen=True, slots=True)
class Version:
    """The content as it was submitted (and reclassified since)."""

    content_version: int
    at: datetime
    content: Content


@dataclass(frozen=True, slots=True)
class Join:
    """Somebody became an author by invitation: with whose share, and at which version the log was told of it."""

    person: UUID
    share_of: UUID
    version: int


@dataclass(frozen=True, slots=True)
class Showcase:
    """That a leader proposed to show it to everybody, and whether its first author agreed (`domain.showcase`)."""

    proposed_by: UUID
    proposed_at: datetime
    consented_by: UUID | None = None
    consented_at: datetime | None = None
    with_name: bool = False


@dataclass(frozen=True, slots=True)
class Initiative:
    """One initiative.

    `content` is what its authors work on; the last of `versions` is what reviewers judge. `version` counts
    events, `revision` writes. `sector` and `ownership` are the unit's when this unit was set.
    """

    id: UUID
    content: Content
    entered_by: UUID
    created_at: datetime
    state: OwnState = OwnState.DRAFT
    sector: str = "other"
    ownership: str = "state"
    content_version: int = 0
    versions: tuple[Version, ...] = ()
    acts: tuple[Act, ...] = ()
    earlier_acts: int = 0
    """Lines of the timeline that made room for newer ones."""
    first_submitted_at: datetime | None = None
    registered_at: datetime | None = None
    imported: bool = False
    receipt: str | None = None
    """Its code (`shared.receipts`); those of before there were any get theirs by a job."""
    supplement: int = 0
    """Counts what was added after submission; the texts are kept apart."""
    sections: tuple[str, ...] = ()
    """Codes of the dossier's sections that are there, in order."""
    attachments: tuple[Attachment, ...] = ()
    confirmed_by: UUID | None = None
    imported_by: UUID | None = None
    late: bool = False
    joins: tuple[Join, ...] = ()
    """Of authors who were invited: an approval that looked at an earlier version never saw them."""
    showcase: Showcase | None = None
    standing: Standing | None = None
    decision_version: int = 0
    version: int = 0
    revision: int = 0
    last_event_at: datetime | None = None

    @property
    def status(self) -> str:
        """draft, pending, returned, approved, rejected, revoked or withdrawn (design §3)."""
        if self.state is OwnState.DRAFT:
            return self.state.value
        standing = self.standing
        return effective_state(
            withdrawn=self.state is OwnState.WITHDRAWN,
            content_version=self.content_version,
            judged=standing.state.value if standing else None,
            judged_content=standing.content_version if standing else 0,
        )

    @property
    def is_approved(self) -> bool:
        """Whether an approval of what was last submitted stands, as far as this service has heard."""
        return self.status == ReviewState.APPROVED

    @property
    def public(self) -> Content:
        """The content every other service knows: the last version submitted, before that the draft."""
        return self.versions[-1].content if self.versions else self.content

    @property
    def people(self) -> tuple[UUID, ...]:
        """Whose initiative it is: the authors, and whoever entered it."""
        return tuple(dict.fromkeys((*self.public.author_ids, *self.content.author_ids, self.entered_by)))

    def must_be(self, *statuses: str) -> None:
        """Refuse an act that the present status does not allow."""
        if self.status not in statuses:
            raise WrongState

    def noting(self, kind: str, by: Actor, at: datetime, *, supplement: int | None = None) -> "Initiative":
        """With one more line in the timeline."""
        return self.with_act(Act(kind, at, self.content_version, by, supplement=supplement))

    def with_act(self, act: Act) -> "Initiative":
        """With this line in its place by time; itself when it is older than all lines of a full timeline."""
        decided = act.decision_version is not None
        alike = [line for line in self.acts if (line.decision_version is not None) == decided]
        full = len(alike) >= (MOST_DECISIONS if decided else MOST_OWN_ACTS)
        if full and act.at < alike[0].at:
            return self
        others = tuple(line for line in self.acts if line is not alike[0]) if full else self.acts
        acts = sorted((*others, act), key=lambda line: line.at)
        return replace(self, acts=tuple(acts), earlier_acts=self.earlier_acts + full)


class Change(NamedTuple):
    """An initiative's next state, and the type of the event it publishes (None: nothing leaves this service)."""

    initiative: Initiative
    event: str | None = None


def publishing(initiative: Initiative, event: str, now: datetime) -> Change:
    """The change that publishes `event` about this state: next version, a time after the previous one's."""
    at = time_after(initiative.last_event_at, now)
    return Change(replace(initiative, version=initiative.version + 1, last_event_at=at), event)


def receipted(initiative: Initiative, code: str, now: datetime) -> Change:
    """With its receipt's code; one that others know of already is published once more, with nothing else changed."""
    coded = replace(initiative, receipt=code)
    return publishing(coded, RECLASSIFIED, now) if initiative.version else Change(coded)
