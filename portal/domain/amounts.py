"""Amounts of đồng as people type them: `12tr`, `12,5 triệu`, `12.000.000`; whatever can be read two ways is refused."""

import re
import unicodedata
from decimal import Decimal
from typing import Final

MOST: Final = 10**12
"""The largest amount that submission takes, VND."""
_UNITS: Final = {
    "": 1,
    "d": 1,
    "dong": 1,
    "vnd": 1,
    "k": 10**3,
    "n": 10**3,
    "ng": 10**3,
    "nghin": 10**3,
    "ngan": 10**3,
    "tr": 10**6,
    "trieu": 10**6,
    "cu": 10**6,
    "ty": 10**9,
    "ti": 10**9,
}
_MARKS: Final = str.maketrans(
    "đáàảãạăâéèẻẽẹêíìỉĩịóòỏõọôơúùủũụưýỳỷỹỵồộốổỗệếềểễờớởỡợừứửữựấầẩẫậắằẳẵặ",
    "daaaaaaaeeeeeeiiiiiooooooouuuuuuyyyyyoooooeeeeeooooouuuuuaaaaaaaaaa",
)
_SHAPE: Final = re.compile(
    r"(\d{1,3}(?:[.  ]\d{3})+|\d{1,3}(?:,\d{3}){2,}|\d+(?:[.,]\d{1,2})?)\s*([a-z]*)(?:\s*(?:dong|d|vnd))?"
)


class Unclear(ValueError):  # noqa: N818 - a verdict on what was typed
    """It cannot be read, or can be read two ways."""


def parse(text: str) -> int | None:
    """Đồng; None for nothing typed. Raises Unclear, also for what is over MOST or no whole number of đồng."""
    plain = unicodedata.normalize("NFC", text).strip().lower().translate(_MARKS)  # some keyboards type marks apart
    if not plain:
        return None
    shape = _SHAPE.fullmatch(plain)
    if shape is None or shape[2] not in _UNITS:
        raise Unclear(text)
    digits, unit = shape[1], _UNITS[shape[2]]
    grouped = re.fullmatch(r"\d{1,3}(?:[.,  ]\d{3})+", digits) is not None
    if grouped and unit == 1:
        number = Decimal(re.sub(r"[.,  ]", "", digits))
    elif grouped or (unit == 1 and not digits.isdecimal()):
        raise Unclear(text)
    else:
        number = Decimal(digits.replace(",", "."))
    amount = number * unit
    if amount != amount.to_integral_value() or amount > MOST:
        raise Unclear(text)
    return int(amount)
