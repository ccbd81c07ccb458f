"""What people do with one initiative, one class a step; the plan is made of these, and `play` sends them."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who posts or is mailed. `key` is the account's sub; without an account a proxy makes the card."""

    key: str
    name: str
    home_unit: str
    email: str | None
    account: bool
    language: str = "vi"


@dataclass(frozen=True, slots=True)
class Step:
    """Base of all steps."""


@dataclass(frozen=True, slots=True)
class Approve(Step):
    """A unit's reviewer approves, at that unit's level."""

    unit: str
    number: str
    decided_on: str
    recommend: bool = False


@dataclass(frozen=True, slots=True)
class TurnDown(Step):
    """A unit's reviewer returns or rejects (`act`), with reasons."""

    unit: str
    act: str
    reasons: tuple[str, ...]
    comment: str | None = None


@dataclass(frozen=True, slots=True)
class Decline(Step):
    """A higher unit notes that it does not follow a recommendation."""

    unit: str
    comment: str


@dataclass(frozen=True, slots=True)
class AskRevocation(Step):
    """A higher unit asks the one below to take its approval back."""

    unit: str
    reasons: tuple[str, ...]
    comment: str


@dataclass(frozen=True, slots=True)
class Reassess(Step):
    """A unit's reviewer sets the verified benefit of the first 12 months."""

    unit: str
    verified_benefit_vnd: int


@dataclass(frozen=True, slots=True)
class Reward(Step):
    """A unit's leader rewards."""

    unit: str
    form: str
    amount_vnd: int
    number: str
    decided_on: str


@dataclass(frozen=True, slots=True)
class Revoke(Step):
    """A unit's leader takes back the approval or reward that has this decision number."""

    unit: str
    number: str
    reasons: tuple[str, ...]
    comment: str


@dataclass(frozen=True, slots=True)
class Resubmit(Step):
    """Whoever entered it corrects the summary and submits it again."""

    summary: str


@dataclass(frozen=True, slots=True)
class Withdraw(Step):
    """Whoever entered it takes it back."""


@dataclass(frozen=True, slots=True)
class Reclassify(Step):
    """Whoever has `role` over `by` puts it under the right unit: a proxy, once it is approved a leader."""

    unit: str
    by: str
    role: Literal["proxy", "leader"]


@dataclass(frozen=True, slots=True)
class Story:
    """One initiative from its entry on. `entered_by` is an author, or None for the proxy of `proxy_unit`."""

    key: str
    programme: str
    unit: str
    kind: str
    field: str
    title: str
    summary: str
    authors: tuple[tuple[Person, int], ...]
    entered_by: Person | None
    proxy_unit: str
    steps: tuple[Step, ...]
    description: str | None = None
    first_applied_on: str | None = None
    claimed_benefit_vnd: int | None = None
    confidential: bool = False
    registered_at: str | None = None
