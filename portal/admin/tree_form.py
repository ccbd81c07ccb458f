"""Changes of the tree as typed, a row each, and as submission takes them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from portal.admin.finding import CODE
from portal.admin.rows import filled
from portal.web.forms import Form

MOST: Final = 50
GROUP: Final = "changes"
NAMES: Final = ("act", "code", "target", "name", "level")
TYPED: Final = ("code", "target", "name")
"""Of a row, what makes it more than a blank one."""
ACTS: Final = ("move", "merge", "close", "reopen", "rename", "create")
NEEDS_TARGET: Final = ("move", "merge", "create")
NEEDS_NAME: Final = ("rename", "create")
Words = Callable[[str], str]


def rows_of(form: Form) -> list[int]:
    """The rows in which anything was typed."""
    return filled(form, GROUP, TYPED, MOST)


def units_named(form: Form, rows: Sequence[int]) -> list[str]:
    """The fields that name a unit there is."""
    existing = [field(row, "code") for row in rows if act_of(form, row) != "create"]
    targets = [field(row, "target") for row in rows if act_of(form, row) in NEEDS_TARGET]
    return existing + targets


def field(row: int, name: str) -> str:
    """The name of a field of a row."""
    return f"{GROUP}.{row}.{name}"


def act_of(form: Form, row: int) -> str:
    """What is to be done to the unit of a row."""
    return form.value(field(row, "act"))


def check(form: Form, rows: Sequence[int], words: Words) -> None:
    """What can be seen to be missing without asking submission."""
    if not rows:
        form.add(field(0, "code"), words("Nhập ít nhất một đơn vị cần thay đổi"))
    for row in rows:
        act = act_of(form, row)
        if act not in ACTS:
            form.add(field(row, "act"), words("Chọn việc cần làm"))
        if not form.value(field(row, "code")).strip():
            form.add(field(row, "code"), words("Nhập tên hoặc mã đơn vị"))
        elif act == "create" and not CODE.fullmatch(form.value(field(row, "code")).strip()):
            sentence = words("Mã gồm chữ thường không dấu, chữ số và gạch nối, ví dụ cdcs-may-10")
            form.add(field(row, "code"), sentence)
        if act in NEEDS_TARGET and not form.value(field(row, "target")).strip():
            form.add(field(row, "target"), words("Nhập đơn vị cấp trên hoặc đơn vị nhận"))
        if act in NEEDS_NAME and not form.value(field(row, "name")).strip():
            form.add(field(row, "name"), words("Nhập tên đơn vị"))
        if act == "create" and not form.value(field(row, "level")):
            form.add(field(row, "level"), words("Chọn cấp"))


def body_of(form: Form, rows: Sequence[int]) -> dict[str, Any]:
    """All changes, and their day when one was chosen."""
    body: dict[str, Any] = {"changes": [_change(form, row) for row in rows]}
    return body | ({"on": form.value("on")} if form.value("on") else {})


def fields_of_the_api(rows: Sequence[int]) -> Mapping[str, str]:
    """Submission's names and ours."""
    found = {"on": "on", "changes": field(0, "code"), "body": ""}
    for place, row in enumerate(rows):
        at = f"changes.{place}"
        ours = {"parent": "target", "merged_into": "target", "name": "name", "level": "level"}
        found |= {at: field(row, "code")}
        found |= {f"{at}.{name}": field(row, "code") for name in ("code", "closed", "members", "sector", "unit")}
        found |= {f"{at}.{name}": field(row, ours[name]) for name in ours}
    return found


def _change(form: Form, row: int) -> dict[str, Any]:
    text = {name: form.value(field(row, name)).strip() for name in NAMES}
    fields: Mapping[str, dict[str, Any]] = {
        "move": {"parent": text["target"]},
        "merge": {"merged_into": text["target"]},
        "close": {"closed": True},
        "reopen": {"closed": False},
        "rename": {"name": text["name"]},
        "create": {"parent": text["target"], "name": text["name"], "level": text["level"]},
    }
    return {"code": text["code"], **fields[text["act"]]}
