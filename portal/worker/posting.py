"""The form's fields and what they become: the body of POST /initiatives, exactly as it is sent again."""

import unicodedata
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

import orjson

from portal.domain import amounts, spelled
from portal.domain.moments import HOME
from portal.web.forms import Form

FIELDS: Final = (
    "title",
    "summary",
    "kind",
    "field",
    "field_text",
    "benefit",
    "applied",
    "applied_on",
    "confidential",
    "key",
)
OTHER: Final = "other"
"""The chip of a field that is written out."""
TITLE: Final = (3, 300)
SUMMARY: Final = (3, 1000)
FIELDS_OF_THE_API: Final = {
    "title": "title",
    "summary": "summary",
    "kind": "kind",
    "field": "field",
    "claimed_benefit_vnd": "benefit",
    "first_applied_on": "applied",
    "confidential": "confidential",
}
Words = Callable[[str], str]


def check(form: Form, today: date, words: Words) -> None:
    """What can be seen to be wrong without asking the service."""
    for name, label, (least, most) in (
        ("title", words("Tên sáng kiến"), TITLE),
        ("summary", words("Phần này"), SUMMARY),
    ):
        length = len(text_of(form, name))
        if length < least:
            form.add(name, words("%(label)s cần ít nhất %(least)s ký tự") % {"label": label, "least": least})
        elif length > most:
            form.add(name, words("%(label)s dài quá %(most)s ký tự") % {"label": label, "most": most})
    if not form.value("kind"):
        form.add("kind", words("Chọn một loại giải pháp"))
    if not field_of(form):
        form.add("field", words("Cho biết lĩnh vực áp dụng"))
    _check_benefit(form, words)
    _check_day(form, today, words)


def body_of(form: Form, programme: str, unit: str, today: date) -> bytes:
    """The request as it is sent; it needs a form in which nothing is wrong."""
    applied = first_applied(form, today)
    body: dict[str, Any] = {
        "programme": programme,
        "unit": unit,
        "title": text_of(form, "title"),
        "summary": text_of(form, "summary"),
        "kind": form.value("kind"),
        "field": field_of(form),
        "confidential": form.value("confidential") == "1",
        "claimed_benefit_vnd": amounts.parse(form.value("benefit")),
        "first_applied_on": None if applied is None else applied.isoformat(),
        "submit": True,
    }
    return orjson.dumps({name: value for name, value in body.items() if value is not None})


def field_of(form: Form) -> str:
    """The field of work: the chip, or what was written out."""
    chip = form.value("field")
    return chip if chip and chip != OTHER else text_of(form, "field_text")


def today() -> date:
    """The day it is at home."""
    return datetime.now(UTC).astimezone(HOME).date()


def page_of(location: str) -> str:
    """Our page of an initiative that a service names by its place."""
    return f"/cua-toi/{location.rsplit('/', 1)[-1]}"


def first_applied(form: Form, today: date) -> date | None:
    """The day that was chosen; ValueError for one that does not exist."""
    match form.value("applied"):
        case "today":
            return today
        case "yesterday":
            return today - timedelta(days=1)
        case "date" if form.value("applied_on"):
            return date.fromisoformat(form.value("applied_on"))
        case _:
            return None


def form_of(values: Mapping[str, Any]) -> Form:
    """The fields of a request; whatever else it names is left out."""
    return Form({name: str(values.get(name) or "").replace("\r\n", "\n")[:5000] for name in FIELDS})


def text_of(form: Form, name: str) -> str:
    """As it is kept: one spelling of each letter, no blanks around."""
    return unicodedata.normalize("NFC", form.value(name)).strip()


def read_back(form: Form) -> dict[str, Any] | None:
    """The amount as it was understood, to be shown back."""
    try:
        amount = amounts.parse(form.value("benefit"))
    except amounts.Unclear:
        return None
    return None if amount is None else {"amount": amount, "words": spelled.in_words(amount)}


def _check_benefit(form: Form, words: Words) -> None:
    try:
        amounts.parse(form.value("benefit"))
    except amounts.Unclear:
        form.add("benefit", words("Viết số tiền như 12tr, 12,5 triệu hoặc 12.000.000"))


def _check_day(form: Form, today: date, words: Words) -> None:
    try:
        applied = first_applied(form, today)
    except ValueError:
        form.add("applied", words("Chọn một ngày có trong lịch"))
        return
    if form.value("applied") == "date" and applied is None:
        form.add("applied", words("Chọn ngày áp dụng lần đầu"))
    elif applied is not None and applied > today:
        form.add("applied", words("Ngày áp dụng lần đầu không thể ở sau hôm nay"))
