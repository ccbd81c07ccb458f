"""A tree changed some units at a time is the tree of all its units, whatever they are, in whatever order they come."""

from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from services.ranking.domain.members import Members
from services.ranking.domain.tree import Paths
from shared import layers
from shared.units import Level, Unit, UnitTree

CODES = "abcdefgh"
UNITS = st.builds(
    Unit,
    code=st.sampled_from(CODES),
    name=st.just("x"),
    level=st.sampled_from(Level),
    parent=st.none() | st.sampled_from(CODES + "?"),
    merged_into=st.none() | st.none() | st.none() | st.sampled_from(CODES + "!"),
    members=st.none() | st.integers(1, 9),
    closed=st.booleans(),
    version=st.integers(1, 5),
)
BATCHES = st.lists(st.lists(UNITS, max_size=5), max_size=8)
DEEP = 20_000


def newest(units: Iterable[Unit]) -> list[Unit]:
    known: dict[str, Unit] = {}
    for unit in units:
        if unit.code not in known or known[unit.code].version <= unit.version:
            known[unit.code] = unit
    return list(known.values())


def children(tree: UnitTree, code: str) -> list[Unit]:
    """What the children of a unit are, by looking at every unit."""
    named = [unit for unit in tree if unit.merged_into is None and unit.parent is not None]
    return sorted((u for u in named if u.parent and tree.resolve(u.parent) == code), key=lambda unit: unit.code)


@given(BATCHES)
def test_changed_in_batches_it_is_the_tree_of_the_newest_of_each_unit(batches: list[list[Unit]]) -> None:
    tree = UnitTree()
    for batch in batches:
        assert tree.children("a") is not None, "asked meanwhile, so that what is remembered has to be brought along"
        tree = tree.with_units(batch, version=tree.version + 1)
    whole = UnitTree(newest(unit for batch in batches for unit in batch))
    assert {unit.code: unit for unit in tree} == {unit.code: unit for unit in whole}
    assert len(tree) == len(whole)
    for code in (*CODES, "?", "!"):
        assert tree.children(code) == whole.children(code) == tuple(children(whole, code))
        assert tree.merged(code) == tuple(
            sorted(u.code for u in whole if u.merged_into is not None and whole.resolve(u.code) == code)
        )
        assert (tree.path(code), tree.subtree(code)) == (whole.path(code), whole.subtree(code))
        assert [unit.code for unit in tree.living(code)] == [unit.code for unit in whole.living(code)]


@given(st.lists(UNITS, max_size=9))
def test_those_of_a_level_are_those_living_of_it_where_every_child_stands_lower(units: list[Unit]) -> None:
    every = UnitTree(newest(units))
    sound = UnitTree(
        unit
        for unit in every
        if unit.parent is None
        or ((parent := every.get(every.resolve(unit.parent))) and parent.level.is_above(unit.level))
    )
    for code in CODES:
        for level in Level:
            below = [unit for unit in sound.living(code) if unit.level is level and unit.code != sound.resolve(code)]
            assert list(sound.living_at(code, level)) == below


@given(BATCHES)
def test_members_brought_along_are_those_counted_anew(batches: list[list[Unit]]) -> None:
    tree = UnitTree()
    members = Members(tree)
    for batch in batches:
        upright = [unit for unit in batch if unit.parent is None or unit.parent < unit.code]  # no circles
        plain = [unit for unit in upright if unit.merged_into is None or unit.merged_into < unit.code]
        after = tree.with_units(plain, version=tree.version + 1)
        members, tree = members.on(after, [unit.code for unit in plain]), after
        assert [members.of(code) for code in CODES] == [Members(tree).of(code) for code in CODES]


def test_many_changes_at_once_and_one_by_one_come_to_the_same() -> None:
    units = [Unit(f"u{n}", "x", Level.GRASSROOTS, parent=f"p{n % 7}") for n in range(layers.MOST * 2)]
    one_by_one = UnitTree(units[:10])
    assert one_by_one.children("p0")
    for unit in units[10:]:
        one_by_one = one_by_one.with_unit(unit)
    at_once = UnitTree(units[:10]).with_units(units[10:], version=1)
    assert one_by_one.subtree("p3") == at_once.subtree("p3")
    assert len(one_by_one) == len(at_once) == len(units)


def test_a_deep_chain_and_a_long_chain_of_heirs_are_walked_without_end_or_fault() -> None:
    chain = [Unit(f"u{n}", "x", Level.UPPER, parent=f"u{n - 1}" if n else None) for n in range(DEEP)]
    tree = UnitTree([*chain[:-1], Unit(f"u{DEEP - 1}", "x", Level.UPPER, parent=f"u{DEEP - 2}", members=5)])
    assert len(tree.path(f"u{DEEP - 1}")) == len(tree.subtree("u0")) == len(Paths(tree).of(f"u{DEEP - 1}")) == DEEP
    assert Members(tree).of("u0") == 5
    heirs = UnitTree(Unit(f"u{n}", "x", Level.UPPER, merged_into=f"u{n + 1}") for n in range(200))
    assert (heirs.resolve("u0"), len(heirs.merged("u200"))) == ("u200", 200)


@given(BATCHES)
def test_what_changed_since_is_told_or_said_to_be_unknown(batches: list[list[Unit]]) -> None:
    before = UnitTree([Unit("a", "x", Level.UPPER)])
    after = before
    for batch in batches:
        after = after.with_units(batch, version=after.version + 1)
    changed = after.changed_since(before)
    really = {unit.code for unit in after if unit is not before.get(unit.code)}
    assert changed is None or really <= changed


def test_of_trees_that_have_nothing_in_common_nothing_is_told() -> None:
    one, other = UnitTree([Unit("a", "x", Level.UPPER)]), UnitTree([Unit("a", "x", Level.UPPER)])
    assert one.changed_since(other) is None
    assert one.changed_since(one) == set()
    assert one.with_units([Unit("b", "x", Level.UPPER)], version=1).changed_since(one) == {"b"}


@given(BATCHES)
def test_a_tree_made_ready_is_the_same_tree(batches: list[list[Unit]]) -> None:
    units = newest(unit for batch in batches for unit in batch)
    ready, plain = UnitTree(units), UnitTree(units)
    ready.prepare()
    for code in CODES:
        assert (ready.children(code), ready.subtree(code), ready.merged(code)) == (
            plain.children(code),
            plain.subtree(code),
            plain.merged(code),
        )
