from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from shared.web.contacts import contacts_in
from shared.web.free_text import PersonalDataInText, refuse_personal_data
from shared.web.spelled_numbers import FOREIGN_LOOKED_UP, Numbers

WORDS = ["Sáng kiến làm lợi", "tiết kiệm", "quyết định số", "từ năm", "", "so với", "(", "đạt"]
AFTER = [" đồng", "đ", " VNĐ", " đồng/năm", " kWh", "", ".", ", giảm 5%", " triệu đồng", ")", " tấn"]


def kinds(text: str) -> list[str]:
    return [found.kind for found in contacts_in(text)]


@pytest.mark.parametrize(
    "text",
    [
        "0901234567",
        "liên hệ 0901 234 567 nhé",
        "ĐT:0901.234.567",
        "090.123.4567",
        "090-123-45-67",
        "(090) 123 4567",
        "+84 901 234 567",
        "+84.901.234.567",
        "(+84) 901234567",
        "0084 901 234 567",
        "84901234567",
        "028 3825 1234",
        "(0292) 3 820 123",
        "0901234567 đồng chí Lan",
        "zalo:0901234567/0912345678",
        "+1 650 253 0000",
        "sđt ０９０１２３４５６７",
    ],
)
def test_a_telephone_number_is_found_however_it_is_written(text: str) -> None:
    assert set(kinds(text)) == {"phone"}


@pytest.mark.parametrize(
    "text",
    [
        "lan@example.vn",
        "Gửi về Lan.Nguyen+sk@mail.can-tho.example.vn.",
        "lan (at) example.vn",
        "lan＠example.vn",
        "x@ví-dụ.vn",
    ],
)
def test_an_e_mail_address_is_found(text: str) -> None:
    assert kinds(text) == ["email"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "200.000.000 đồng",
        "1.250.000",
        "912.345.678 đồng mỗi năm",
        "912345678",
        "901 234 567 đồng",
        "84.901.234.567 đồng",
        "84 901 234 567",
        "tăng +84.901.234.567 đồng",
        "84901234567 đồng",
        "QĐ 123/2022",
        "Số 0912/QĐ-LĐLĐ ngày 07/07/2022",
        "01.02.2022 - 03.04.2022",
        "02/10/2022-15/12/2022",
        "giai đoạn 2021-2023, 1900-1975",
        "hệ số 0,912345678",
        "0.912345678 giây",
        "máy bơm 3x400V, 50Hz, IP65, 1.500 vòng/phút",
        "giá 5@2.000đ, nhóm @congdoan",
        "mã số thuế 1800123456",
        "08:30 đến 17:00, 0 giờ",
        "bảng 1: 12 34 56 78 90",
    ],
)
def test_figures_dates_and_codes_are_no_personal_data(text: str) -> None:
    assert kinds(text) == []


@given(st.sampled_from(WORDS), st.integers(0, 10**13), st.sampled_from([".", ",", " ", ""]), st.sampled_from(AFTER))
def test_no_amount_of_money_is_taken_for_a_telephone_number(
    before: str, amount: int, separator: str, after: str
) -> None:
    grouped = f"{amount:,}".replace(",", separator)
    if separator == "" and grouped.startswith("84") and after in ("", ".", ")", ", giảm 5%"):
        grouped += " đồng"
    assert kinds(f"{before} {grouped}{after}") == []


@given(
    id_=st.uuids(version=4) | st.uuids(version=5),
    before=st.sampled_from(["sdt ", "http://127.0.0.1:8000/sang-kien/", ""]),
)
@example(id_=UUID("01606182-15d5-5027-9f9c-3c70c82172cd"), before="Trùng với ")
def test_no_id_of_a_page_is_taken_for_a_telephone_number(id_: UUID, before: str) -> None:
    assert kinds(f"{before}{id_}.") == kinds(f"{before}{str(id_).upper()}?x") == []


@pytest.mark.parametrize(
    "text",
    [
        "84283825-1234-4000-8000-000000000000",
        "01606182-15d5-5027-9f9c-3c70c82172cd-0901234567",
        "01606182-15d5-5027-9f9c-3c70c82172c 0901234567",
        "b01606182-15d5-5027-9f9c-3c70c82172cd 0901234567",
    ],
)
def test_a_telephone_number_that_looks_a_little_like_an_id_is_found(text: str) -> None:
    assert kinds(text) == ["phone"]


@given(
    st.dates(date(1990, 1, 1), date(2040, 1, 1)),
    st.integers(0, 3000),
    st.sampled_from(["/", ".", "-"]),
    st.sampled_from(["-", " - ", " đến "]),
)
def test_no_span_of_dates_is_taken_for_a_telephone_number(start: date, days: int, mark: str, to: str) -> None:
    end = start + timedelta(days=days)
    assert kinds(f"Từ {start:%d{mark}%m{mark}%Y}{to}{end:%d{mark}%m{mark}%Y}") == []


@given(st.integers(1, 9999), st.integers(1990, 2040), st.sampled_from(["QĐ-LĐLĐ", "QĐ", "KH-TLĐ", "NQ-CP"]))
def test_no_decision_number_is_taken_for_a_telephone_number(number: int, year: int, suffix: str) -> None:
    assert kinds(f"Quyết định {number:04}/{suffix}, {number}/{year}/{suffix}, {suffix} {number}/{year}") == []


MOBILE_PREFIXES = ["32", "33", "70", "76", "81", "85", "88", "90", "91", "97", "98"]


