"""A programme's names, days and rules as typed, and as submission takes them."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, Final

from portal.admin.rows import fields_of_rows, filled, put_rows, typed_rows
from portal.domain.moments import HOME, local
from portal.web.forms import Form

TEXTS: Final = ("name", "slogan", "root_unit", "target_basis")
DAYS: Final = ("starts_on", "ends_on")
MOMENTS: Final = ("submit_until", "correct_until", "decide_until", "import_until")
NUMBERS: Final[Mapping[str, int | None]] = {
    "decision_days": 0,
    "review_working_days": None,
    "confirm_days": 10,
    "late_hours": 0,
}
"""Counts, and what a blank field means."""
TICKS: Final = ("public", "form_public", "blind_review", "council", "separate_confirmation")
PHASES: Final = ("name", "starts_on", "ends_on")
SECTIONS: Final = ("code", "name", "needed_before")
MOST: Final = {"phases": 9, "peaks": 50, "sections": 20}
KEPT: Final = ("policy",)
"""What a programme has beside the fields of this form, and is written with them as it stands."""
OPTIONAL: Final = ("slogan", "import_until", "review_working_days")
FIELDS: Final = {name: name for name in (*TEXTS, *DAYS, *MOMENTS, *NUMBERS, *TICKS)}
Words = Callable[[str], str]


def form_of_programme(programme: Mapping[str, Any]) -> Form:
    """The form with a programme as it stands; a phase stands in the row of its code."""
    plain = (*TEXTS, *DAYS, *NUMBERS)
    values = {name: "" if programme[name] is None else str(programme[name]) for name in plain}
    values |= {name: shown_moment(programme[name]) for name in MOMENTS}
    values |= {name: "1" for name in TICKS if programme[name]}
    form = Form({**values, "revision": str(programme.get("revision") or "")})
    for phase in programme["phases"]:
        row = int(phase["code"][1:]) - 1
        form.values |= {f"phases.{row}.{name}": str(phase[name]) for name in PHASES}
    put_rows(form, "peaks", programme["peaks"], PHASES)
    put_rows(form, "sections", [{"needed_before": None, **one} for one in programme["sections"]], SECTIONS)
    return form


def shown_moment(moment: str | None) -> str:
    """A moment as the field for one has it, at home."""
    return "" if moment is None else local(moment).replace(tzinfo=None).isoformat(timespec="seconds")


def body_of(form: Form, base: Mapping[str, Any] | None, words: Words) -> dict[str, Any]:
    """The whole programme: what was typed over what stands; what cannot be read gets a sentence."""
    _check(form, words)
    unchanged = {name: base[name] for name in KEPT if name in base} if base else {}
    texts = {name: form.value(name).strip() or None for name in (*TEXTS, *DAYS)}
    moments = {name: _moment(form, name, base, words) for name in MOMENTS}
    numbers = {name: _number(form, name, words) for name in NUMBERS}
    ticks = {name: form.value(name) == "1" for name in TICKS}
    body = {**unchanged, **texts, **moments, **numbers, **ticks, **_parts(form)}
    if not body.get("policy"):
        body.pop("policy", None)
    return {name: value for name, value in body.items() if value is not None or name in OPTIONAL}


def fields_of_the_api(form: Form) -> dict[str, str]:
    """Submission's names and ours."""
    peaks, sections = (filled(form, name, names, MOST[name]) for name, names in _ROWS.items())
    return {
        **FIELDS,
        "phases": "phases.0.starts_on",
        **fields_of_rows("phases", PHASES, filled(form, "phases", PHASES, MOST["phases"])),
        **fields_of_rows("peaks", PHASES, peaks),
        **fields_of_rows("sections", SECTIONS, sections),
    }


_ROWS: Final = {"peaks": PHASES, "sections": SECTIONS}


def _parts(form: Form) -> dict[str, Any]:
    rows = filled(form, "phases", PHASES, MOST["phases"])
    typed = typed_rows(form, "phases", PHASES, rows)
    phases = [{"code": f"P{row + 1}", **phase} for row, phase in zip(rows, typed, strict=True)]
    peaks = typed_rows(form, "peaks", PHASES, filled(form, "peaks", PHASES, MOST["peaks"]))
    sections = typed_rows(form, "sections", SECTIONS, filled(form, "sections", SECTIONS, MOST["sections"]))
    return {
        "phases": phases,
        "peaks": peaks,
        "sections": [{name: text for name, text in one.items() if text} for one in sections],
    }


def _check(form: Form, words: Words) -> None:
    needed = {
        "name": words("Nhập tên chương trình"),
        "root_unit": words("Nhập tên hoặc mã đơn vị"),
        **dict.fromkeys((*DAYS, *MOMENTS[:3]), words("Chọn ngày")),
    }
    for name, sentence in needed.items():
        if not form.value(name).strip():
            form.add(name, sentence)
    for name in ("phases", "peaks"):
        for row in filled(form, name, PHASES, MOST[name]):
            for day in DAYS:
                _check_day(form, f"{name}.{row}.{day}", words)
    for name in DAYS:
        _check_day(form, name, words)


def _check_day(form: Form, name: str, words: Words) -> None:
    try:
        date.fromisoformat(form.value(name))
    except ValueError:
        form.add(name, words("Chọn ngày"))


def _moment(form: Form, name: str, base: Mapping[str, Any] | None, words: Words) -> str | None:
    """As typed, at home; one that was not touched stays to the fraction of a second."""
    text = form.value(name)
    standing = base.get(name) if base else None
    if standing is not None and text == shown_moment(standing):
        return str(standing)
    if not text:
        return None
    try:
        return datetime.fromisoformat(text).replace(tzinfo=HOME).isoformat()
    except ValueError:
        form.add(name, words("Chọn ngày giờ có trong lịch"))
        return None


def _number(form: Form, name: str, words: Words) -> int | None:
    text = form.value(name).strip()
    if not text:
        return NUMBERS[name]
    if not (text.isascii() and text.isdigit()) or len(text) > 6:  # noqa: PLR2004 - days
        sentence = words("Viết số giờ bằng chữ số") if name == "late_hours" else words("Viết số ngày bằng chữ số")
        form.add(name, sentence)
        return None
    return int(text)
