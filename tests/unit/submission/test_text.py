import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.submission.domain.text import folded

VIETNAMESE = "aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạắằẳẵặấầẩẫậéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ "


@pytest.mark.parametrize(
    ("text", "plain"),
    [("Đổi mới ĐƯỜNG", "doi moi duong"), ("Giường  bệnh\n", "giuong benh"), ("Cát-tông", "cat-tong")],
)
def test_marks_and_case_do_not_matter(text: str, plain: str) -> None:
    assert folded(text) == plain


@given(st.text(VIETNAMESE + VIETNAMESE.upper()))
def test_both_spellings_of_a_letter_fold_alike_and_leave_plain_letters(text: str) -> None:
    plain = folded(text)
    assert plain == folded(unicodedata.normalize("NFD", text)) == folded(unicodedata.normalize("NFC", text))
    assert plain.isascii()
    assert folded(plain) == plain
