"""What a certificate looks like on paper: one page of PDF/A whatever is written on it, and the same bytes again."""

import resource
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2
import pytest
import zxingcpp

from services.notify.compose import Certificate, printed
from services.notify.compose.certificate import PAPER
from services.notify.domain.places import place_of
from shared.printing import typesetting
from shared.printing.typesetting import FontMissing, Unprintable, typeset

CODE = "kZ0mJvQqT9u0h2b8X3cYfw"
SHOWN = Certificate(
    language="vi",
    name="Nguyễn Thị Lan",
    unit="Công đoàn Trường Trung học phổ thông Châu Văn Liêm",
    decided_by="Liên đoàn Lao động thành phố Cần Thơ",
    programme="Chương trình 9.000 sáng kiến",
    title="Cải tiến máy bơm nước mương để tưới tự động cho vườn ươm",
    award="Bằng khen, cấp tỉnh, thành phố",
    level="cấp tỉnh, thành phố",
    amount="2.000.000 đồng",
    decision_number="12/QĐ-LĐLĐ",
    day=date(2023, 3, 1),
    place="Cần Thơ",
    verify_url=f"https://sang-kien.example.vn/verify/{CODE}",
    revoked=False,
)


def pdf(**changes: Any) -> bytes:
    return typeset(PAPER, printed(replace(SHOWN, **changes)))


def text_of(paper: bytes) -> str:
    """What stands on the one page, on one line."""
    document = pypdfium2.PdfDocument(paper)
    assert len(document) == 1
    return " ".join(document[0].get_textpage().get_text_range().split())


def test_it_is_one_page_of_a4_on_its_side_with_name_number_place_and_day() -> None:
    paper = pdf()
    width, height = pypdfium2.PdfDocument(paper)[0].get_size()
    assert (round(width), round(height)) == (842, 595)
    text = text_of(paper)
    for said in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Số: 12/QĐ-LĐLĐ",
        "Cần Thơ, ngày 01 tháng 3 năm 2023",
        "LIÊN ĐOÀN LAO ĐỘNG THÀNH PHỐ CẦN THƠ",
        SHOWN.name,
        SHOWN.title,
        SHOWN.award,
    ):
        assert said in text
    assert "THU HỒI" not in text


def test_it_says_of_itself_that_it_is_pdf_a_2b_with_its_fonts_in_it() -> None:
    with pikepdf.open(BytesIO(pdf())) as document:
        assert document.open_metadata().pdfa_status == "2B"
        assert document.Root.OutputIntents[0].S == "/GTS_PDFA1"
        assert not document.is_encrypted
        fonts = [font for page in document.pages for font in page.resources.Font.values()]
        assert fonts
        for font in fonts:
            descriptor = font.DescendantFonts[0].FontDescriptor
            assert "/FontFile2" in descriptor or "/FontFile3" in descriptor


def test_its_code_leads_to_the_check_and_is_drawn_in_lines() -> None:
    paper = pdf()
    picture = pypdfium2.PdfDocument(paper)[0].render(scale=3).to_numpy()
    assert [code.text for code in zxingcpp.read_barcodes(picture)] == [SHOWN.verify_url]
    with pikepdf.open(BytesIO(paper)) as document:
        assert not list(document.pages[0].get_images())


def test_the_same_data_gives_the_same_bytes_and_other_data_others() -> None:
    first = pdf()
    typesetting._compiler.cache_clear()
    assert pdf() == first
    assert pdf(name="Trần Văn Minh") != first


def test_its_date_is_the_decisions_and_not_the_days_of_printing() -> None:
    with pikepdf.open(BytesIO(pdf())) as document:
        assert str(document.docinfo.CreationDate).startswith("D:20230301")


LONG_NAME = "Nguyễn Hoàng Phương Thị Ngọc Bảo Trân Công Tằng Tôn Nữ Anh"


