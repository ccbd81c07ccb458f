"""Roles, grants and callers: who may do what where (design §5). Pure: no token, no framework."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import NAMESPACE_URL, UUID, uuid5

from shared.refusals import Forbidden
from shared.units import UnitTree


class Role(StrEnum):
    """What a grant allows; whoever has an account is an author of their own without any grant."""

    AUTHOR = "author"
    PROXY = "proxy"
    REVIEWER = "reviewer"
    LEADER = "leader"
    ADMIN = "admin"
    IMPORT = "import"
    COUNCILLOR = "councillor"
    """Reads cases, versions and attachments, and decides nothing by themselves."""


@dataclass(frozen=True, slots=True)
class Source:
    """The appointment a grant comes from, the first moment it no longer holds, and in whose place its holder acts."""

    id: UUID
    until: datetime | None = None
    deputy_for: UUID | None = None


@dataclass(frozen=True, slots=True)
class Grant:
    """A role within one unit and everything below it, in all programmes or in one.

    Where it came from is no part of what it is: two of one role, unit and programme are equal.
    """

    role: Role
    unit: str
    programme: str | None = None
    source: Source | None = field(default=None, compare=False)
    """None: the token's own."""

    def is_for(self, programme: str | None) -> bool:
        """Whether it covers acts about this programme; one limited to a programme covers nothing that names none."""
        return self.programme is None or self.programme == programme


@dataclass(frozen=True, slots=True)
class Scope:
    """A unit with everything below it, in all programmes or in one: what a list of somebody's may show."""

    unit: str
    programme: str | None = None


class Person(Protocol):
    """Whoever sent the request, without what they may do."""

    @property
    def person_id(self) -> UUID:
        """The id of their account."""
        ...

    @property
    def subject(self) -> str:
        """Who they are to the issuer."""
        ...

    @property
    def issuer(self) -> str:
        """The issuer's address."""
        ...

    @property
    def name(self) -> str | None:
        """As the issuer tells it."""
        ...

    @property
    def email(self) -> str | None:
        """The address that the issuer says is theirs."""
        ...


@dataclass(frozen=True, slots=True)
class Caller:
    """Whoever sent the request, as their token and their appointments say."""

    person_id: UUID
    subject: str
    issuer: str
    grants: tuple[Grant, ...] = ()
    name: str | None = None
    email: str | None = None
    """The address that the issuer says is theirs."""
    unproven_email: str | None = None
    """One that nobody has proved: it is shown to them, and used for nothing."""

    def grant_over(
        self, unit: str, tree: UnitTree, roles: Collection[Role], programme: str | None = None
    ) -> Grant | None:
        """The narrowest grant of one of `roles` that covers `unit` on the present tree, or None.

        Narrowest is the one whose unit stands lowest, and of one unit the first: the token's before appointments, and
        what is held in nobody's place before a deputy's. A grant on a merged unit covers nothing. `programme` is the
        one that the act is about; None is an act that is about no single one.
        """
        path = tree.path(unit)
        covering = self.grants_over(unit, tree, roles, programme)
        return min(covering, key=lambda grant: path.index(grant.unit), default=None)

    def grants_over(
        self, unit: str, tree: UnitTree, roles: Collection[Role], programme: str | None = None
    ) -> tuple[Grant, ...]:
        """As `grant_over`, all of them: for what one grant allows and another must not."""
        path = tree.path(unit)
        return tuple(
            grant
            for grant in self.grants
            if grant.role in roles
            and grant.unit in path
            and grant.is_for(programme)
            and tree.resolve(grant.unit) == grant.unit
        )

    def grant_above(
        self, unit: str, tree: UnitTree, roles: Collection[Role], programme: str | None = None
    ) -> Grant | None:
        """As `grant_over`, of what stands strictly above `unit`; a highest unit has nothing above and needs its own.

        For whatever a unit is judged by, so that nobody sets their own measure.
        """
        path = tree.path(unit)
        if len(path) > 1:
            return self.grant_over(path[1], tree, roles, programme)
        return self.grant_over(unit, tree, roles, programme) if tree.is_root(path[0]) else None

    def must_cover(self, unit: str, tree: UnitTree, roles: Collection[Role], programme: str | None = None) -> Grant:
        """As `grant_over`, refusing when there is none."""
        grant = self.grant_over(unit, tree, roles, programme)
        if grant is None:
            raise Forbidden
        return grant

    def administers_a_root(self, tree: UnitTree) -> bool:
        """Whether the caller administers a unit that is known to be a highest one, and so what all units share."""
        return any(tree.is_root(code) for code in self.roots(tree, (Role.ADMIN,)))

    def roots(self, tree: UnitTree, roles: Collection[Role], programme: str | None = None) -> tuple[str, ...]:
        """The units the caller holds one of `roles` on for `programme`, without merged and unknown ones."""
        return tuple(
            dict.fromkeys(grant.unit for grant in self._on_living_units(tree, roles) if grant.is_for(programme)),
        )

    def scopes(self, tree: UnitTree, roles: Collection[Role]) -> tuple[Scope, ...]:
        """As `roots`, with grants for one programme as well: what lists over all programmes may show."""
        return tuple(dict.fromkeys(Scope(grant.unit, grant.programme) for grant in self._on_living_units(tree, roles)))

    def programmes_over(self, unit: str, tree: UnitTree, roles: Collection[Role]) -> tuple[str, ...] | None:
        """The programmes in which a grant of one of `roles` covers `unit`; None: all, those that are to come too."""
        if self.grant_over(unit, tree, roles) is not None:
            return None
        named = dict.fromkeys(grant.programme for grant in self.grants if grant.programme is not None)
        return tuple(one for one in named if self.grant_over(unit, tree, roles, one) is not None)

    def _on_living_units(self, tree: UnitTree, roles: Collection[Role]) -> Iterator[Grant]:
        return (
            grant
            for grant in self.grants
            if grant.role in roles and grant.unit in tree and tree.resolve(grant.unit) == grant.unit
        )


def narrowed(scopes: tuple[Scope, ...], tree: UnitTree) -> tuple[Scope, ...]:
    """The scopes without those that lie within another of them, so that nothing is in two."""
    held = set(scopes)

    def lies_within_another(scope: Scope) -> bool:
        path = tree.path(scope.unit)
        if any(Scope(unit, scope.programme) in held for unit in path[1:]):
            return True
        return scope.programme is not None and any(Scope(unit) in held for unit in path)

    return tuple(scope for scope in scopes if not lies_within_another(scope))


def person_id(issuer: str, subject: str) -> UUID:
    """The id of whoever has an account: UUIDv5 of issuer and subject (design §3)."""
    return uuid5(NAMESPACE_URL, f"{issuer}#{subject}")
