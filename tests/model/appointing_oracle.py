"""Who may do what after a history of appointments, kept in plain lists: it knows nothing of submission's domain."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

LESSER: Final = ("reviewer", "proxy", "councillor")
ROLES: Final = (*LESSER, "leader", "admin")


@dataclass(frozen=True)
class Held:
    """One appointment."""

    id: UUID
    role: str
    unit: str
    programme: str | None
    since: datetime
    until: datetime | None
    made_by: UUID | None
    deputy_for: UUID | None = None
    ends_with: UUID | None = None

    def over(self, now: datetime) -> bool:
        return self.until is not None and self.until <= now

    def holds(self, now: datetime) -> bool:
        return self.since <= now and not self.over(now)

    def clashes(self, other: "Held") -> bool:
        mine, theirs = (self.role, self.unit, self.programme), (other.role, other.unit, other.programme)
        same = (*mine, self.deputy_for) == (*theirs, other.deputy_for)
        ends, begins = self.until or datetime.max.replace(tzinfo=self.since.tzinfo), other.since
        others_end = other.until or datetime.max.replace(tzinfo=self.since.tzinfo)
        return same and self.since < others_end and begins < ends


@dataclass
class CardSeen:
    """A card: `account` of whom it is, once it is anybody's."""

    home: str
    account: bool
    confirmed: bool = True
    erased: bool = False
    became: UUID | None = None


@dataclass
class Invited:
    """An invitation; `by_token`: sent by what the inviter's own token said, which alone is known of tokens later on."""

    id: UUID
    role: str
    unit: str
    by: UUID
    sent: datetime
    by_token: bool
    secret: str
    state: str = "open"
    who: UUID | None = None
    revision_known: int = 1


@dataclass
class Oracle:
    """The tree as parents and heirs, what tokens say, and what everybody holds."""

    parents: dict[str, str | None]
    tokens: dict[UUID, tuple[str, str]]
    heirs: dict[str, str] = field(default_factory=dict)
    held: dict[UUID, list[Held]] = field(default_factory=dict)
    cards: dict[UUID, CardSeen] = field(default_factory=dict)
    invited: list[Invited] = field(default_factory=list)

    def living(self, unit: str) -> str:
        while unit in self.heirs:
            unit = self.heirs[unit]
        return unit

    def path(self, unit: str) -> list[str]:
        found = [self.living(unit)]
        while (above := self.parents[found[-1]]) is not None:
            found.append(self.living(above))
        return found

    def of(self, person: UUID) -> list[Held]:
        return self.held.setdefault(person, [])

    def may(self, person: UUID, now: datetime) -> set[tuple[str, str, str | None]]:
        """(role, unit, programme) of all they may do now, on units that are there."""
        said = {(*self.tokens[person], None)} if person in self.tokens else set()
        own = {(one.role, one.unit, one.programme) for one in self.of(person) if one.holds(now)}
        return {grant for grant in said | own if grant[1] not in self.heirs}

    def covered(self, person: UUID, now: datetime) -> set[tuple[str, str, str | None]]:
        """(role, unit, programme) of every unit and act that any of it covers; None: an act about no programme."""
        return {
            (role, unit, about)
            for role, at, programme in self.may(person, now)
            for unit in self.parents
            if at in self.path(unit)
            for about in (None, "p0", "p1")
            if programme in (None, about)
        }

    def appoints(self, person: UUID, role: str, unit: str, programme: str | None, now: datetime) -> str | None:
        """The unit of the grant by which they appoint, or None: no deputy does, nor anybody at their own unit."""
        own = {(one.role, one.unit, one.programme) for one in self.of(person) if one.holds(now) and not one.deputy_for}
        if person in self.tokens:
            own.add((*self.tokens[person], None))
        path = self.path(unit)
        below = path if unit in self.heirs else path[1:]
        for at in path if role in LESSER else below:
            for mine, where, limit in own:
                enough = mine == "admin" or (mine == "leader" and role != "admin")
                if enough and where == at and where not in self.heirs and limit in (None, programme):
                    return at
        return None

    def stands_for(self, person: UUID, role: str, unit: str, programme: str | None, now: datetime) -> list[Held | None]:
        """What a deputy of theirs on this very unit would stand for; None: their token."""
        found: list[Held | None] = [
            one
            for one in self.of(person)
            if one.holds(now) and not one.deputy_for and (one.role, one.unit) == (role, unit)
            if one.programme in (None, programme)
        ]
        return found + ([None] if self.tokens.get(person) == (role, unit) else [])

    def end(self, id_: UUID, now: datetime) -> None:
        """It, and whatever stood for it."""
        for person, appointments in self.held.items():
            self.held[person] = [one for one in appointments if id_ not in (one.id, one.ends_with)]

    def shorten(self, id_: UUID, until: datetime | None) -> None:
        """Another end; deputies end no later."""
        for person, appointments in self.held.items():
            changed = [replace(one, until=until) if one.id == id_ else one for one in appointments]
            if until is not None:
                changed = [_no_later(one, until) if one.ends_with == id_ else one for one in changed]
            self.held[person] = [one for one in changed if one.until is None or one.until > one.since]

    def erase(self, person: UUID, now: datetime) -> None:
        """All of theirs, and whatever stood for it; what they accepted."""
        for one in list(self.of(person)):
            self.end(one.id, now)
        self.cards[person].erased = True
        for invitation in self.invited:
            if invitation.who == person:
                invitation.state = "taken-back"

    def link(self, card: UUID, account: UUID, now: datetime) -> None:
        """The card's are the account's, but what would make it its own appointer or its deputy's deputy."""
        mine = [one for one in self.of(account) if not one.over(now)]
        moving = [one for one in self.of(card) if not one.over(now) and account not in (one.made_by, one.deputy_for)]
        for one in moving:
            each_other = one.deputy_for and any(two.deputy_for == account for two in self.of(one.deputy_for))
            if not each_other and not any(one.clashes(two) for two in mine):
                self.of(account).append(one)
        self.held[card] = []
        self.cards[card].erased, self.cards[card].became = True, account
        self.cards[account] = CardSeen(self.cards[card].home, account=True)

    def fits(self, person: UUID, wanted: Held, now: datetime) -> bool:
        """Whether they do not hold it already."""
        return not any(one.clashes(wanted) for one in self.of(person) if not one.over(now))


def _no_later(one: Held, until: datetime) -> Held:
    return replace(one, until=min(one.until or until, until))


LASTS: Final = timedelta(days=14)
