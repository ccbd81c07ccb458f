"""Who may change what of a unit, one field at a time and over HTTP both ways."""

from dataclasses import fields, replace
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from services.submission.domain.refusals import AdministratorNeeded, TreeNotEmpty
from services.submission.domain.unit_rights import ITS_OWN, changed_fields, check_right
from services.submission.root_command import add_to, make_root
from shared.access import Role
from shared.units import Level, Unit, UnitTree
from tests.fakes.submission_store import FakeSubmissionStore
from tests.unit.submission.conftest import Portal
from tests.unit.submission.samples import NOW, TREE, caller

OTHER: dict[str, Any] = {
    "name": "Tên khác",
    "level": Level.SUBDIVISION,
    "parent": "o-mon",
    "sector": "health",
    "ownership": "fdi",
    "cluster": "Cụm 9",
    "members": 1,
    "office_email": "vp@example.vn",
    "closed": True,
    "merged_into": "may-viet",
}
"""Another value of each field a unit has."""


def may(unit: str | None, wanted: Unit, *grants: str, tree: UnitTree = TREE) -> list[str]:
    """The fields that are refused; empty when the change may be made."""
    who = caller("qt", *((Role.ADMIN, code) for code in grants))
    try:
        check_right(who, tree.get(unit) if unit else None, wanted, tree)
    except AdministratorNeeded as refusal:
        return [one.field for one in refusal.fields] or ["?"]
    return []


def an_khanh(**changes: Any) -> Unit:
    present = TREE.get("p-an-khanh")
    assert present is not None
    return replace(present, **changes)


def test_every_field_of_a_unit_is_either_its_own_or_judged_from_above() -> None:
    named = {field.name for field in fields(Unit)} - {"code", "version"}
    assert set(OTHER) == named, "a new field has to be tried here"
    assert changed_fields(None, an_khanh()) == named
    for name, value in OTHER.items():
        refused = may("p-an-khanh", an_khanh(**{name: value}), "p-an-khanh")
        assert (name in refused) == (name not in ITS_OWN), name
        assert (may("p-an-khanh", an_khanh(**{name: value}), "ninh-kieu") == []) == (
            name not in ("parent", "merged_into")
        ), name
        assert may("p-an-khanh", an_khanh(**{name: value}), "can-tho") == [], name
        assert may("p-an-khanh", an_khanh(**{name: value}), "o-mon", "thanh-hoa") != [], name


@pytest.mark.parametrize(
    ("changes", "grants", "refused"),
    [
        ({"parent": None, "level": Level.NATIONAL}, ("p-an-khanh",), ["level", "parent", "parent"]),
        ({"parent": None, "level": Level.NATIONAL}, ("ninh-kieu",), ["parent"]),
        ({"parent": None, "level": Level.NATIONAL}, ("can-tho",), ["parent"]),
        ({"parent": None, "level": Level.NATIONAL}, ("tld",), []),
        ({"parent": "o-mon"}, ("p-an-khanh", "o-mon"), ["parent"]),
        ({"parent": "o-mon"}, ("ninh-kieu", "o-mon"), []),
        ({"merged_into": "may-viet"}, ("ninh-kieu", "may-viet"), ["merged_into"]),
        ({"merged_into": "may-viet"}, ("ninh-kieu", "o-mon"), []),
        ({"merged_into": "ninh-kieu"}, ("ninh-kieu",), ["merged_into"]),
        ({"name": "Mới", "sector": "health"}, ("p-an-khanh",), ["sector"]),
        ({"name": "Mới"}, (), ["code"]),
    ],
)
def test_a_unit_leaves_enters_and_merges_with_leave_of_both_sides(
    changes: dict[str, Any], grants: tuple[str, ...], refused: list[str]
) -> None:
    assert may("p-an-khanh", an_khanh(**changes), *grants) == refused


def test_a_unit_is_created_by_administrators_of_its_parent_and_a_root_by_those_of_a_root() -> None:
    new = Unit("moi", "Mới", Level.GRASSROOTS, "ninh-kieu")
    assert may(None, new, "ninh-kieu") == []
    assert may(None, new, "moi", "o-mon") == ["parent"]
    root = Unit("moi", "Mới", Level.NATIONAL)
    assert may(None, root, "moi", "can-tho") == ["parent"]
    assert may(None, root, "tld") == []
    assert may(None, root, "moi", tree=UnitTree()) == ["parent"], "the first one is made by command"
    assert may(None, replace(new, merged_into="may-viet"), "ninh-kieu") == ["merged_into"]


def test_a_roots_own_administrators_change_it_and_may_put_it_under_another_they_administer() -> None:
    tree = TREE.with_unit(Unit("nganh", "Công đoàn ngành", Level.PROVINCIAL, version=1))
    present = tree.get("nganh")
    assert present is not None
    assert may("nganh", replace(present, sector="health", members=5), "nganh", tree=tree) == []
    assert may("nganh", replace(present, parent="tld"), "nganh", tree=tree) == ["parent"]
    assert may("nganh", replace(present, parent="tld"), "nganh", "tld", tree=tree) == []
    assert may("nganh", replace(present, sector="health"), "tld", tree=tree) == ["code"], "a foreign root"


