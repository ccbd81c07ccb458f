"""What the authors changed since the version that was returned to them."""

from typing import Any

from services.review.domain.case import Case

_COMPARED = (
    "unit",
    "kind",
    "field",
    "title",
    "summary",
    "first_applied_on",
    "claimed_benefit_vnd",
    "confidential",
    "authors",
)


def changes_since_return(case: Case) -> dict[str, dict[str, Any]] | None:
    """`{field: {before, after}}` against the last version returned; None when none was, or it is still that one."""
    returned = [entry.content_version for entry in case.history if entry.act == "returned"]
    if not returned or returned[-1] >= case.content_version:
        return None
    before = next((face for face in case.faces if face.content_version == returned[-1]), None)
    if before is None:
        return None
    old, new = before.model_dump(mode="json"), case.face.model_dump(mode="json")
    return {name: {"before": old[name], "after": new[name]} for name in _COMPARED if old[name] != new[name]}
