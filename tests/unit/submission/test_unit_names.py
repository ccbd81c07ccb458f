"""Units found by words of their names: what looking at each of them finds, however many slices that takes."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.submission.domain import unit_names
from services.submission.domain.unit_names import UnitNames
from shared.text import folded
from shared.units import Level, Unit, UnitTree

WORDS = ("Công đoàn", "Xí nghiệp", "Bệnh viện", "Đồng", "may", "10", "1")
EVERY: dict[str, Any] = {"level": None, "parent": None, "after": "", "most": 9}
UNITS = st.lists(
    st.builds(
        Unit,
        code=st.text("abc", min_size=1, max_size=2),
        name=st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join),
        level=st.sampled_from(Level),
        parent=st.none() | st.text("abc", min_size=1, max_size=1),
    ),
    max_size=12,
    unique_by=lambda unit: unit.code,
)


@given(
    UNITS,
    st.lists(st.sampled_from(["cong", "doan", "ng", "1", "dong", "b", "x"]), max_size=3),
    st.none() | st.sampled_from(Level),
    st.none() | st.sampled_from("abc"),
    st.text("abc", max_size=2),
    st.integers(1, 5),
)
def test_what_is_found_is_what_looking_at_every_unit_finds(
    units: list[Unit], words: list[str], level: Level | None, parent: str | None, after: str, most: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(unit_names, "SLICE", 3)
        early = UnitNames(UnitTree(units[::2])).on(UnitTree(units))
        slices = early.find(words, level=level, parent=parent, after=after, most=most)
        found = [unit for some in slices for unit in some]
    expected = [
        unit
        for unit in sorted(units, key=lambda unit: unit.code)
        if all(word in folded(f"{unit.name} {unit.code}") for word in words)
        and level in (None, unit.level)
        and parent in (None, unit.parent)
        and unit.code > after
    ]
    assert found == expected[:most]


@given(st.text(max_size=12) | st.text(st.sampled_from("aĐđð ̣́\u00a8\u3164\ufdfa\u2003\x1c\u200b"), max_size=12))
def test_folding_word_by_word_is_folding_the_whole(name: str) -> None:
    (units,) = list(UnitNames(UnitTree([Unit("a", name, Level.UPPER)])).find([], **EVERY))
    assert [unit.name for unit in units] == [name]
    assert unit_names._line(units[0]) == folded(f"{name} a")


def test_only_names_that_changed_are_folded_again(monkeypatch: pytest.MonkeyPatch) -> None:
    tree = UnitTree([Unit("a", "Một", Level.UPPER, version=1), Unit("b", "Hai", Level.UPPER, version=1)])
    before = UnitNames(tree)
    folding: list[str] = []

    def noted(text: str) -> str:
        folding.append(text)
        return folded(text)

    monkeypatch.setattr(unit_names, "_folded", noted)
    later = tree.with_units([Unit("b", "Bà", Level.UPPER, version=2), Unit("ab", "Bà", Level.UPPER)], version=9)
    changed = before.on(later)
    assert sorted(folding) == ["Bà", "Bà"]
    found = changed.find(["ba"], level=None, parent=None, after="", most=9)
    assert [unit.code for some in found for unit in some] == ["ab", "b"]
