"""One union unit and its level."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """Union levels, highest first; a child's level is below its parent's, not always the next."""

    NATIONAL = "national"
    PROVINCIAL = "provincial"
    UPPER = "upper"
    GRASSROOTS = "grassroots"
    SUBDIVISION = "subdivision"

    @property
    def depth(self) -> int:
        """0 for national, growing downwards."""
        return _DEPTHS[self.value]

    def is_above(self, other: "Level") -> bool:
        """Whether this level stands strictly above `other`."""
        return self.depth < other.depth


_DEPTHS: Mapping[str, int] = {level.value: depth for depth, level in enumerate(Level)}


@dataclass(frozen=True, slots=True)
class Unit:
    """One union unit as every service knows it.

    `merged_into` names the heir; codes are never reused. `closed` without an heir still counts in its parent.
    """

    code: str
    name: str
    level: Level
    parent: str | None = None
    sector: str = "other"
    ownership: str = "state"
    cluster: str | None = None
    members: int | None = None
    office_email: str | None = None
    closed: bool = False
    merged_into: str | None = None
    version: int = 0

    @property
    def is_open(self) -> bool:
        """Whether initiatives may be entered for it."""
        return not self.closed and self.merged_into is None
