"""Free text must not carry e-mail addresses or telephone numbers: events that hold it are kept for ever (design §2).

Figures are no telephone numbers: initiatives are full of amounts, dates, years and decision codes.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Annotated, Literal, NamedTuple

from phonenumbers import Leniency, PhoneNumberMatcher
from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from shared.refusals import BadField, Refusal, Text

PERSONAL_DATA = "personal_data_in_text"
"""The kind of pydantic error a `FreeText` field reports."""

_MESSAGES: Mapping[str, Text] = {
    "email": Text("Không ghi địa chỉ e-mail ở đây.", "Do not put an e-mail address here."),
    "phone": Text("Không ghi số điện thoại ở đây.", "Do not put a telephone number here."),
}

# Bounded repetition keeps the search linear in the length of the text.
_EMAIL = re.compile(r"[\w.+%-]{1,64}(?:@|\s?[(\[]\s?at\s?[)\]]\s?)(?:[\w-]{1,63}\.){1,8}[^\W\d_]{2,24}", re.IGNORECASE)
_AT = re.compile(r"@|[(\[]\s?[aA][tT]\s?[)\]]")
"""No address without it: most texts are spared the longer search."""
FEWEST_DIGITS = 6
"""No number that can be dialled is shorter, its country's code included."""
_DIGITS = re.compile(rf"\d(?:\D*\d){{{FEWEST_DIGITS - 1}}}")
_THOUSANDS = re.compile(r"\+?\d{1,3}([.,\s])\d{3}(?:\1\d{3})*")
_DECIMAL = re.compile(r"0[.,]\d+")
_DATE = re.compile(r"(?<!\d)[0-3]?\d([./-])[01]?\d\1(?:19|20)\d{2}(?!\d)")
_UNIT_AFTER = re.compile(r"\s*(?:đồng|vnđ|vnd|đ\b|₫|nghìn|ngàn|triệu|tỷ|tỉ|usd|%|kwh|kg|tấn|lít|giờ)", re.IGNORECASE)


class PersonalData(NamedTuple):
    """An address or number found in a text."""

    kind: Literal["email", "phone"]
    text: str


class PersonalDataInText(Refusal):
    """A text meant for all readers names someone's address or number."""

    slug = "personal-data-in-text"
    status = 422
    title = Text(
        "Nội dung có địa chỉ e-mail hoặc số điện thoại, hãy bỏ ra",
        "The text contains an e-mail address or a telephone number; take it out",
    )


def find_personal_data(text: str) -> tuple[PersonalData, ...]:
    """The e-mail addresses and telephone numbers in `text`, addresses first."""
    plain = unicodedata.normalize("NFKC", text)
    found = (
        [PersonalData("email", match.group().strip()) for match in _EMAIL.finditer(plain)] if _AT.search(plain) else []
    )
    return (*found, *(_phones(plain) if _DIGITS.search(plain) else ()))


def refuse_personal_data(texts: Mapping[str, str | None]) -> None:
    """Refuse when one of `texts` (field path → text) names an address or number."""
    fields = [BadField(field, message) for field, text in texts.items() if text for message in _complaints(text)]
    if fields:
        raise PersonalDataInText(fields=fields)


def _complaints(text: str) -> list[Text]:
    return [_MESSAGES[kind] for kind in dict.fromkeys(found.kind for found in find_personal_data(text))]


def _phones(text: str) -> Iterator[PersonalData]:
    for match in PhoneNumberMatcher(text, "VN", leniency=Leniency.VALID):
        if not _is_figure(match.raw_string, text[match.end :]):
            yield PersonalData("phone", match.raw_string)


def _is_figure(raw: str, after: str) -> bool:
    """Whether digits that could be dialled are an amount, a decimal or a date.

    Telephone numbers are written with the trunk 0, +, 00 or 84 in front. Amounts start with none of these but
    the last, and then stand in groups of three or before a unit.
    """
    dialled = raw.lstrip("(（ ")
    if _DATE.search(raw) or _DECIMAL.fullmatch(dialled):
        return True
    if dialled.startswith("0"):
        return False
    counted = _UNIT_AFTER.match(after) is not None
    if dialled.startswith("+"):
        return counted and _THOUSANDS.fullmatch(dialled) is not None
    return counted or not dialled.startswith("84") or _THOUSANDS.fullmatch(dialled) is not None


def _checked(text: str) -> str:
    complaints = _complaints(text)
    if complaints:
        vi = " ".join(complaint.vi for complaint in complaints)
        en = " ".join(complaint.en for complaint in complaints)
        raise PydanticCustomError(PERSONAL_DATA, "personal data", {"vi": vi, "en": en})
    return text


FreeText = Annotated[str, AfterValidator(_checked)]
"""Text of a request body that everyone who may read the initiative reads."""
