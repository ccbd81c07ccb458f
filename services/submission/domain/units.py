"""Changes of the union tree that leave it a tree (design §4)."""

from dataclasses import dataclass, replace
from datetime import datetime

from services.submission.domain.content import open_unit
from services.submission.domain.refusals import MergedUnit, TreeNotEmpty, UnitCycle, UnitHasChildren, UnitLevel
from shared.events.envelope import time_after
from shared.events.units import UnitData
from shared.units import Unit, UnitTree


@dataclass(frozen=True, slots=True)
class UnitState:
    """One unit as this service keeps it; `data.tree_version` is the tree's after its last change."""

    data: UnitData
    revision: int = 0
    last_event_at: datetime | None = None


def change(before: UnitState | None, wanted: Unit, tree: UnitTree, now: datetime) -> UnitState:
    """The unit created or changed as `wanted`, refused when the tree would not stay one.

    `tree` is the whole tree at one version; the write is bound to that version, so two changes that are
    each fine but close a circle together cannot both be made.
    """
    if before is not None and before.data.merged_into is not None:
        raise MergedUnit.at("code")
    if wanted.merged_into is not None:
        _check_heir(wanted, wanted.merged_into, tree)
    if wanted.parent is not None:
        _check_parent(wanted, wanted.parent, tree)
    _check_children(wanted, tree)
    known = before or UnitState(UnitData(version=1, code=wanted.code, name=wanted.name, level=wanted.level))
    version = 1 if before is None else before.data.version + 1
    data = UnitData(
        **{name: getattr(wanted, name) for name in _FIELDS},
        version=version,
        tree_version=tree.version + 1,
    )
    return replace(known, data=data, last_event_at=time_after(known.last_event_at, now))


def first_root(wanted: Unit, tree: UnitTree, now: datetime) -> UnitState | None:
    """The first unit of an empty tree; None when it is its root already, alike. Raises TreeNotEmpty."""
    if len(tree) == 0:
        return change(None, wanted, tree, now)
    present = tree.get(wanted.code)
    if present is None or not tree.is_root(wanted.code):
        raise TreeNotEmpty
    if (present.name, present.level) != (wanted.name, wanted.level):
        raise TreeNotEmpty
    return None


_FIELDS = tuple(name for name in UnitData.model_fields if name not in ("version", "tree_version"))


def _check_parent(wanted: Unit, parent_code: str, tree: UnitTree) -> None:
    if parent_code == wanted.code or (wanted.code in tree and tree.would_cycle(wanted.code, parent_code)):
        raise UnitCycle
    present = tree.get(wanted.code)
    if present is not None and present.parent == parent_code and not wanted.is_open:
        return
    parent = open_unit(parent_code, tree, field="parent")
    if not parent.level.is_above(wanted.level):
        raise UnitLevel.at("level")


def _check_heir(wanted: Unit, heir_code: str, tree: UnitTree) -> None:
    if heir_code == wanted.code or wanted.code in tree.path(heir_code):
        raise UnitCycle
    heir = open_unit(heir_code, tree, field="merged_into")
    if any(not heir.level.is_above(child.level) for child in tree.children(wanted.code)):
        raise UnitLevel.at("merged_into")


def _check_children(wanted: Unit, tree: UnitTree) -> None:
    """A dissolved unit has no live children; those of a merged one stand under its heir from now on."""
    children = tree.children(wanted.code)
    if wanted.closed and wanted.merged_into is None and any(child.is_open for child in children):
        raise UnitHasChildren
    if wanted.merged_into is None and any(not wanted.level.is_above(child.level) for child in children):
        raise UnitLevel.at("level")
