"""Units are found as people type them: the list was written down before the index was built."""

import csv
from pathlib import Path
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deploy.demo import sample
from services.submission.unit_index.index import HITS, UnitIndex, Wish
from shared.units import Level, Unit, UnitTree

QUERIES = list(csv.DictReader((Path(__file__).parent / "unit_queries.csv").read_text().splitlines()))
UNITS = tuple(Unit(one.code, one.name, Level(one.level), one.parent) for one in sample.units().values())
INDEX = UnitIndex(UnitTree(UNITS, version=1))


def found(query: str, *more: Unit, **wish: object) -> list[str]:
    index = UnitIndex(UnitTree((*UNITS, *more), version=2)) if more else INDEX
    return [unit.code for unit in index.find(Wish(query, **{"within": "tld", **wish}))]  # type: ignore[arg-type]


@pytest.mark.parametrize("row", QUERIES, ids=[f"{row['kind']}: {row['query']}" for row in QUERIES])
def test_what_people_type_finds_the_unit_they_mean(row: dict[str, str]) -> None:
    expected = row["first"].split()
    codes = found(row["query"], near=row["near"] or None)
    assert set(codes[: len(expected)]) == set(expected), codes


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.code)
def test_every_unit_is_found_first_by_its_whole_name_however_it_is_written(unit: Unit) -> None:
    for spelled in (unit.name, normalize("NFD", unit.name), unit.name.upper(), unit.code.replace("-", " ")):
        assert found(spelled)[0] == unit.code


def test_marks_are_a_bonus_and_never_a_filter() -> None:
    others = [Unit("c1", "Công đoàn cơ sở Phường Hòa An", Level.GRASSROOTS, "ninh-kieu")]
    others += [Unit("c2", "Công đoàn cơ sở Phường Hóa An", Level.GRASSROOTS, "ninh-kieu")]
    assert found("phường hóa an", *others) == ["c2", "c1"]
    assert found("phường hòa an", *others) == ["c1", "c2"]
    assert found("phuong hoa an", *others) == ["c1", "c2"]


def test_exact_comes_before_the_own_province_and_that_before_everything_else() -> None:
    others = [Unit("ag-bv", "Công đoàn cơ sở Bệnh viện Nhi đồng", Level.GRASSROOTS, "an-giang")]
    assert found("bệnh viện nhi đồng", *others, near="ninh-kieu") == ["ag-bv", "bv-nhi-dong"]
    assert found("bv nhi", *others, near="ninh-kieu") == ["bv-nhi-dong", "ag-bv"]
    assert found("bv nhi", *others, near="ag-bv") == ["ag-bv", "bv-nhi-dong"]


def test_words_in_order_come_before_the_same_in_another_order_and_those_before_initials() -> None:
    others = [Unit("c1", "Công đoàn cơ sở Sao Mai Hồng", Level.GRASSROOTS, "ninh-kieu")]
    others += [Unit("c2", "Công đoàn cơ sở Hồng Sao Mai", Level.GRASSROOTS, "ninh-kieu")]
    others += [Unit("c3", "Công đoàn cơ sở Minh Hồng Sen An Ong", Level.GRASSROOTS, "ninh-kieu")]
    assert found("hong sa", *others) == ["c2", "c1", "c3"]


def test_an_abbreviation_is_found_by_what_it_stands_for_and_the_other_way_round() -> None:
    others = [Unit("c1", "CĐCS Cty CP Sao Mai", Level.GRASSROOTS, "ninh-kieu")]
    others += [Unit("c2", "Công đoàn cơ sở Trường CĐ Sao Khuê", Level.GRASSROOTS, "ninh-kieu")]
    assert found("công đoàn cơ sở công ty cổ phần sao", *others)[0] == "c1"
    assert found("cđcs công ty cp sao", *others)[0] == "c1"
    assert found("trường cao đẳng sao", *others)[0] == "c2"


def test_what_was_merged_is_found_by_its_old_name_and_shown_as_its_heir() -> None:
    old = Unit("cu", "Công đoàn cơ sở Xưởng Nón Lá", Level.GRASSROOTS, "o-mon", closed=True, merged_into="mn-sen-hong")
    assert found("xưởng nón lá", old) == ["mn-sen-hong"]
    assert found("xưởng nón", old, open_only=True) == ["mn-sen-hong"]
    assert found("mn sen hồng", old) == ["mn-sen-hong"]


def test_a_closed_unit_without_an_heir_is_no_place_to_post_from() -> None:
    closed = Unit("dong", "Công đoàn cơ sở Xưởng Nón Lá", Level.GRASSROOTS, "o-mon", closed=True)
    assert found("xưởng nón lá", closed) == ["dong"]
    assert found("xưởng nón lá", closed, open_only=True) == []


def test_only_what_is_within_a_unit_is_found_and_only_of_a_level_if_one_is_said() -> None:
    assert found("trường học", within="o-mon") == ["thcs-thoi-long"]
    assert found("ô môn", level=Level.UPPER) == ["o-mon"]
    assert found("ô môn", within="khong-co") == []


def test_twelve_are_shown() -> None:
    assert len(found("công đoàn")) == HITS


@pytest.mark.parametrize(
    "query",
    ["a" * 10_000, "c " * 5_000, "\u0301" * 500, "", " -- ", "(.*)+$[", "%_\\", "\x00", "ﷺ", "𝕋hpt", "🏫", "0" * 300],
)
def test_a_hostile_text_is_looked_for_like_any_other(query: str) -> None:
    assert len(found(query)) <= HITS


@given(st.text(max_size=60), st.sampled_from([None, *Level]), st.sampled_from(["tld", "can-tho", "o-mon"]))
def test_whatever_is_typed_finds_units_within_once_each(text: str, level: Level | None, within: str) -> None:
    codes = found(text, level=level, within=within, near="o-mon")
    assert len(set(codes)) == len(codes) <= HITS
    assert all(INDEX.tree.is_within(code, within) for code in codes)


@given(st.sampled_from(UNITS), st.data())
def test_one_slip_of_the_finger_loses_no_unit(unit: Unit, data: st.DataObject) -> None:
    words = unit.name.split()
    long = [at for at, word in enumerate(words) if len(word) > 3 and word.isalpha()]
    at = data.draw(st.sampled_from(long))
    place = data.draw(st.integers(0, len(words[at]) - 1))
    words[at] = words[at][:place] + words[at][place + 1 :]
    hits = INDEX.find(Wish(" ".join(words), "tld"), most=len(UNITS))
    assert unit.code in [hit.code for hit in hits]
