"""One initiative as the acknowledged requests left it: the rules of design §3 once more, written apart."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

REGISTERED = ("pending", "returned", "approved")


class LookedAt(NamedTuple):
    """What an approval looked at, and counts by whatever is put right later."""

    kind: str
    sector: str
    ownership: str


class Approval(NamedTuple):
    """An approval that stands."""

    level: str
    looked_at: LookedAt


class Reward(NamedTuple):
    """A reward that stands."""

    level: str
    form: str


class Mail(NamedTuple):
    """One message that must exist: about which decision, to whom, by which template."""

    initiative: str
    person: str
    template: str
    about: str


@dataclass
class Counted:
    """What counts of one initiative. `registered_at` is None until it is submitted."""

    id: str
    programme: str
    unit: str
    kind: str
    sector: str
    ownership: str
    authors: dict[str, str]
    entered_by: str
    registered_at: datetime | None
    confidential: bool = False
    content_version: int = 0
    withdrawn: bool = False
    act: str | None = None
    benefit_vnd: int = 0
    approvals: dict[str, Approval] = field(default_factory=dict)
    rewards: dict[str, Reward] = field(default_factory=dict)
    mails: list[Mail] = field(default_factory=list)

    @property
    def status(self) -> str:
        """Withdrawn; else approved if any approval stands; else by the last act; else pending."""
        if self.withdrawn:
            return "withdrawn"
        return "approved" if self.approvals else self.act or "pending"

    def submitted_again(self) -> None:
        """New content: what was decided on the old counts for nothing."""
        self.content_version += 1
        self.act = None
        self.benefit_vnd = 0
        self.approvals.clear()
        self.rewards.clear()

    def approved(self, award_id: str, level: str) -> None:
        """One more approval; every author is told."""
        self.approvals[award_id] = Approval(level, LookedAt(self.kind, self.sector, self.ownership))
        self._tell(self.authors, "approved", award_id)

    def rewarded(self, award_id: str, level: str, form: str) -> None:
        """One more reward; every author is told."""
        self.rewards[award_id] = Reward(level, form)
        self._tell(self.authors, "rewarded", award_id)

    def turned_down(self, state: str) -> None:
        """Returned or rejected; the authors and whoever entered it are told."""
        self.act = state
        about = f"{state} {self.content_version}"
        self._tell([*self.authors, *(() if self.entered_by in self.authors else (self.entered_by,))], state, about)

    def revoked(self, award_id: str) -> None:
        """An approval or a reward falls; with the last approval all rewards do. Who was told is told again."""
        self.act = "revoked"
        fallen = [award_id]
        self.rewards.pop(award_id, None)
        if self.approvals.pop(award_id, None) and not self.approvals:
            fallen += self.rewards
            self.rewards.clear()
        for award in fallen:
            self._tell(self.authors, "corrected", award)

    def _tell(self, people: "dict[str, str] | list[str]", template: str, about: str) -> None:
        self.mails += [Mail(self.id, person, template, about) for person in people]
