"""Counts as people type them: dots and blanks part thousands, and nothing else."""

import pytest

from portal.domain.counts import NotCount, parse

READ = [
    ("", None),
    (" ", None),
    ("0", 0),
    ("1250", 1250),
    (" 1.250 ", 1250),
    ("1 250", 1250),
    ("1\u00a0250", 1250),
    ("12.345.678", 12_345_678),
    ("9999999999", 9_999_999_999),
]
UNCLEAR = ["2.5", "12.50", "1.25.000", "1..250", ".250", "1.", "1234.567", "1,250", "-5", "1e3", "٣٠", "²", "1" * 11]


@pytest.mark.parametrize(("text", "count"), READ)
def test_a_count_is_read_with_or_without_its_thousands_parted(text: str, count: int | None) -> None:
    assert parse(text) == count


@pytest.mark.parametrize("text", UNCLEAR)
def test_what_is_no_count_or_can_be_read_two_ways_is_refused(text: str) -> None:
    with pytest.raises(NotCount):
        parse(text)
