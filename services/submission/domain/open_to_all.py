"""What whoever opens a form or a page may know without signing in (design-next §2)."""

from collections.abc import Iterable

from shared.events.programmes import ProgrammeData
from shared.units import UnitTree


def may_be_searched(within: str, programmes: Iterable[ProgrammeData], tree: UnitTree) -> bool:
    """Whether a unit lies inside the root of a programme whose form anybody may open."""
    path = tree.path(within) if within in tree else ()
    return any(each.form_public and tree.resolve(each.root_unit) in path for each in programmes)
