from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from phonenumbers import SUPPORTED_REGIONS, Leniency, PhoneMetadata, PhoneNumberMatcher

from shared.web.free_text import FEWEST_DIGITS, PersonalDataInText, find_personal_data, refuse_personal_data
from tests.patience import ending, patience

WORDS = ["Sáng kiến làm lợi", "tiết kiệm", "quyết định số", "từ năm", "", "so với", "(", "đạt"]
AFTER = [" đồng", "đ", " VNĐ", " đồng/năm", " kWh", "", ".", ", giảm 5%", " triệu đồng", ")", " tấn"]


def kinds(text: str) -> list[str]:
    return [found.kind for found in find_personal_data(text)]


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
    assert [bad.field for bad in refused.value.fields] == ["summary", "summary", "effect"]
    refuse_personal_data({"summary": "Tiết kiệm 200.000.000 đồng", "description": None})


@pytest.mark.parametrize(
    "text", ["a" * 50_000, "a." * 25_000, "0" * 50_000, "1.234." * 8_000, "a@" * 25_000, "@a." * 15_000]
)
def test_a_long_text_is_searched_in_reasonable_time(text: str) -> None:
    with ending(patience(3)):
        find_personal_data(text)


def test_no_number_that_can_be_dialled_has_fewer_digits_than_texts_are_searched_from() -> None:
    shortest = min(
        len(str(metadata.country_code)) + min(length for length in general.possible_length if length > 0)
        for region in SUPPORTED_REGIONS
        if (metadata := PhoneMetadata.metadata_for_region(region)) and (general := metadata.general_desc)
    )
    assert shortest >= FEWEST_DIGITS


@given(st.lists(st.sampled_from([*WORDS, *AFTER, "1", "22", "0", "+", "-", " ", "(at)", "@", "a", "b.vn"])))
def test_the_quick_look_passes_over_nothing_the_full_search_finds(parts: list[str]) -> None:
    text = "".join(parts)
    found = list(PhoneNumberMatcher(text, "VN", leniency=Leniency.VALID))
    if sum(letter.isdecimal() for letter in text) < FEWEST_DIGITS:
        assert found == []
