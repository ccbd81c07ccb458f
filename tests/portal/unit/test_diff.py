"""What changed between two texts: both can be read from the pieces, whatever they are."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from portal.domain.diff import Piece, words

TEXTS = st.text(alphabet="đệ Aa.\n,x", max_size=60) | st.text(max_size=60)


def nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


@given(TEXTS, TEXTS)
def test_each_text_can_be_read_from_the_pieces(before: str, after: str) -> None:
    pieces = words(before, after)
    assert "".join(piece.text for piece in pieces if piece.kind != "new") == nfc(before)
    assert "".join(piece.text for piece in pieces if piece.kind != "gone") == nfc(after)
    assert all(piece.text for piece in pieces)


def test_words_that_changed_side_by_side_are_one_change() -> None:
    pieces = words("Dùng tấm gỗ ép để giữ đế", "Dùng tấm nhựa POM để giữ đế")
    assert [piece for piece in pieces if piece.kind != "same"] == [Piece("gone", "gỗ ép"), Piece("new", "nhựa POM")]


def test_one_letter_written_in_two_ways_is_no_change() -> None:
    assert words(unicodedata.normalize("NFD", "đế giày"), "đế giày") == [Piece("same", "đế giày")]


def test_nothing_before_is_all_new_and_nothing_after_is_all_gone() -> None:
    assert words(None, "mới") == [Piece("new", "mới")]
    assert words("cũ", None) == [Piece("gone", "cũ")]
    assert words("", "") == []


def test_long_texts_are_compared_by_sentences() -> None:
    before = " ".join(f"Câu số {n} của phần mô tả." for n in range(400))
    after = before.replace("Câu số 7 của", "Câu thứ bảy của")
    changed = [piece for piece in words(before, after) if piece.kind != "same"]
    assert [piece.text.strip() for piece in changed] == ["Câu số 7 của phần mô tả.", "Câu thứ bảy của phần mô tả."]


def test_a_text_of_one_word_over_and_over_ends_soon() -> None:
    pieces = words("a " * 10_000, "a. " * 6_000 + "b")
    assert "".join(piece.text for piece in pieces if piece.kind != "gone") == "a. " * 6_000 + "b"
