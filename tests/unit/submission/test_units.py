from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.submission.domain import refusals
from services.submission.domain.units import UnitState, change
from shared.events.units import UnitData
from shared.refusals import Refusal
from shared.units import Level, Unit, UnitTree
from tests.unit.submission.samples import NOW, TREE


def changed(code: str, **changes: Any) -> UnitState:
    present = TREE.get(code)
    assert present is not None
    before = UnitState(UnitData(**{name: getattr(present, name) for name in present.__slots__}), 1)
    return change(before, replace(present, **changes), TREE, NOW)


def test_a_unit_may_stand_directly_under_the_province() -> None:
    made = change(None, Unit("moi", "CĐCS mới", Level.GRASSROOTS, "can-tho"), TREE, NOW)
    assert (made.data.version, made.data.tree_version, made.data.parent) == (1, 10, "can-tho")


@pytest.mark.parametrize(
    ("code", "changes", "refusal"),
    [
        ("ninh-kieu", {"parent": "p-an-khanh"}, refusals.UnitCycle),
        ("ninh-kieu", {"parent": "ninh-kieu"}, refusals.UnitCycle),
        ("ninh-kieu", {"parent": "khong-co"}, refusals.UnknownUnit),
        ("p-an-khanh", {"parent": "dong-cua"}, refusals.ClosedUnit),
        ("p-an-khanh", {"parent": "da-sap-nhap"}, refusals.MergedUnit),
        ("p-an-khanh", {"parent": "may-viet"}, refusals.UnitLevel),
        ("ninh-kieu", {"level": Level.SUBDIVISION}, refusals.UnitLevel),
        ("ninh-kieu", {"closed": True}, refusals.UnitHasChildren),
        ("ninh-kieu", {"merged_into": "p-an-khanh"}, refusals.UnitCycle),
        ("ninh-kieu", {"merged_into": "may-viet"}, refusals.UnitLevel),
        ("ninh-kieu", {"merged_into": "dong-cua"}, refusals.ClosedUnit),
        ("da-sap-nhap", {"merged_into": None}, refusals.MergedUnit),
    ],
)
def test_what_would_not_leave_a_tree_is_refused(code: str, changes: dict[str, Any], refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        changed(code, **changes)


def test_a_merged_units_children_stand_under_its_heir() -> None:
    made = changed("ninh-kieu", merged_into="o-mon")
    tree = TREE.with_unit(made.data.to_unit())
    assert tree.path("p-an-khanh") == ("p-an-khanh", "o-mon", "can-tho", "tld")


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7), st.integers(0, 4), st.booleans()), max_size=40))
def test_after_any_changes_every_unit_still_reaches_a_root(moves: list[tuple[int, int, int, bool]]) -> None:
    tree, levels = UnitTree(), list(Level)
    for code, parent, level, merge in moves:
        present = tree.get(str(code))
        before = (
            UnitState(UnitData(**{name: getattr(present, name) for name in present.__slots__})) if present else None
        )
        wanted = Unit(
            str(code), f"Đơn vị {code}", levels[level], str(parent), merged_into=str(parent) if merge else None
        )
        if not present and not len(tree):
            wanted = replace(wanted, parent=None, merged_into=None)
        try:
            tree = tree.with_unit(change(before, wanted, tree, NOW).data.to_unit())
        except Refusal:
            continue
    for unit in tree:
        path = tree.path(unit.code)
        top = tree.get(path[-1])
        assert top is not None
        assert top.parent is None
        depths = [known.level.depth for code in path if (known := tree.get(code)) is not None]
        assert depths == sorted(set(depths), reverse=True)
