"""The fields of one unit, as typed and as submission takes them."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from portal.domain import counts
from portal.web.forms import Form

FROM_ABOVE: Final = "above"
NAMES: Final = (
    "name",
    "office_email",
    "level",
    "parent",
    "sector",
    "ownership",
    "members",
    "cluster",
    "closed",
    "merged_into",
)
FIELDS: Final = {name: name for name in (*NAMES, "code")}
OPTIONAL: Final = ("office_email", "parent", "cluster", "merged_into")
ABOVE: Final = "above_shown"
"""Sent with the form when it had the fields that are set from above: a tick taken off a box is not sent itself."""


def form_of_unit(unit: Mapping[str, Any]) -> Form:
    """The form with the unit as it stands."""
    values = {name: "" if unit[name] is None else str(unit[name]) for name in NAMES if name != "closed"}
    closed = {"closed": "1"} if unit["closed"] else {}
    return Form({**values, **closed, "revision": str(unit["revision"] or "")})


def body_of(form: Form, present: Mapping[str, Any] | None, words: Callable[[str], str]) -> dict[str, Any]:
    """The whole unit: what was typed, and of fields that the form did not have, what stands."""
    body = {name: present[name] for name in NAMES} if present else {}
    sent = {name: form.value(name).strip() for name in NAMES if name in form.values}
    body |= {name: text or None if name in OPTIONAL else text for name, text in sent.items() if name != "members"}
    if "members" in sent:
        body["members"] = _members(form, sent["members"], words)
    if ABOVE in form.values:
        body["closed"] = form.value("closed") == "1"
    if not body.get("name"):
        form.add("name", words("Nhập tên đơn vị"))
    return body


def differing(present: Mapping[str, Any], body: Mapping[str, Any]) -> list[tuple[str, Any, Any]]:
    """Fields in which what stands is not what was typed: name, kept, typed."""
    return [(name, present[name], body[name]) for name in NAMES if present[name] != body[name]]


def _members(form: Form, text: str, words: Callable[[str], str]) -> int | None:
    try:
        return counts.parse(text)
    except counts.NotCount:
        form.add("members", words("Viết số đoàn viên bằng chữ số, ví dụ 1.250"))
        return None