def test_what_hangs_below_a_parent_that_is_not_known_is_nobodys_root() -> None:
    tree = UnitTree([Unit("p-an-khanh", "An Khánh", Level.GRASSROOTS, "ninh-kieu", version=1)])
    assert not tree.is_root("p-an-khanh")
    assert not caller("qt", (Role.ADMIN, "p-an-khanh")).administers_a_root(tree)
    assert may("p-an-khanh", Unit("p-an-khanh", "X", Level.NATIONAL), "p-an-khanh", tree=tree) != []
    assert not caller("qt", (Role.ADMIN, "khong-co")).administers_a_root(tree)


def test_a_root_that_was_merged_away_gives_its_administrators_nothing() -> None:
    tree = TREE.with_unit(Unit("cu", "Gốc cũ", Level.PROVINCIAL, merged_into="can-tho", version=1))
    assert not tree.is_root("cu")
    assert not caller("qt", (Role.ADMIN, "cu")).administers_a_root(tree)
    assert caller("qt", (Role.ADMIN, "tld")).administers_a_root(tree)
    assert not caller("qt", (Role.LEADER, "tld")).administers_a_root(tree)


LEAVING = {"name": "X", "level": "national"}


@pytest.mark.parametrize("way", ["PUT", "POST", "POST on a day"])
async def test_a_grassroots_unions_administrator_does_not_make_it_a_root(portal: Portal, way: str) -> None:
    portal.grants["qt"] = [(Role.ADMIN, "p-an-khanh")]
    if way == "PUT":
        answer = await portal.send("qt", "PUT", "/units/p-an-khanh", LEAVING, if_match='"1"')
        at = ""
    else:
        change = {"code": "p-an-khanh", **LEAVING, "parent": None}
        day = {"on": "2022-09-01"} if way != "POST" else {}
        answer = await portal.send("qt", "POST", "/units/changes", {"changes": [change], **day})
        at = "changes.0."
    assert answer.status_code == 403, answer.text
    assert answer.json()["type"].endswith("administrator-needed")
    assert {f"{at}parent", f"{at}level"} <= {error["field"] for error in answer.json()["errors"]}
    assert portal.store.events == []


async def test_the_refusal_says_whose_administrator_it_takes(portal: Portal) -> None:
    portal.grants["qt"] = [(Role.ADMIN, "ninh-kieu")]
    moved = {
        "name": "CĐCS phường An Khánh",
        "level": "grassroots",
        "parent": "o-mon",
        "sector": "public-administration",
    }
    answer = await portal.send("qt", "PUT", "/units/p-an-khanh", moved, if_match='"1"')
    assert answer.status_code == 403
    assert [error["message"] for error in answer.json()["errors"]] == ["Takes an administrator of o-mon"]


async def test_its_own_administrator_renames_a_unit_and_gives_it_an_address(portal: Portal) -> None:
    portal.grants["qt"] = [(Role.ADMIN, "p-an-khanh")]
    present = (await portal.send("qt", "GET", "/units/p-an-khanh")).json()
    body = {name: present[name] for name in present.keys() - {"code", "version", "revision"}}
    own = {**body, "name": "CĐCS phường An Khánh 2", "office_email": "vp@example.vn"}
    assert (await portal.send("qt", "PUT", "/units/p-an-khanh", own, if_match='"1"')).status_code == 200
    more = {"changes": [{"code": "p-an-khanh", "name": "Tên nữa"}]}
    assert (await portal.send("qt", "POST", "/units/changes", more)).status_code == 201
    judged = {**own, "ownership": "fdi"}
    assert (await portal.send("qt", "PUT", "/units/p-an-khanh", judged, if_match='"3"')).status_code == 403


ROOT = Unit("tld", "Tổng Liên đoàn", Level.NATIONAL)


async def test_the_first_root_is_made_once_however_often_the_command_is_given() -> None:
    store = FakeSubmissionStore()
    assert await make_root(store, ROOT, NOW)
    assert not await make_root(store, ROOT, NOW)
    assert [entry["key"] for entry in store.events] == ["tld"]


@pytest.mark.parametrize(
    "other",
    [replace(ROOT, code="khac"), replace(ROOT, name="Tên khác"), replace(ROOT, level=Level.PROVINCIAL)],
    ids=["another code", "another name", "another level"],
)
async def test_the_command_makes_no_second_root(other: Unit) -> None:
    store = FakeSubmissionStore()
    await make_root(store, ROOT, NOW)
    with pytest.raises(TreeNotEmpty):
        await make_root(store, other, NOW)
    assert len(store.events) == 1


@pytest.mark.parametrize("words", [["Mã Sai", "Tên", "national"], ["tld", "  ", "national"], ["tld", "Tên", "quận"]])
def test_the_command_says_what_it_cannot_read_before_it_opens_a_store(words: list[str]) -> None:
    cli = typer.Typer()
    add_to(cli)
    cli.callback()(lambda: None)
    assert CliRunner().invoke(cli, ["root", *words]).exit_code == 2
