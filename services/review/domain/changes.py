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
    "supplement",
    "sections",
    "attachments",
)


def returned_version(case: Case) -> int | None:
    """The content version last returned; None when none was, or it is still that one."""
    returned = [entry.content_version for entry in case.history if entry.act == "returned"]
    return returned[-1] if returned and returned[-1] < case.content_version else None


def changes_since_return(case: Case) -> dict[str, dict[str, Any]] | None:
    """`{field: {before, after}}` against the version last returned; None when that is not known."""
    before = next((face for face in case.faces if face.content_version == returned_version(case)), None)
    if before is None:
        return None
    old, new = before.model_dump(mode="json"), case.face.model_dump(mode="json")
    return {name: {"before": old[name], "after": new[name]} for name in _COMPARED if old[name] != new[name]}
