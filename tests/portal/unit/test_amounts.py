"""Amounts as people type them: one table for the service's rules and for the page's own module."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deploy.node import node
from portal.domain.amounts import MOST, Unclear, parse
from portal.domain.spelled import in_words
from portal.web.assets import STATIC
from tests.patience import patience
from tests.portal.js import SCRIPTS

READ = [
    ("", None, ""),
    ("  ", None, ""),
    ("12tr", 12_000_000, "mười hai triệu"),
    ("12,5 triệu", 12_500_000, "mười hai triệu năm trăm nghìn"),
    ("12,5 trie\u0323\u0302u \u0111o\u0302\u0300ng", 12_500_000, "mười hai triệu năm trăm nghìn"),
    ("12.5 triệu đồng", 12_500_000, "mười hai triệu năm trăm nghìn"),
    ("12.000.000", 12_000_000, "mười hai triệu"),
    ("12 000 000 đ", 12_000_000, "mười hai triệu"),
    ("500k", 500_000, "năm trăm nghìn"),
    ("500 nghìn", 500_000, "năm trăm nghìn"),
    ("1,2 tỷ", 1_200_000_000, "một tỷ hai trăm triệu"),
    ("1 tỉ", 1_000_000_000, "một tỷ"),
    ("0", 0, "không"),
    ("750000", 750_000, "bảy trăm năm mươi nghìn"),
    ("500.000", 500_000, "năm trăm nghìn"),
    ("1,000,000", 1_000_000, "một triệu"),
    ("1000 tỷ", MOST, "một nghìn tỷ"),
    ("1005015", 1_005_015, "một triệu không trăm linh năm nghìn không trăm mười lăm"),
    ("21.021.121", 21_021_121, "hai mươi mốt triệu không trăm hai mươi mốt nghìn một trăm hai mươi mốt"),
    ("0,1tr", 100_000, "một trăm nghìn"),
    ("1,15 triệu", 1_150_000, "một triệu một trăm năm mươi nghìn"),
]
UNCLEAR = ["1.234,5", "12.00", "mười triệu", "-5", "12tr5", "1e6", "1001 tỷ", "12..000", "12.000 triệu", "1,5", "0x10"]


def _read_by_the_page(texts: list[str]) -> list[list[object]]:
    module = STATIC / "js" / "amounts.js"
    done = node(SCRIPTS / "amounts.mjs", module, json.dumps(texts), seconds=patience(30))
    assert done.returncode == 0, done.stderr
    return list(json.loads(done.stdout))


@pytest.mark.parametrize(("text", "amount", "words"), READ)
def test_amounts_are_read_as_people_write_them(text: str, amount: int | None, words: str) -> None:
    assert parse(text) == amount
    assert amount is None or in_words(amount) == words


@pytest.mark.parametrize("text", UNCLEAR)
def test_what_can_be_read_two_ways_or_not_at_all_is_refused(text: str) -> None:
    with pytest.raises(Unclear):
        parse(text)


def test_the_page_reads_amounts_as_the_portal_does() -> None:
    texts = [text for text, _amount, _words in READ]
    assert _read_by_the_page(texts) == [[amount, words] for _text, amount, words in READ]
    assert _read_by_the_page(UNCLEAR) == [["unclear", ""]] * len(UNCLEAR)


@given(st.integers(0, MOST))
def test_an_amount_written_with_points_is_itself(amount: int) -> None:
    assert parse(f"{amount:,}".replace(",", ".")) == amount
    assert in_words(amount) == in_words(amount).strip()
