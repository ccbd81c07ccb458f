import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.text import MOST_MARKS, folded, letters_seen, normalised, same_key, trimmed

VIETNAMESE = "aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạắằẳẵặấầẩẫậéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ "
NOTHING = [
    "\u00ad",
    "\u034f",
    "\u061c",
    "\u115f",
    "\u1160",
    "\u180e",
    "\u200b",
    "\u200c",
    "\u200d",
    "\u200e",
    "\u2060",
    "\u2063",
    "\u2800",
    "\u3000",
    "\u3164",
    "\ufe0f",
    "\ufeff",
    "\uffa0",
    "\U000e0001",
    "\U000e0041",
    "\U000e01ef",
    "\u0301",
    " ",
    "\n",
    "\u00a0",
]


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Đổi mới ĐƯỜNG", "doi moi duong"),
        ("Giường  bệnh\n", "giuong benh"),
        ("Cát-tông", "cat-tong"),
        ("Ðồng ðội Ɖồng", "dong doi dong"),
        ("đ\u200bồng\u00ad", "dong"),
        ("ＤＯＮＧ\u3000２０２２", "dong 2022"),
    ],
)
def test_marks_and_case_do_not_matter(text: str, plain: str) -> None:
    assert folded(text) == plain


@given(st.text(VIETNAMESE + VIETNAMESE.upper() + "ÐðƉ"))
def test_both_spellings_of_a_letter_fold_alike_and_leave_plain_letters(text: str) -> None:
    plain = folded(text)
    assert plain == folded(unicodedata.normalize("NFD", text)) == folded(unicodedata.normalize("NFC", text))
    assert plain.isascii()
    assert folded(plain) == plain


@pytest.mark.parametrize("letter", NOTHING, ids=ascii)
def test_what_shows_nothing_is_no_letter_and_changes_no_search(letter: str) -> None:
    assert letters_seen(letter * 5, 3) == 0
    assert letters_seen(f"{letter}a{letter}b{letter}", 3) == 2
    assert folded(f"dong{letter}").strip() == "dong"


@pytest.mark.parametrize("mark", ["\u0301", "\u0489", "\u0903", "\u20dd"], ids=ascii)
def test_marks_that_stand_on_nothing_are_no_letters(mark: str) -> None:
    assert letters_seen(mark * 5, 1) == 0


@given(st.text(st.sampled_from(NOTHING)), st.text(st.sampled_from(NOTHING)))
def test_no_blank_of_any_kind_stays_around_a_text(before: str, after: str) -> None:
    text = trimmed(f"{before}Đồng{after}")
    assert text.strip() == text
    assert trimmed(text) == text
    assert "Đồng" in text


@pytest.mark.parametrize("text", ["❤️", "👩‍🔧", "किताब", "ខ្មែរ", "نامه‌ها", "🏴\U000e0067\U000e0062\U000e007f"])
def test_emoji_and_scripts_that_need_invisible_letters_keep_them(text: str) -> None:
    assert trimmed(text) == text
    assert letters_seen(text, 1) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("0123", "０１２３"),
        ("0123", "01\u200b23"),
        ("0123", " 01 23\u00a0"),
        ("ab-01", "AB\u201101"),
        ("ab-01", "ab\u221201"),
        ("ab-01", "ab－01"),
        ("ab-01", "ab\u2014 01"),
        ("CĐ-1", "CÐ-1"),
        ("CĐ-1", "cđ-1"),
        ("é1", "e\u03011"),
        ("r\u0327-1", "r¸-1"),
        ("á1", "a \u03011"),
        ("no.1", "№1".replace("№", "No.")),
    ],
)
def test_identifiers_that_look_the_same_are_the_same(one: str, other: str) -> None:
    assert same_key(one) == same_key(other)


@pytest.mark.parametrize(("one", "other"), [("01", "1"), ("a1", "á1"), ("1-2", "12"), ("d1", "đ1")])
def test_identifiers_that_look_different_are_different(one: str, other: str) -> None:
    assert same_key(one) != same_key(other)


@given(st.text())
def test_the_key_of_a_key_is_the_key(text: str) -> None:
    assert same_key(same_key(text)) == same_key(text)


@pytest.mark.parametrize("pile", ["\u0301", "\u0301\u0316", "\u0f73", "\uff9e\u0316", "\u0344\u0323"])
@pytest.mark.parametrize("between", ["", "\u200b", "\u200d"])
def test_marks_piled_up_on_a_letter_are_cut_before_they_are_sorted(pile: str, between: str) -> None:
    """Sorting them takes time with the square of their number: what is left is what is sorted."""
    for form in ("NFC", "NFKC", "NFKD"):
        cut = normalised(form, "a" + pile * 5_000)
        assert len(cut) <= 1 + 4 * MOST_MARKS
    assert len(folded("a" + f"{pile}{between}" * 5_000)) <= 1 + 4 * MOST_MARKS
    assert len(same_key("a" + f"{pile}{between}" * 5_000)) <= 1 + 4 * MOST_MARKS


@given(st.text(VIETNAMESE + "किخ🏴\u0301\u0323", max_size=60))
def test_text_of_any_language_is_normalised_as_unicode_says(text: str) -> None:
    most = max((len(run) for run in re.findall("[\u0301\u0323]+", text)), default=0)
    assert most > MOST_MARKS or normalised("NFC", text) == unicodedata.normalize("NFC", text)


def test_no_marks_but_those_of_the_text_module_are_sorted_unseen() -> None:
    """Whoever normalises what people send goes by `shared.text.normalised`."""
    root = Path(__file__).parents[3]
    files = [path for name in ("services", "shared") for path in (root / name).rglob("*.py")]
    found = [path.name for path in files if "unicodedata.normalize" in path.read_text()]
    assert found == ["text.py"]
