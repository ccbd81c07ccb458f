"""One row of the grid of targets: what stands, what was on the page, what was typed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from portal.domain import counts, figures
from portal.web.forms import Form

TOTAL: Final = "total"
"""The window of the whole programme."""
KINDS: Final = ("assigned", "pledged")
MERGED: Final = "merged"
"""A box: whether what is assigned and pledged holds that of units merged into this one."""
Words = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Row:
    """A unit and its targets; None while it has none."""

    unit: dict[str, Any]
    target: dict[str, Any] | None

    @property
    def code(self) -> str:
        """Of the unit."""
        return str(self.unit["code"])

    @property
    def windows(self) -> list[str]:
        """Those it has targets for."""
        return [] if self.target is None else [name for kind in KINDS for name in self.target[kind]]

    def standing(self, kind: str, window: str) -> str:
        """As the form shows it; blank where nothing is set."""
        count = None if self.target is None else self.target[kind].get(window)
        return "" if count is None else figures.whole(count)

    @property
    def includes_merged(self) -> bool:
        """Whether its targets hold those of units merged into it."""
        return self.target is not None and bool(self.target["includes_merged"])

    def fields(self, window: str) -> dict[str, str]:
        """What stands, by the form's names."""
        counts = {f"{kind}.{self.code}": self.standing(kind, window) for kind in KINDS}
        return {**counts, f"{MERGED}.{self.code}": "1" if self.includes_merged else ""}

    def is_as_typed(self, form: Form, window: str) -> bool:
        """Whether what stands is what was typed: this very form was sent before."""
        return all(_plain(form.value(name)) == _plain(text) for name, text in self.fields(window).items())

    def accept(self, form: Form, target: dict[str, Any], window: str) -> None:
        """Put what was written into the form as what stands."""
        written = Row(self.unit, target)
        written.accept_revision(form)
        for name, text in written.fields(window).items():
            form.values |= {name: text, f"was.{name}": text}

    def accept_revision(self, form: Form) -> None:
        """Let what is typed be written over what stands now."""
        form.values[f"revision.{self.code}"] = "" if self.target is None else str(self.target["revision"])


def put_standing(form: Form, rows: Sequence[Row], window: str) -> None:
    """Fill a form with what stands, but for what was typed into it."""
    for row in rows:
        standing = row.fields(window)
        was = {f"was.{name}": text for name, text in standing.items()}
        if f"was.{MERGED}.{row.code}" in form.values:
            standing[f"{MERGED}.{row.code}"] = ""  # a box that is not ticked is not sent
        revision = "" if row.target is None else str(row.target["revision"])
        form.values = {**standing, **was, f"revision.{row.code}": revision, **form.values}


def changed_rows(form: Form, rows: Sequence[Row], window: str, words: Words) -> list[Row]:
    """The rows in which something else is typed than was shown; what cannot be read gets a sentence."""
    put_standing(form, rows, window)
    changed = [row for row in rows if any(_is_changed(form, row, kind) for kind in (*KINDS, MERGED))]
    for row in changed:
        for kind in KINDS:
            _check(form, f"{kind}.{row.code}", words)
    return changed


def row_body(form: Form, row: Row, window: str) -> dict[str, Any]:
    """The targets that were changed."""
    body: dict[str, Any] = {
        kind: {window: int(_plain(form.value(f"{kind}.{row.code}")))} for kind in KINDS if _is_changed(form, row, kind)
    }
    if _is_changed(form, row, MERGED):
        body["includes_merged"] = form.value(f"{MERGED}.{row.code}") == "1"
    return body


def _is_changed(form: Form, row: Row, kind: str) -> bool:
    name = f"{kind}.{row.code}"
    return _plain(form.value(name)) != _plain(form.value(f"was.{name}"))


def _check(form: Form, name: str, words: Words) -> None:
    try:
        is_blank = counts.parse(form.value(name)) is None
    except counts.NotCount:
        form.add(name, words("Viết số nguyên bằng chữ số"))
        return
    if is_blank and form.value(f"was.{name}"):
        form.add(name, words("Chỉ tiêu đã đặt thì không bỏ trống được; viết 0 nếu không giao"))


def _plain(text: str) -> str:
    """The same for every way to write one count; what is no count stays as typed."""
    try:
        count = counts.parse(text)
    except counts.NotCount:
        return text
    return "" if count is None else str(count)
