"""Roles, grants and callers: who may do what where (design §5). Pure: no token, no framework."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
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


@dataclass(frozen=True, slots=True)
class Grant:
    """A role within one unit and everything below it."""

    role: Role
    unit: str


@dataclass(frozen=True, slots=True)
class Caller:
    """Whoever sent the request, as their token says."""

    person_id: UUID
    subject: str
    issuer: str
    grants: tuple[Grant, ...] = ()
    name: str | None = None
    email: str | None = None
    """The address that the issuer says is theirs."""
    unproven_email: str | None = None
    """One that nobody has proved: it is shown to them, and used for nothing."""

    def grant_over(self, unit: str, tree: UnitTree, roles: Collection[Role]) -> Grant | None:
        """The narrowest grant of one of `roles` that covers `unit` on the present tree, or None.

        Narrowest is the one whose unit stands lowest. A grant on a merged unit covers nothing.
        """
        path = tree.path(unit)
        covering = [
            grant
            for grant in self.grants
            if grant.role in roles and grant.unit in path and tree.resolve(grant.unit) == grant.unit
        ]
        return min(covering, key=lambda grant: path.index(grant.unit), default=None)

    def grant_above(self, unit: str, tree: UnitTree, roles: Collection[Role]) -> Grant | None:
        """As `grant_over`, of what stands strictly above `unit`; a highest unit has nothing above and needs its own.

        For whatever a unit is judged by, so that nobody sets their own measure.
        """
        path = tree.path(unit)
        if len(path) > 1:
            return self.grant_over(path[1], tree, roles)
        return self.grant_over(unit, tree, roles) if tree.is_root(path[0]) else None

    def must_cover(self, unit: str, tree: UnitTree, roles: Collection[Role]) -> Grant:
        """As `grant_over`, refusing when there is none."""
        grant = self.grant_over(unit, tree, roles)
        if grant is None:
            raise Forbidden
        return grant

    def administers_a_root(self, tree: UnitTree) -> bool:
        """Whether the caller administers a unit that is known to be a highest one, and so what all units share."""
        return any(tree.is_root(code) for code in self.roots(tree, (Role.ADMIN,)))

    def roots(self, tree: UnitTree, roles: Collection[Role]) -> tuple[str, ...]:
        """The units the caller holds one of `roles` on, without merged and unknown ones."""
        return tuple(
            dict.fromkeys(
                grant.unit
                for grant in self.grants
                if grant.role in roles and grant.unit in tree and tree.resolve(grant.unit) == grant.unit
            ),
        )


def person_id(issuer: str, subject: str) -> UUID:
    """The id of whoever has an account: UUIDv5 of issuer and subject (design §3)."""
    return uuid5(NAMESPACE_URL, f"{issuer}#{subject}")