@pytest.mark.parametrize(
    "changes",
    [
        {"name": LONG_NAME + "N" * (60 - len(LONG_NAME))},
        {"title": "Cải tiến máy bơm " * 17 + "tưới tự động"},
        {"title": "W" * 300, "name": "W" * 200, "unit": "W" * 200, "decided_by": "W" * 200, "programme": "W" * 200},
        {"decision_number": "W" * 60, "verify_url": "https://" + "w" * 300},
        {"decided_by": "Công đoàn Công ty trách nhiệm hữu hạn một thành viên Phát triển Khu chế xuất " * 2},
    ],
    ids=["name of 60", "title of 300", "widest of all", "number of 60", "issuer"],
)
def test_whatever_is_long_stays_on_its_page_and_within_its_frame(changes: dict[str, Any]) -> None:
    document = pypdfium2.PdfDocument(pdf(**changes))
    assert len(document) == 1
    width, height = document[0].get_size()
    frame = 30.0
    page = document[0].get_textpage()
    for place in range(page.count_rects()):
        left, bottom, right, top = page.get_rect(place)
        assert frame < left < right < width - frame
        assert frame < bottom < top < height - frame


@pytest.mark.parametrize("name", ["王小明", "김철수", "さくら 田中", "Đặng Ðình Ơ", "Łukasz Żółć", "Иван Петров"])
def test_names_of_many_scripts_are_written_as_their_people_write_them(name: str) -> None:
    assert name in text_of(pdf(name=name, title=f"Sáng kiến của {name}"))


HOSTILE = '#eval("1") \\ "x" $a$ *b* _c_ <d> @e [f] `g` // h = i {{ j }}'


def test_what_would_be_markup_elsewhere_is_text_here() -> None:
    text = text_of(pdf(title=HOSTILE, name=HOSTILE, programme=HOSTILE))
    assert text.count(HOSTILE) == 3


def test_marks_that_turn_text_around_and_what_is_not_drawn_fall_away() -> None:
    assert "Lan Anh" in text_of(pdf(name="\u202eLan\u200f\u2066 \nAnh\u200d\u0000"))


def test_a_letter_that_no_font_has_is_a_square_in_a_title_and_refused_in_a_name() -> None:
    assert "“□ Máy bơm □”" in text_of(pdf(title="🎉 Máy bơm ភ"))
    with pytest.raises(Unprintable):
        pdf(name="សុខា")


@pytest.fixture
def _no_serif(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(typesetting, "_PACKAGES", typesetting._PACKAGES[1:])
    typesetting.fonts.cache_clear()
    yield
    typesetting.fonts.cache_clear()


@pytest.mark.usefixtures("_no_serif")
def test_without_one_of_its_fonts_nothing_is_set() -> None:
    with pytest.raises(FontMissing, match="Noto Serif"):
        pdf()


def test_one_that_was_revoked_says_so_across_the_page() -> None:
    assert "ĐÃ THU HỒI" in text_of(pdf(revoked=True))
    assert "REVOKED" in text_of(pdf(revoked=True, language="en"))


def test_in_english_it_says_so_throughout() -> None:
    text = text_of(pdf(language="en"))
    for said in ("SOCIALIST REPUBLIC OF VIET NAM", "CERTIFICATE", "No.: 12/QĐ-LĐLĐ", "Cần Thơ, 1 March 2023"):
        assert said in text


@pytest.mark.parametrize(
    ("names", "place"),
    [
        (["Tổng Liên đoàn Lao động Việt Nam", "Liên đoàn Lao động thành phố Cần Thơ", "Công đoàn phường"], "Cần Thơ"),
        (["Liên đoàn Lao động tỉnh Thanh Hóa"], "Thanh Hóa"),
        (["LĐLĐ TP. Hồ Chí Minh"], "Thành phố Hồ Chí Minh"),
        (["Tổng Liên đoàn Lao động Việt Nam", "Công đoàn Y tế Việt Nam"], None),
        ([], None),
    ],
)
def test_the_place_is_the_one_its_federation_is_named_after(names: list[str], place: str | None) -> None:
    assert place_of(names) == place


def test_the_template_reads_nothing_but_its_data() -> None:
    source = PAPER.read_text()
    assert not [word for word in ("eval(", "import", "include", "read(", "mode:") if word in source]


def test_setting_a_page_bounds_no_process_but_the_press_s_own() -> None:
    before = resource.getrlimit(resource.RLIMIT_AS)
    pdf()
    assert resource.getrlimit(resource.RLIMIT_AS) == before