@given(
    st.sampled_from(WORDS),
    st.sampled_from(["0", "+84", "+84 ", "0084"]),
    st.sampled_from(MOBILE_PREFIXES),
    st.integers(0, 9_999_999),
    st.sampled_from([".", " ", "-", ""]),
    st.sampled_from([" nhé", "", ".", ", gặp Lan", ")"]),
)
def test_every_mobile_number_is_found(before: str, trunk: str, prefix: str, rest: int, mark: str, after: str) -> None:
    digits = f"{rest:07}"
    assert kinds(f"{before} {trunk}{prefix}{digits[0]}{mark}{digits[1:4]}{mark}{digits[4:]}{after}") == ["phone"]


def test_the_refusal_names_the_fields_and_both_kinds() -> None:
    texts = {
        "summary": "lan@example.vn, 0901234567",
        "name": "Máy bơm",
        "description": None,
        "effect": "gọi 0901234567",
    }
    with pytest.raises(PersonalDataInText) as refused:
        refuse_personal_data(texts)
    found = [(bad.field, bad.complaint.code) for bad in refused.value.fields]
    assert found == [("summary", "contacts-in-text"), ("effect", "phone-in-text")]
    refuse_personal_data({"summary": "Tiết kiệm 200.000.000 đồng", "description": None})


@pytest.mark.parametrize(
    "text",
    [
        "Liên hệ 84 905 123 456",
        "LIÊN HỆ: 84.905.123.456",
        "lien he so 84 905 123 456",
        "gọi cho Lan theo số 84 905 123 456 nhé",
        "ĐT. 84 905 123 456",
        "SÐT 84,905 84 905 123 456",
        "sđt0901234567",
        "Zalo 84-905-123-456",
        "Tel: 84 905 123 456",
        "điện thoại 84 905 123 456",
        "(084) 905 123 456",
        "084 905 123 456",
        "(84) 905 123 456",
        "+84 (0) 905 123 456",
        "84 0905 123 456",
        "số 09\u200b05 123 456",
        "0905_123_456, 0905*123*456, 0905/123/456",
        "tổ 1 090 123 4567",
        "gọi ٠٩٠١٢٣٤٥٦٧",
        "0061 412 345 678",
        "+61 412 345 678",
    ],
)
def test_a_telephone_number_is_found_when_it_is_to_be_called_or_has_its_country(text: str) -> None:
    assert kinds(text) == ["phone"]


@pytest.mark.parametrize(
    "text",
    [
        "ten @ gmail.com",
        "ten @gmail.com",
        "ten@ gmail . com",
        "ten[at]gmail[dot]com",
        "ten [at] gmail [dot] com",
        "ten{at}gmail{dot}com",
        "ten(at)congdoan.cantho(dot)gov(dot)vn",
        "ten (a) gmail . com",
        "ten at gmail dot com",
        "ten a còng gmail chấm com",
        "ten acong gmail cham com",
        "TEN AT GMAIL.COM",
        "ten＠gmail．com",
        "ten\u200b@\u2060gmail.com",
    ],
)
def test_an_e_mail_address_is_found_when_it_is_spelled_out(text: str) -> None:
    assert kinds(text) == ["email"]


@pytest.mark.parametrize(
    "text",
    [
        "gói thầu 84 905 123 456",
        "Gọi vốn được 84 905 123 456 đồng",
        "Đã liên hệ các đơn vị. Tiết kiệm 84 905 123 456",
        "Liên hệ chậm; nay còn 84.905.123.456",
        "chi 1.084.905.123.456 rồi 5 084 905 123 456",
        "0.9 0.8 0.7 0.6 0.5",
        "0,5 - 0,9 - 0,7 - 0,6",
        "họp @ Cần Thơ. Mục (a) quy trình; (b) công cụ. Hỗ trợ at chỗ",
        "(a) trang vinamilk.com.vn, (b) trang congdoan.vn",
        "xem tại trang congdoan.vn",
        "A0901234567-B",
        "01-02-2022-03-04-2022",
        "0\n98\n765\n43\n21",
    ],
)
def test_amounts_lists_codes_and_pages_are_no_personal_data(text: str) -> None:
    assert kinds(text) == []


@given(
    st.sampled_from(["Liên hệ", "gọi", "ĐT:", "sđt", "zalo", "tel", "dien thoai", "Hotline -"]),
    st.sampled_from(MOBILE_PREFIXES),
    st.integers(0, 9_999_999),
    st.sampled_from([" ", ".", ""]),
)
def test_every_mobile_number_with_its_country_is_found_after_a_word_of_contact(
    word: str, prefix: str, rest: int, mark: str
) -> None:
    digits = f"{prefix}{rest:07}"
    assert kinds(f"{word} 84{mark}{digits[:3]}{mark}{digits[3:6]}{mark}{digits[6:]}") == ["phone"]


HOSTILE = [
    "0901234567 ",
    "0000000000 ",
    "84 905 123 456 ",
    "0 ",
    "a0 ",
    "+12 3456789 ",
    "+1 234 567 8 ",
    "1.234.",
    "0,1",
]


@pytest.mark.parametrize("part", HOSTILE)
def test_the_work_of_a_search_grows_with_the_text_alone(part: str) -> None:
    once, twice = (Numbers(part * times) for times in (1_000, 2_000))
    for search in (once, twice):
        list(search)
        assert search.looked_up <= FOREIGN_LOOKED_UP
    assert twice.examined <= 2 * once.examined <= 2 * len(part) * 1_000


def test_one_number_is_enough_to_refuse_a_text() -> None:
    search = Numbers("0901234567 " * 2_000)
    assert next(search)
    assert search.examined == 1
