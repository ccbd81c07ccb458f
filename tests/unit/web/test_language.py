import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.web.language import KNOWN, preferred


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "vi"),
        ("", "vi"),
        ("en", "en"),
        ("EN-us", "en"),
        ("vi-VN,vi;q=0.9,en;q=0.8", "vi"),
        ("fr, en;q=0.7, vi;q=0.3", "en"),
        ("fr", "vi"),
        ("*", "vi"),
        ("en;q=0", "vi"),
        ("en;q=abc", "vi"),
        ("en,vi", "en"),
        ("english", "vi"),
    ],
)
def test_vietnamese_comes_first_unless_english_is_preferred(header: str | None, language: str) -> None:
    assert preferred(header) == language


@given(st.text())
def test_any_header_gives_a_known_language(header: str) -> None:
    assert preferred(header) in KNOWN
