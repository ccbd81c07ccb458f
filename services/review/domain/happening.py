"""What happens now with a case, by whom, and until when: a sentence for its own people and for receipts.

Units are named, people never.
"""

from datetime import datetime

from services.review.domain.case import Case, Status
from services.review.domain.programme import NeededSection, ProgrammeRules
from shared.calendar import HOME
from shared.refusals import Text
from shared.units import UnitTree

_MONTHS = (
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)


def what_happens(case: Case, tree: UnitTree, rules: ProgrammeRules | None, now: datetime) -> Text:
    """The sentence at `now` (the store's clock)."""
    if case.missing_sections:
        return _waits_for_its_author(case, rules)
    if case.awaited is not None:
        return _waits_for(case, name_of(case.awaited.unit, tree), now)
    return _waits_for_nobody(case, tree, rules, now)


def sections_missing(case: Case, rules: ProgrammeRules | None) -> tuple[NeededSection, ...]:
    """The sections the case's authors have to add, with the names their programme gives them."""
    sections = rules.sections if rules else ()
    return tuple(section for section in sections if section.code in case.missing_sections)


def name_of(unit: str, tree: UnitTree) -> str:
    """A unit's name, or its code while it is not known."""
    known = tree.get(unit)
    return known.name if known else unit


def moment(at: datetime) -> Text:
    """A moment in Vietnam, as people write it."""
    here = at.astimezone(HOME)
    time = f"{here:%H:%M}"
    return Text(f"{time} ngày {here:%d/%m/%Y}", f"{time} on {here.day} {_MONTHS[here.month - 1]} {here.year}")


def _waits_for_its_author(case: Case, rules: ProgrammeRules | None) -> Text:
    names = ", ".join(section.name for section in sections_missing(case, rules)) or ", ".join(case.missing_sections)
    return Text(
        f"Chờ tác giả bổ sung: {names}. Thời hạn xét chỉ tính từ khi đã bổ sung đủ.",
        f"It waits for its authors to add: {names}. The time to decide begins once all of it is in.",
    )


def _waits_for(case: Case, unit: str, now: datetime) -> Text:
    if case.asked_to_revoke is not None:
        what = Text(
            f"Cấp trên đề nghị thu hồi công nhận; chờ {unit} quyết định",
            f"A higher level asks for the approval to be revoked; {unit} decides on that",
        )
    elif case.approvals:
        what = Text(f"Đã được công nhận; chờ {unit} xét tiếp", f"It has been approved; {unit} looks at it next")
    else:
        what = Text(f"Chờ {unit} xét", f"It waits for {unit} to decide")
    if case.due_at is None:
        return Text(f"{what.vi}.", f"{what.en}.")
    due = moment(case.due_at)
    if case.due_at < now:
        return Text(f"{what.vi}; đã quá hạn từ {due.vi}.", f"{what.en}; that was due at {due.en}.")
    return Text(f"{what.vi}, hạn đến {due.vi}.", f"{what.en}, until {due.en}.")


def _waits_for_nobody(case: Case, tree: UnitTree, rules: ProgrammeRules | None, now: datetime) -> Text:
    act = case.last_act
    unit = name_of(act.unit if act else case.top.unit if case.top else case.face.unit, tree)
    match case.status:
        case Status.WITHDRAWN:
            return Text("Sáng kiến đã được rút; không xét nữa.", "The initiative was withdrawn; nobody decides on it.")
        case Status.RETURNED:
            return _was_returned(unit, rules, now, imported=case.face.imported)
        case Status.REJECTED:
            return Text(f"{unit} không công nhận sáng kiến này.", f"{unit} did not approve this initiative.")
        case Status.REVOKED:
            return Text(f"{unit} đã thu hồi công nhận.", f"{unit} revoked its approval.")
        case Status.APPROVED:
            unit = name_of(case.top.unit, tree) if case.top else unit
            return Text(
                f"{unit} đã công nhận; không phải chờ gì thêm.", f"{unit} approved it; nothing more is awaited."
            )
        case _:
            return Text("Chờ xét.", "It waits for a decision.")


def _was_returned(unit: str, rules: ProgrammeRules | None, now: datetime, *, imported: bool) -> Text:
    vi, en = f"{unit} đã trả lại để bổ sung", f"{unit} returned it"
    last = rules.last_correction(imported=imported) if rules else None
    if last is None:
        return Text(f"{vi}; tác giả sửa rồi gửi lại.", f"{en}; its authors correct it and submit it again.")
    until = moment(last)
    if last < now:
        return Text(f"{vi}; đã hết hạn gửi lại từ {until.vi}.", f"{en}; the time to correct it ended at {until.en}.")
    return Text(
        f"{vi}; tác giả sửa rồi gửi lại trước {until.vi}.",
        f"{en}; its authors correct it and submit it again by {until.en}.",
    )
