"""Where a union sits, as its papers say it: “Cần Thơ, ngày …”."""

import re
from collections.abc import Sequence

_OF_A_PLACE = re.compile(r"(?:Liên đoàn Lao động|LĐLĐ) (?:(?:tỉnh|thành phố|TP\.?) )?(?P<name>.+)", re.IGNORECASE)
_KEEPS_ITS_KIND = "Hồ Chí Minh"
"""A city of a person's name is written with its kind before it (Decree 30/2020, appendix I)."""


def place_of(names: Sequence[str]) -> str | None:
    """The place that the highest union below the national one is named after; None where its name tells none.

    `names` are those of a unit and all above it, from the top.
    """
    for name in names:
        if found := _OF_A_PLACE.fullmatch(name.strip()):
            place = found["name"]
            return f"Thành phố {place}" if place == _KEEPS_ITS_KIND else place
    return None
