"""What came after a freeze: by how much each unit's figures in the window differ now."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from services.ranking.snapshots.sealing import Json

COUNTED: Final = ("points", "submitted", "registered", "approved", "submitters", "benefit_vnd")
_NOTHING: Final[Mapping[str, Any]] = dict.fromkeys(COUNTED, 0)


def differences(chunks: Iterable[Json], rows: Iterable[Json]) -> list[Json]:
    """Units whose figures differ, by code; one merged away since has nothing now, and its heir has it.

    The first format had rows of units merged away by then, beside those of their heirs: they count for nothing.
    """
    items: dict[str, list[Json]] = {"rows": [], "units": []}
    for chunk in chunks:
        items.setdefault(chunk["kind"], []).extend(chunk["items"])
    gone = {unit["code"] for unit in items["units"] if unit["merged_into"] is not None}
    before = {row["unit"]: row for row in items["rows"] if row["unit"] not in gone}
    now = {row["unit"]: row for row in rows}
    found = []
    for code in sorted(before.keys() | now.keys()):
        was, present = before.get(code, _NOTHING), now.get(code, _NOTHING)
        moved = {name: int(present[name]) - int(was[name]) for name in COUNTED}
        if any(moved.values()):
            found.append({"unit": code, **moved})
    return found
