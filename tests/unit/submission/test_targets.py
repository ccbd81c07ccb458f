"""Targets: who sets which part of them, and files of them as spreadsheets write them."""

from typing import Any

import pytest

from services.submission.api.target_file import MOST_ROWS, rows_of
from services.submission.domain.target_rows import count_of
from shared.access import Role
from shared.refusals import BadField, Invalid
from tests.unit.submission.conftest import Portal
from tests.unit.submission.samples import PROGRAMME
from tests.unit.submission.test_api_initiatives import events

PATH = f"/programmes/{PROGRAMME.id}/targets"
HEADER = "unit_code,phase,target,source\n"


async def put(portal: Portal, unit: str, body: Any, *grants: tuple[Role, str]) -> tuple[int, list[str]]:
    """The status, and the fields that were refused."""
    portal.grants["ai"] = list(grants)
    answer = await portal.send("ai", "PUT", f"{PATH}/{unit}", body)
    return answer.status_code, [error["field"] for error in answer.json().get("errors", ())]


async def load(portal: Portal, file: bytes | str, *grants: tuple[Role, str]) -> tuple[int, list[str]]:
    """As `put`, of a file."""
    portal.grants["ai"] = list(grants)
    sent = file if isinstance(file, bytes) else file.encode()
    answer = await portal.send("ai", "POST", PATH, sent)
    return answer.status_code, [error["field"] for error in answer.json().get("errors", ())]


def assigned(portal: Portal) -> dict[str, dict[str, int]]:
    return {data["unit"]: data["assigned"] for _, data in events(portal)}


CITY, DISTRICT = (Role.ADMIN, "can-tho"), (Role.ADMIN, "ninh-kieu")


@pytest.mark.parametrize(
    ("body", "grants", "refused"),
    [
        ({"assigned": {"total": 5}}, [DISTRICT], ["assigned"]),
        ({"assigned": {"total": 5}}, [CITY], None),
        ({"assigned": {"total": 5}}, [(Role.LEADER, "can-tho")], ["assigned"]),
        ({"includes_merged": True}, [DISTRICT], ["includes_merged"]),
        ({"pledged": {"total": 9}}, [DISTRICT], None),
        ({"pledged": {"total": 9}}, [(Role.LEADER, "ninh-kieu")], None),
        ({"pledged": {"total": 9}}, [(Role.LEADER, "can-tho")], None),
        ({"pledged": {"total": 9}}, [(Role.REVIEWER, "ninh-kieu")], ["unit"]),
        ({"pledged": {"total": 9}}, [(Role.ADMIN, "o-mon")], ["unit"]),
        ({"pledged": {"total": 9}}, [], ["unit"]),
        ({"assigned": {}, "pledged": {"total": 9}}, [DISTRICT], None),
    ],
)
async def test_a_unit_pledges_for_itself_and_is_assigned_from_above(
    portal: Portal, body: Any, grants: list[tuple[Role, str]], refused: list[str] | None
) -> None:
    assert await put(portal, "ninh-kieu", body, *grants) == ((201, []) if refused is None else (403, refused))


async def test_what_a_target_leaves_out_stays(portal: Portal) -> None:
    await put(portal, "ninh-kieu", {"assigned": {"total": 7}, "includes_merged": True}, CITY)
    assert (await put(portal, "ninh-kieu", {"pledged": {"total": 9}}, DISTRICT))[0] == 200
    assert (await put(portal, "ninh-kieu", {"assigned": {"total": 8}}, CITY))[0] == 200
    standing = portal.store.targets.kept[f"{PROGRAMME.id}/ninh-kieu"].data
    assert (standing.assigned, standing.pledged, standing.includes_merged) == ({"total": 8}, {"total": 9}, True)


