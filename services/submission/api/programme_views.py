"""How programmes are shown: whole to whoever is signed in, else names, phases, dates and deadlines."""

from typing import Any

from shared.events.programmes import ProgrammeData
from shared.percent import policy_in_percent
from shared.units import UnitTree

_PLAIN = (
    "id",
    "name",
    "slogan",
    "starts_on",
    "ends_on",
    "submit_until",
    "correct_until",
    "decide_until",
    "public",
    "form_public",
    "version",
)


def programme_view(data: ProgrammeData, revision: int | None = None) -> dict[str, Any]:
    """All of it, as PUT takes it."""
    return {**data.model_dump(), "policy": policy_in_percent(data.policy), "revision": revision}


def plain_view(data: ProgrammeData, tree: UnitTree) -> dict[str, Any]:
    """What anybody may know: neither the policy nor how it is reviewed."""
    root = tree.get(tree.resolve(data.root_unit))
    named = {"code": root.code, "name": root.name} if root else {"code": data.root_unit, "name": data.root_unit}
    parts = {name: [part.model_dump() for part in getattr(data, name)] for name in ("phases", "peaks")}
    return {**{name: getattr(data, name) for name in _PLAIN}, **parts, "root_unit": named}
