"""Whatever an administrator asks, and in whatever order: what their units are judged by stays, and so does all else."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from services.submission.domain.unit_rights import ITS_OWN, changed_fields, check_right
from services.submission.domain.units import UnitState, change
from shared.access import Role
from shared.events.units import UnitData
from shared.refusals import Refusal
from shared.units import Level, Unit, UnitTree
from tests.unit.submission.samples import NOW, TREE, caller

CODES = tuple(unit.code for unit in TREE)
NEW = ("moi-1", "moi-2")
ANY = st.sampled_from((*CODES, *NEW))
CHANGES = st.fixed_dictionaries(
    {},
    optional={
        "name": st.sampled_from(("A", "B")),
        "level": st.sampled_from(Level),
        "parent": st.none() | ANY,
        "sector": st.sampled_from(("health", "education")),
        "ownership": st.sampled_from(("fdi", "private")),
        "cluster": st.sampled_from(("C1", "C2")),
        "members": st.integers(0, 3),
        "closed": st.booleans(),
        "merged_into": st.none() | ANY,
    },
)
WISHES = st.lists(st.tuples(ANY, CHANGES), max_size=25)


def made(tree: UnitTree, code: str, changes: dict[str, object], grants: tuple[str, ...]) -> UnitTree:
    """The tree after one change, as it was when that is refused."""
    who = caller("qt", *((Role.ADMIN, grant) for grant in grants))
    present = tree.get(code)
    wanted = replace(present or Unit(code, "Mới", Level.SUBDIVISION, "p-an-khanh"), **changes)  # type: ignore[arg-type]
    state = None if present is None else UnitState(UnitData(**{name: getattr(present, name) for name in _FIELDS}))
    try:
        check_right(who, present, wanted, tree)
        return tree.with_unit(change(state, wanted, tree, NOW).data.to_unit())
    except Refusal:
        return tree


_FIELDS = tuple(Unit.__slots__)


@given(st.lists(st.sampled_from(CODES), min_size=1, max_size=3).map(tuple), WISHES)
def test_nobody_changes_what_they_do_not_stand_above(
    grants: tuple[str, ...], wishes: list[tuple[str, dict[str, object]]]
) -> None:
    who = caller("qt", *((Role.ADMIN, grant) for grant in grants))
    tree = TREE
    for code, changes in wishes:
        tree = made(tree, code, changes, grants)
    for before in TREE:
        after = tree.get(before.code)
        assert after is not None
        changed = changed_fields(before, after)
        if who.grant_over(before.code, TREE, (Role.ADMIN,)) is None:
            assert not changed, f"{before.code} is none of theirs"
        elif who.grant_above(before.code, TREE, (Role.ADMIN,)) is None:
            assert changed <= ITS_OWN, f"{before.code} is judged by others"
    if not who.administers_a_root(TREE):
        assert [unit.code for unit in tree if tree.is_root(unit.code)] == ["tld"]
