"""Words a case is found by."""

from services.review.words import LONGEST, MOST_KEPT, words_of


def test_words_are_told_apart_by_whatever_is_no_letter_or_figure() -> None:
    assert words_of("Giá treo “3-trong-1” (ĐĨA/đĩa)") == ["gia", "treo", "3", "trong", "1", "dia"]


def test_nothing_makes_a_case_hold_too_many_or_too_long_ones() -> None:
    many = words_of(" ".join(f"từ{n}" for n in range(1000)))
    assert len(many) == MOST_KEPT
    (long,) = words_of("a" * 100_000)
    assert len(long) == LONGEST
    assert words_of(" … ") == []
