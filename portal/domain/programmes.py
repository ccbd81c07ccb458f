"""Which of all programmes are a unit's own."""

from collections.abc import Collection, Sequence
from typing import Any


def taking_part(programmes: Sequence[dict[str, Any]], path: Collection[str]) -> list[dict[str, Any]]:
    """Those rooted on the unit's path; all of them for a unit that stands above every root."""
    return [one for one in programmes if one["root_unit"] in path] or list(programmes)
