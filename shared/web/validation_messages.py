"""What pydantic found wrong with a request, as plain sentences in Vietnamese and English.

A sentence names what would be accepted and never repeats what was sent: that may be someone's personal data.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pydantic_core import PydanticCustomError

from shared.refusals import BadField, Invalid, Refusal, Text
from shared.web.free_text import PERSONAL_DATA, PersonalDataInText

Context = Mapping[str, Any]
Sentence = Callable[[Context], Text]


def bad_value(vi: str, en: str, *, kind: str = "bad_value") -> PydanticCustomError:
    """An error for a validator of a schema to raise, with its sentence in both languages."""
    return PydanticCustomError(kind, "{en}", {"vi": vi, "en": en})


def refusal_of(errors: Sequence[Any], body: Any = None) -> Refusal:
    """The refusal that lists `errors` (of pydantic), one entry each; `body` is what was sent."""
    fields = [BadField(field_path(error["loc"], body), sentence(error)) for error in errors]
    if errors and all(error["type"] == PERSONAL_DATA for error in errors):
        return PersonalDataInText(fields=fields)
    return Invalid(fields=fields)


def field_path(loc: Sequence[str | int], body: Any = None) -> str:
    """The dotted path of a bad field, without the steps pydantic adds for the branch of a union it tried."""
    source, *steps = loc or ("body",)
    if source != "body":
        return ".".join(str(step) for step in steps) or str(source)
    path: list[str] = []
    here = body
    for position, step in enumerate(steps):
        if isinstance(here, dict | list) and not _has(here, step) and position < len(steps) - 1:
            continue
        path.append(str(step))
        here = here[step] if _has(here, step) else None
    return ".".join(path) or "body"


def _has(value: Any, step: str | int) -> bool:
    if isinstance(value, dict):
        return step in value
    return isinstance(value, list) and isinstance(step, int) and 0 <= step < len(value)


def sentence(error: Mapping[str, Any]) -> Text:
    """One error of pydantic in both languages."""
    context: Context = error.get("ctx") or {}
    if "vi" in context and "en" in context:
        return Text(str(context["vi"]), str(context["en"]))
    kind = "email" if error["type"] == "value_error" and "reason" in context else str(error["type"])
    return _SENTENCES.get(kind, _by_family)({**context, "kind": kind})


def _fixed(vi: str, en: str) -> Sentence:
    return lambda _: Text(vi, en)


def _filled(vi: str, en: str) -> Sentence:
    return lambda context: Text(vi.format_map(context), en.format_map(context))


def _allowed(context: Context) -> Text:
    expected = str(context.get("expected", context.get("expected_tags", "")))
    values = expected.replace("'", "").replace(" or ", ", ")
    return Text(f"Chỉ nhận một trong các giá trị: {values}.", f"Only one of these values is accepted: {values}.")


def _by_family(context: Context) -> Text:
    """The sentence for a kind of error that has none of its own, by what it is about."""
    kind = context["kind"]
    for beginning, text in _FAMILIES.items():
        if kind.startswith(beginning):
            return text
    return Text("Giá trị này không hợp lệ.", "This value is not valid.")


_TEXT = _fixed("Phải là một đoạn chữ.", "Must be text.")
_WHOLE = _fixed("Phải là số nguyên, ví dụ 500000.", "Must be a whole number, as 500000.")
_NUMBER = _fixed("Phải là một số, ví dụ 12.5.", "Must be a number, as 12.5.")
_OBJECT = _fixed("Phải là một đối tượng JSON (application/json).", "Must be a JSON object (application/json).")
_UUID = _fixed("Mã định danh không đúng dạng UUID.", "The identifier is not a UUID.")
_DATE = _fixed("Ngày phải có dạng năm-tháng-ngày, ví dụ 2022-07-15.", "The date must be year-month-day, as 2022-07-15.")
_INSTANT = _fixed(
    "Thời điểm phải có dạng 2022-07-15T08:30:00Z, kèm múi giờ.",
    "The moment must be written as 2022-07-15T08:30:00Z, with its time zone.",
)
_JSON = _fixed("Nội dung gửi lên không phải JSON đúng cú pháp.", "The body is not well-formed JSON.")
_ADDRESS = _fixed("Địa chỉ không hợp lệ.", "The address is not valid.")

_SENTENCES: Mapping[str, Sentence] = {
    "missing": _fixed("Thiếu mục bắt buộc này.", "This field is required."),
    "extra_forbidden": _fixed("Không có mục nào tên như vậy.", "There is no field of this name."),
    "json_invalid": _JSON,
    "json_type": _JSON,
    "model_type": _OBJECT,
    "model_attributes_type": _OBJECT,
    "dataclass_type": _OBJECT,
    "dict_type": _OBJECT,
    "string_type": _TEXT,
    "string_sub_type": _TEXT,
    "string_unicode": _fixed("Chứa ký tự không hợp lệ.", "Contains characters that are not valid."),
    "string_too_short": _filled("Phải có ít nhất {min_length} ký tự.", "Must have at least {min_length} characters."),
    "string_too_long": _filled("Không được quá {max_length} ký tự.", "Must have at most {max_length} characters."),
    "string_pattern_mismatch": _fixed("Không đúng dạng quy định.", "Does not have the required form."),
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_parsing_size": _fixed("Số quá lớn.", "The number is too large."),
    "int_from_float": _WHOLE,
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "finite_number": _NUMBER,
    "decimal_type": _NUMBER,
    "decimal_parsing": _NUMBER,
    "bool_type": _fixed("Phải là true hoặc false.", "Must be true or false."),
    "bool_parsing": _fixed("Phải là true hoặc false.", "Must be true or false."),
    "greater_than": _filled("Phải lớn hơn {gt}.", "Must be greater than {gt}."),
    "greater_than_equal": _filled("Không được nhỏ hơn {ge}.", "Must be at least {ge}."),
    "less_than": _filled("Phải nhỏ hơn {lt}.", "Must be less than {lt}."),
    "less_than_equal": _filled("Không được lớn hơn {le}.", "Must be at most {le}."),
    "multiple_of": _filled("Phải là bội số của {multiple_of}.", "Must be a multiple of {multiple_of}."),
    "enum": _allowed,
    "literal_error": _allowed,
    "union_tag_invalid": _allowed,
    "union_tag_not_found": _filled("Thiếu mục {discriminator}.", "The field {discriminator} is required."),
    "list_type": _fixed("Phải là một danh sách.", "Must be a list."),
    "tuple_type": _fixed("Phải là một danh sách.", "Must be a list."),
    "set_type": _fixed("Phải là một danh sách.", "Must be a list."),
    "too_short": _filled("Phải có ít nhất {min_length} phần tử.", "Must have at least {min_length} items."),
    "too_long": _filled("Không được quá {max_length} phần tử.", "Must have at most {max_length} items."),
    "date_from_datetime_inexact": _DATE,
    "timezone_aware": _INSTANT,
    "email": _fixed("Địa chỉ e-mail không hợp lệ, ví dụ lan@example.vn.", "Must be an address, as lan@example.vn."),
    "none_required": _fixed("Phải để trống.", "Must be empty."),
}

_FAMILIES: Mapping[str, Text] = {
    "uuid": _UUID({}),
    "datetime": _INSTANT({}),
    "date": _DATE({}),
    "timezone": _INSTANT({}),
    "time_delta": Text("Khoảng thời gian không hợp lệ.", "The duration is not valid."),
    "time": Text("Giờ không hợp lệ.", "The time of day is not valid."),
    "decimal": _NUMBER({}),
    "url": _ADDRESS({}),
    "value_error": Text("Giá trị này không hợp lệ.", "This value is not valid."),
}
