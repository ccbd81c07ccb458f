import pytest

from portal.domain.amounts import MOST, Unclear, parse


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("", None),
        ("  ", None),
        ("12tr", 12_000_000),
        ("12,5 triệu", 12_500_000),
        ("12.5 triệu đồng", 12_500_000),
        ("12.000.000", 12_000_000),
        ("12 000 000 đ", 12_000_000),
        ("500k", 500_000),
        ("500 nghìn", 500_000),
        ("1,2 tỷ", 1_200_000_000),
        ("1 tỉ", 1_000_000_000),
        ("0", 0),
        ("750000", 750_000),
        ("500.000", 500_000),
        ("1,000,000", 1_000_000),
        ("1000 tỷ", MOST),
    ],
)
def test_amounts_are_read_as_people_write_them(text: str, amount: int | None) -> None:
    assert parse(text) == amount


@pytest.mark.parametrize(
    "text",
    ["1.234,5", "12.00", "mười triệu", "-5", "12tr5", "1e6", "1001 tỷ", "12..000", "12.000 triệu", "1,5", "0x10"],
)
def test_what_can_be_read_two_ways_or_not_at_all_is_refused(text: str) -> None:
    with pytest.raises(Unclear):
        parse(text)
