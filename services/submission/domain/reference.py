"""Suggestions for lists that grow. The known codes are in shared.reference."""

from collections.abc import Mapping
from typing import NamedTuple

from shared.refusals import Text


class FieldOfWork(NamedTuple):
    """A field of work, in words, and the sectors of whose units it is usually one."""

    name: Text
    sectors: tuple[str, ...]


_FIELDS = (
    FieldOfWork(Text("cải cách hành chính", "administrative reform"), ("public-administration",)),
    FieldOfWork(Text("chế biến nông sản", "food processing"), ("production",)),
    FieldOfWork(Text("chế biến thủy sản", "seafood processing"), ("production",)),
    FieldOfWork(Text("công đoàn", "trade union work"), ("other", "public-administration")),
    FieldOfWork(Text("công nghệ thông tin", "information technology"), ("public-administration", "business", "other")),
    FieldOfWork(Text("cơ khí", "mechanics"), ("production",)),
    FieldOfWork(Text("điện tử", "electronics"), ("production",)),
    FieldOfWork(Text("giáo dục mầm non", "pre-school education"), ("education",)),
    FieldOfWork(Text("giáo dục phổ thông", "secondary education"), ("education",)),
    FieldOfWork(Text("giáo dục tiểu học", "primary education"), ("education",)),
    FieldOfWork(Text("giao thông", "transport"), ("business",)),
    FieldOfWork(Text("may mặc", "garments"), ("production",)),
    FieldOfWork(Text("môi trường đô thị", "urban environment"), ("business",)),
    FieldOfWork(Text("nông nghiệp", "agriculture"), ("production", "business")),
    FieldOfWork(Text("y tế", "health care"), ("health",)),
)
FIELDS: Mapping[str, FieldOfWork] = {each.name.vi: each for each in _FIELDS}
"""Suggestions only: the field of work is told in the author's own words."""