async def test_the_programmes_root_unit_is_assigned_from_above_too_unless_it_is_a_highest_one(portal: Portal) -> None:
    assert await put(portal, "can-tho", {"assigned": {"total": 5}}, CITY) == (403, ["assigned"])
    assert (await put(portal, "can-tho", {"assigned": {"total": 5}}, (Role.ADMIN, "tld")))[0] == 201
    portal.grants["qt"] = [(Role.ADMIN, "tld")]
    national = {**PROGRAMME.model_dump(mode="json", exclude={"version", "id"}), "root_unit": "tld", "policy": None}
    answer = await portal.send("qt", "PUT", "/programmes/toan-quoc", national)
    assert answer.status_code == 201, answer.text
    own = await portal.send("qt", "PUT", "/programmes/toan-quoc/targets/tld", {"assigned": {"total": 5}})
    assert own.status_code == 201


@pytest.mark.parametrize(
    "window", ["P9", "2022-Q5", "2031-W01", "2022-W53", "peak:hè", "all", "２０２２-Q3", "2021-12"]
)
async def test_a_target_for_a_window_the_programme_lacks_is_refused(portal: Portal, window: str) -> None:
    for name in ("assigned", "pledged"):
        assert await put(portal, "ninh-kieu", {name: {window: 1}}, CITY) == (422, [f"{name}.{window}"])
    assert await load(portal, f"{HEADER}ninh-kieu,{window},1,x\n", CITY) == (422, ["line 2: phase"])
    assert events(portal) == []


async def test_a_target_for_nobody_is_refused(portal: Portal) -> None:
    assert (await put(portal, "khong-co", {"assigned": {"total": 1}}, (Role.ADMIN, "tld")))[0] == 422
    assert (await put(portal, "thanh-hoa", {"assigned": {"total": 1}}, (Role.ADMIN, "tld")))[0] == 422


async def test_a_file_of_targets_is_taken_as_a_whole_or_not_at_all(portal: Portal) -> None:
    bad = f"{HEADER}o-mon,1,200,x\nkhong-co,1,5,x\nninh-kieu,9x,5,x\nninh-kieu,1,-5,x\no-mon,P1,7,x\nthanh-hoa,1,1,x\n"
    lines = ["line 3: unit_code", "line 4: phase", "line 5: target", "line 6: unit_code", "line 7: unit_code"]
    assert await load(portal, bad, CITY) == (422, lines)
    assert events(portal) == []
    await put(portal, "o-mon", {"pledged": {"total": 900}}, CITY)
    good = f"{HEADER}o-mon,1,200,x\no-mon,total,700,x\nninh-kieu,2022-Q3,30,x\n"
    assert (await load(portal, good, CITY))[0] == 200
    assert assigned(portal) == {"o-mon": {"P1": 200, "total": 700}, "ninh-kieu": {"2022-Q3": 30}}
    assert portal.store.targets.kept[f"{PROGRAMME.id}/o-mon"].data.pledged == {"total": 900}


async def test_a_file_is_judged_row_by_row_by_who_stands_above_each_unit(portal: Portal) -> None:
    file = f"{HEADER}p-an-khanh,1,5,x\nninh-kieu,1,5,x\nmay-viet,1,5,x\n"
    assert await load(portal, file, DISTRICT) == (403, ["line 3: unit_code", "line 4: unit_code"])
    assert await load(portal, file) == (403, [f"line {n}: unit_code" for n in (2, 3, 4)])
    assert await load(portal, f"{file}x,1,1,x\n", DISTRICT) == (422, [f"line {n}: unit_code" for n in (3, 4, 5)])
    assert (await load(portal, file, CITY))[0] == 200


