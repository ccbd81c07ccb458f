from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from shared.access import Caller, Grant, Role, Scope, Source, person_id
from shared.units import Level, Unit, UnitTree


def unit(code: str, parent: str | None = None, level: Level = Level.UPPER, **more: object) -> Unit:
    return Unit(code=code, name=code, level=level, parent=parent, **more)  # type: ignore[arg-type]


TREE = UnitTree(
    [
        unit("tld", level=Level.NATIONAL),
        unit("can-tho", "tld", Level.PROVINCIAL),
        unit("ninh-kieu", "can-tho"),
        unit("o-mon", "can-tho"),
        unit("school", "ninh-kieu", Level.GRASSROOTS),
        unit("clinic", "can-tho", Level.GRASSROOTS),
        unit("old-school", "ninh-kieu", Level.GRASSROOTS, merged_into="school"),
    ],
)


def test_a_path_leads_from_the_unit_to_the_highest_one_known() -> None:
    assert TREE.path("school") == ("school", "ninh-kieu", "can-tho", "tld")
    assert TREE.path("clinic") == ("clinic", "can-tho", "tld")


def test_a_merged_unit_is_read_as_its_heir() -> None:
    assert TREE.resolve("old-school") == "school"
    assert TREE.path("old-school")[0] == "school"
    assert "old-school" in TREE.subtree("ninh-kieu")


def test_an_unknown_unit_stands_alone() -> None:
    assert TREE.path("nowhere") == ("nowhere",)
    assert not TREE.is_within("nowhere", "tld")


def test_a_unit_whose_parent_is_not_known_yet_is_a_root_until_it_arrives() -> None:
    waiting = UnitTree([unit("school", "ninh-kieu", Level.GRASSROOTS)])
    assert waiting.path("school") == ("school",)
    known = waiting.with_unit(unit("ninh-kieu"))
    assert known.path("school") == ("school", "ninh-kieu")


def test_a_merged_unit_is_no_child() -> None:
    assert [child.code for child in TREE.children("ninh-kieu")] == ["school"]


def test_a_circle_is_seen_before_it_closes() -> None:
    assert TREE.would_cycle("can-tho", "school")
    assert TREE.would_cycle("school", "school")
    assert not TREE.would_cycle("school", "o-mon")


def test_merges_that_name_each_other_do_not_hang() -> None:
    tree = UnitTree([unit("a", merged_into="b"), unit("b", merged_into="a")])
    assert tree.resolve("a") in {"a", "b"}
    assert tree.path("a")


def test_an_older_version_of_a_unit_changes_nothing() -> None:
    tree = UnitTree([unit("a", version=3)])
    assert tree.with_unit(unit("a", "x", version=2)) is tree


@given(st.permutations(list(TREE)))
def test_the_order_in_which_units_arrive_does_not_matter(units: list[Unit]) -> None:
    tree = UnitTree()
    for one in units:
        tree = tree.with_unit(one)
    assert all(tree.path(u.code) == TREE.path(u.code) for u in TREE)
    assert all(tree.subtree(u.code) == TREE.subtree(u.code) for u in TREE)


def caller(*grants: Grant) -> Caller:
    return Caller(person_id("https://issuer.example.vn", "x"), "x", "https://issuer.example.vn", grants)


def test_the_narrowest_grant_that_covers_a_unit_is_taken() -> None:
    wide, narrow = Grant(Role.REVIEWER, "can-tho"), Grant(Role.REVIEWER, "ninh-kieu")
    assert caller(wide, narrow).grant_over("school", TREE, {Role.REVIEWER}) == narrow
    assert caller(wide, narrow).grant_over("clinic", TREE, {Role.REVIEWER}) == wide


def test_a_sibling_s_grant_covers_nothing() -> None:
    assert caller(Grant(Role.REVIEWER, "o-mon")).grant_over("school", TREE, {Role.REVIEWER}) is None


def test_a_grant_of_another_role_covers_nothing() -> None:
    assert caller(Grant(Role.PROXY, "can-tho")).grant_over("school", TREE, {Role.REVIEWER}) is None


def test_a_grant_on_a_merged_unit_covers_nothing() -> None:
    granted = caller(Grant(Role.REVIEWER, "old-school"))
    assert granted.grant_over("school", TREE, {Role.REVIEWER}) is None
    assert granted.roots(TREE, {Role.REVIEWER}) == ()


def test_a_grant_for_one_programme_covers_what_names_that_programme_alone() -> None:
    granted = caller(Grant(Role.REVIEWER, "ninh-kieu", "nam-2026"))
    reviewers = {Role.REVIEWER}
    assert granted.grant_over("school", TREE, reviewers, "nam-2026") == granted.grants[0]
    assert granted.grant_over("school", TREE, reviewers, "nam-2025") is None
    assert granted.grant_over("school", TREE, reviewers) is None
    assert granted.grant_above("school", TREE, reviewers, "nam-2026") == granted.grants[0]
    assert granted.grant_above("ninh-kieu", TREE, reviewers, "nam-2026") is None
    assert granted.roots(TREE, reviewers) == ()
    assert granted.roots(TREE, reviewers, "nam-2026") == ("ninh-kieu",)
    assert granted.scopes(TREE, reviewers) == (Scope("ninh-kieu", "nam-2026"),)


def test_a_grant_without_a_programme_covers_every_programme_and_what_is_of_none() -> None:
    granted = caller(Grant(Role.REVIEWER, "ninh-kieu"))
    assert all(granted.grant_over("school", TREE, {Role.REVIEWER}, of) for of in ("nam-2026", None))
    assert granted.scopes(TREE, {Role.REVIEWER}) == (Scope("ninh-kieu"),)


def test_where_a_grant_came_from_is_no_part_of_what_it_is() -> None:
    appointed = Grant(Role.LEADER, "ninh-kieu", source=Source(UUID(int=1)))
    assert appointed == Grant(Role.LEADER, "ninh-kieu")
    assert caller(Grant(Role.LEADER, "ninh-kieu"), appointed).scopes(TREE, {Role.LEADER}) == (Scope("ninh-kieu"),)
