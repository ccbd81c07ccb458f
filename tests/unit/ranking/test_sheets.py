"""Boards as people's own sheets: whole, in columns, figures as numbers, and nothing that a sheet would run."""

import csv
import io
import zipfile
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from services.ranking.domain import export
from services.ranking.domain.export import COLUMNS, cells_of
from shared.events import UNITS
from shared.events.units import UnitData
from shared.sheets import harmless
from shared.units import Level
from tests.fakes.ranking_store import MemoryStore
from tests.unit.ranking.builders import applied, decided, event, frame, submitted, target
from tests.unit.ranking.test_boards import BOARD, client

NAMES = [name for name, _ in COLUMNS]
MAIN = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
GREAT = 10**12


def named(name: str) -> Any:
    data = UnitData(version=2, code="ninh-kieu", name=name, level=Level.UPPER, parent="can-tho", members=360)
    return event(UNITS, "ninh-kieu", data)


async def with_name(name: str) -> MemoryStore:
    """A unit of this name with 1 of 114 reached, and the most money one initiative can bring."""
    return await applied(
        [*frame(), named(name), target("ninh-kieu", total=114)],
        [submitted("a", "xa-a"), decided("a", benefit=GREAT)],
    )


async def sheet(store: MemoryStore, language: str) -> list[list[str]]:
    async with client(store) as http:
        params = {"by": "registered"}
        answer = await http.get(f"{BOARD}/export", params=params, headers={"Accept-Language": language})
    assert answer.content.startswith(b"\xef\xbb\xbf")
    separator = ";" if language == "vi" else ","
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=separator))


async def book(store: MemoryStore) -> tuple[dict[str, str], str]:
    """The first line's cells by column, as `kind:value`, and the sheet's XML."""
    async with client(store) as http:
        answer = await http.get(f"{BOARD}/export", params={"format": "xlsx", "by": "registered"})
    with zipfile.ZipFile(io.BytesIO(answer.content)) as parts:
        xml = parts.read("xl/worksheets/sheet1.xml").decode()
        texts = [node.text or "" for node in ET.fromstring(parts.read("xl/sharedStrings.xml")).iterfind(".//m:t", MAIN)]  # noqa: S314
    row = ET.fromstring(xml).findall(".//m:row", MAIN)[1]  # noqa: S314
    cells = {}
    for cell in row:
        column, value = "ABCDEFGHIJKLMNOPQR".index(cell.attrib["r"][0]), cell.findtext("m:v", "", MAIN)
        cells[NAMES[column]] = f"text:{texts[int(value)]}" if cell.get("t") == "s" else f"number:{value}"
    return cells, xml


@pytest.mark.parametrize(("language", "percent", "per_100"), [("vi", "0,88", "0,28"), ("en", "0.88", "0.28")])
async def test_a_sheet_opens_in_columns_with_decimals_as_its_language_writes_them(
    language: str, percent: str, per_100: str
) -> None:
    heads, first, second = await sheet(await with_name("Ninh Kiều"), language)
    assert len(heads) == len(first) == len(COLUMNS)
    row = dict(zip(NAMES, first, strict=True))
    assert (row["unit"], row["percent"], row["submitters_per_100"]) == ("ninh-kieu", percent, per_100)
    assert row["benefit_vnd"] == str(GREAT)
    assert second[NAMES.index("percent")] == ""


async def test_what_a_book_would_round_is_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "EXACT_IN_SHEETS", GREAT)
    cells, _ = await book(await with_name("Ninh Kiều"))
    assert cells["benefit_vnd"] == f"text:{GREAT}"


async def test_figures_in_a_book_are_numbers() -> None:
    cells, _ = await book(await with_name("Ninh Kiều"))
    assert (cells["percent"], cells["submitters_per_100"]) == ("number:0.88", "number:0.28")
    assert (cells["registered"], cells["benefit_vnd"]) == ("number:1", f"number:{GREAT}")


@pytest.mark.parametrize(
    "name", ["=HYPERLINK(1)", "A;=HYPERLINK(1)", "＝1+1", "+84", "-1", "@SUM(1)", "http://x.example"]
)
async def test_no_name_of_a_unit_starts_a_formula_or_a_link(name: str) -> None:
    store = await with_name(name)
    cells, xml = await book(store)
    assert cells["name"] == f"text:{name}"
    assert "<f>" not in xml
    assert "hyperlink" not in xml
    shown = (await sheet(store, "vi"))[1][NAMES.index("name")]
    for part in shown.replace(",", ";").replace("|", ";").split(";"):
        assert part.strip()[:1] not in set("=+-@＝＋－＠")


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("=1+1", "'=1+1"),
        ("  @SUM", "  '@SUM"),
        ("A;=1;B", "A;'=1;B"),
        ("A, -B", "A, '-B"),
        ("A\t=1", "A =1"),
        ("\r\n=1", " '=1"),
        ("＋1", "'＋1"),
        ("Công đoàn A-B + C", "Công đoàn A-B + C"),
        ("Ngành Y tế", "Ngành Y tế"),
    ],
)
def test_marks_that_begin_a_formula_get_an_apostrophe_wherever_a_sheet_may_cut(text: str, safe: str) -> None:
    assert harmless(text) == safe


def test_fifteen_digits_are_a_number_and_sixteen_a_text() -> None:
    row: dict[str, Any] = {**dict.fromkeys(NAMES, 0), "points": 10**15 - 1, "benefit_vnd": 10**15}
    cells = dict(zip(NAMES, cells_of(row), strict=True))
    assert (cells["points"], cells["benefit_vnd"]) == (10**15 - 1, str(10**15))