ROW = [("ninh-kieu", "P1", "500")]
AS_WRITTEN: dict[str, bytes | str] = {
    "commas": "unit_code,phase,target\nninh-kieu,1,500\n",
    "semicolons": "unit_code;phase;target\nninh-kieu;1;500\n",
    "tabs": "unit_code\tphase\ttarget\nninh-kieu\t1\t500\n",
    "sep=": "sep=;\nunit_code;phase;target\nninh-kieu;1;500\n",
    "sep= with other delimiters in the header": 'SEP=,\r\nunit_code,phase,target,"ghi;chú;;;"\r\nninh-kieu,1,500,x\r\n',
    "a byte order mark": "\ufeffunit_code,phase,target\nninh-kieu,1,500\n".encode(),
    "a byte order mark before sep=": "\ufeffsep=\t\nunit_code\tphase\ttarget\nninh-kieu\t1\t500\n",
    "capitals and blanks": " Unit_Code , PHASE,Target \n ninh-kieu , 1 , 500 \n",
    "CR": "unit_code,phase,target\rninh-kieu,1,500\r",
    "CRLF": "unit_code,phase,target\r\nninh-kieu,1,500\r\n",
    "blank lines": "\n,,\nunit_code,phase,target\n,,\n\nninh-kieu,1,500\n , ,\n",
    "columns in another order": 'target,ghi chú,unit_code,phase\n500,"a,b",ninh-kieu,1\n',
    "no line end": "unit_code,phase,target\nninh-kieu,1,500",
}


@pytest.mark.parametrize("file", AS_WRITTEN.values(), ids=AS_WRITTEN)
def test_a_file_is_read_as_spreadsheets_write_it(file: bytes | str) -> None:
    rows = rows_of(file if isinstance(file, bytes) else file.encode())
    assert [(row.unit, row.window, row.target) for row in rows] == ROW


def problem(file: bytes | str) -> BadField:
    """The one thing wrong with a file as a whole."""
    with pytest.raises(Invalid) as refused:
        rows_of(file if isinstance(file, bytes) else file.encode())
    (bad,) = refused.value.fields
    return bad


def test_what_is_wrong_with_a_file_is_said_with_its_line() -> None:
    assert problem("").field == "line 1"
    assert problem("unit_code,phase\nninh-kieu,1\n").message.en == "Missing columns target"
    assert problem("\n\nunit_code;phase\n").field == "line 3"
    assert problem("unit_code,phase,target,target\n").message.en == "Columns target stand twice"
    assert problem("\xff\xfe".encode("latin-1")).field == "body"
    assert problem('sep=;\nunit_code;phase;target\n"a"b;1;1\n').field == "line 3"
    head = "unit_code,phase,target\n"
    assert problem(head + "a,1,1\n" * (MOST_ROWS + 1)).field == f"line {MOST_ROWS + 2}"


async def test_a_line_with_too_many_cells_is_named_and_not_guessed_at(portal: Portal) -> None:
    file = "unit_code,phase,target\nninh-kieu,1,1,500\no-mon,1,5\n"
    assert await load(portal, file, CITY) == (422, ["line 2"])
    assert await load(portal, "sep=;\nunit_code;phase;target\n\nninh-kieu;1;1;5\n", CITY) == (422, ["line 4"])
    assert await load(portal, "unit_code,phase,target\nninh-kieu,1\n", CITY) == (422, ["line 2: target"])


@pytest.mark.parametrize(
    ("digits", "good"),
    [
        ("0", True),
        ("000", True),
        ("1000000000", True),
        ("0000000000001000000000", True),
        ("1000000001", False),
        ("000000000001999999999", False),
        ("9" * 5000, False),
        ("0" * 5000 + "7", True),
        ("", False),
        ("１２", False),
        ("٣", False),
        ("²", False),
        ("-1", False),
        ("+1", False),
        ("1.000", False),
        ("1_000", False),
        ("1e3", False),
    ],
)
async def test_a_number_is_ascii_digits_within_the_limit_however_many_zeros_lead_it(
    portal: Portal, digits: str, good: bool
) -> None:
    assert (count_of(digits) is not None) is good
    status, fields = await load(portal, f'{HEADER}ninh-kieu,1,"{digits}",x\n', CITY)
    assert (status, fields) == ((200, []) if good else (422, ["line 2: target"]))
    if good:
        assert assigned(portal)["ninh-kieu"]["P1"] == int(digits.lstrip("0") or "0")
