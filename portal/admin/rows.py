"""Rows of a form: fields named `group.0.field`; blank ones count for nothing, and more can be asked for."""

from collections.abc import Mapping, Sequence

from portal.web.forms import Form

SPARE = 2
"""Blank rows that a form shows beyond those that have something."""


def filled(form: Form, group: str, names: Sequence[str], most: int) -> list[int]:
    """The rows in which anything was typed."""
    return [row for row in range(most) if any(form.value(f"{group}.{row}.{name}").strip() for name in names)]


def shown(form: Form, group: str, names: Sequence[str], most: int) -> int:
    """How many rows the form shows: those with something, some spare ones, and as many as were asked for."""
    last = max(filled(form, group, names, most), default=-1) + 1
    asked = form.value(f"rows.{group}")
    wanted = int(asked) if asked.isdecimal() and len(asked) < 4 else 0  # noqa: PLR2004 - hundreds at most
    if form.value("more") == group:
        wanted += SPARE
    return min(most, max(last + SPARE, wanted))


def typed_rows(form: Form, group: str, names: Sequence[str], rows: Sequence[int]) -> list[dict[str, str]]:
    """What was typed into these rows."""
    return [{name: form.value(f"{group}.{row}.{name}").strip() for name in names} for row in rows]


def put_rows(form: Form, group: str, items: Sequence[Mapping[str, object]], names: Sequence[str]) -> None:
    """Fill rows with what stands."""
    for row, item in enumerate(items):
        for name in names:
            form.values[f"{group}.{row}.{name}"] = "" if item[name] is None else str(item[name])


def fields_of_rows(group: str, names: Sequence[str], rows: Sequence[int], prefix: str = "") -> dict[str, str]:
    """A service's names of the fields of rows, by which it counts without the blank ones, and ours."""
    return {
        f"{prefix}{group}.{place}.{name}": f"{group}.{row}.{name}" for place, row in enumerate(rows) for name in names
    }
