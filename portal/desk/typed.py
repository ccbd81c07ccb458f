"""What was typed at the desk, and what can be seen to be wrong with it without asking review."""

from collections.abc import Callable
from datetime import date
from typing import Any, Final

from starlette.datastructures import FormData

from portal.domain import amounts
from portal.web.forms import Form

Words = Callable[[str], str]
LONGEST: Final = 5000
NUMBER: Final = 60
COMMENT: Final = 2000
LISTS: Final = ("reasons", "case")
"""Fields that may be sent several times; kept with a blank between."""
FIELDS: Final = ("decision_number", "decided_on", "reasons", "comment", "amount_vnd", "verified_benefit_vnd")
FIELDS_OF_THE_API: Final = {**{name: name for name in FIELDS}, "form": "reward_form"}
"""Review's names and ours: in a page, a field called `form` would stand in for the form it is in."""
NEEDS_PAPER: Final = ("approve",)
NEEDS_REASONS: Final = ("return", "reject", "ask-revocation", "revoke")


def form_of(sent: FormData) -> Form:
    """The fields of a request."""
    values = {name: str(value).replace("\r\n", "\n")[:LONGEST] for name, value in sent.items()}
    lists = {name: " ".join(str(value)[:200] for value in sent.getlist(name)[:200]) for name in LISTS if name in sent}
    return Form({**values, **lists})


def check_decision(form: Form, today: date, words: Words) -> None:
    """A decision's number and day, or its reasons."""
    act = form.value("act")
    if act in NEEDS_PAPER:
        check_paper(form, today, words)
    elif act in NEEDS_REASONS:
        check_reasons(form, words)
    elif act != "decline":
        form.add("act", words("Chọn quyết định"))
    check_comment(form, words)


def check_paper(form: Form, today: date, words: Words) -> None:
    """Number and day of a written decision."""
    number = form.value("decision_number").strip()
    if not number:
        form.add("decision_number", words("Nhập số quyết định"))
    elif len(number) > NUMBER:
        form.add("decision_number", words("Số quyết định dài quá %(most)s ký tự") % {"most": NUMBER})
    try:
        day = date.fromisoformat(form.value("decided_on"))
    except ValueError:
        form.add("decided_on", words("Chọn ngày quyết định"))
        return
    if day > today:
        form.add("decided_on", words("Ngày quyết định không thể ở sau hôm nay"))


def check_reasons(form: Form, words: Words) -> None:
    """What goes against the authors says why."""
    reasons = form.value("reasons").split()
    if not reasons:
        form.add("reasons", words("Chọn ít nhất một lý do"))
    elif "other" in reasons and not form.value("comment").strip():
        form.add("comment", words("Nói rõ lý do khác để tác giả hiểu"))


def check_comment(form: Form, words: Words) -> None:
    """Words to the authors."""
    if len(form.value("comment")) > COMMENT:
        form.add("comment", words("Nhận xét dài quá %(most)s ký tự") % {"most": "2.000"})


def amount_of(form: Form, name: str, words: Words, *, needed: bool) -> int:
    """Đồng, as people type it; 0 when nothing was, or a sentence stands at the field."""
    try:
        amount = amounts.parse(form.value(name))
    except amounts.Unclear:
        form.add(name, words("Viết số tiền như 12tr, 12,5 triệu hoặc 12.000.000"))
        return 0
    if amount is None and needed:
        form.add(name, words("Nhập số tiền"))
    return amount or 0


def decision_of(form: Form) -> dict[str, Any]:
    """The decision as review takes it, without what it looked at."""
    act = form.value("act")
    body: dict[str, Any] = {"act": act, "comment": form.value("comment").strip() or None}
    if act in NEEDS_PAPER:
        body |= paper_of(form) | {"recommend": form.value("recommend") == "1"}
    else:
        body |= {"reasons": form.value("reasons").split() or None}
    return {name: value for name, value in body.items() if value is not None}


def paper_of(form: Form) -> dict[str, str]:
    """Number and day."""
    return {"decision_number": form.value("decision_number").strip(), "decided_on": form.value("decided_on")}
