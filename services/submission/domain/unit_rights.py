"""Who may change a unit: its own administrators its name and address, those above it all that it is judged by."""

from collections.abc import Collection, Iterator
from dataclasses import fields

from services.submission.domain.refusals import AdministratorNeeded
from shared.access import Caller, Role
from shared.refusals import BadField, Complaint
from shared.units import Unit, UnitTree

ADMIN = (Role.ADMIN,)
ITS_OWN = frozenset({"name", "office_email"})
"""What a unit's own administrators may change. Every other field multiplies points, divides ratios, or says where
figures go or against whom the unit competes."""
_NAMES = tuple(field.name for field in fields(Unit) if field.name not in ("code", "version"))
_ROOT = Complaint(
    "takes-root-administrator",
    "Chỉ quản trị viên của một đơn vị cao nhất mới lập được đơn vị không có cấp trên",
    "Only an administrator of a highest unit makes a unit that stands under none",
)
_TAKES = Complaint("takes-administrator", "Cần quyền quản trị đơn vị {unit}", "Takes an administrator of {unit}")
_TAKES_ABOVE = Complaint(
    "takes-administrator-above",
    "Cần quyền quản trị đơn vị cấp trên của {unit}",
    "Takes an administrator of a unit above {unit}",
)


def changed_fields(before: Unit | None, wanted: Unit) -> frozenset[str]:
    """The fields by which the two differ; of a new unit, all."""
    return frozenset(name for name in _NAMES if before is None or getattr(before, name) != getattr(wanted, name))


def check_right(
    caller: Caller, before: Unit | None, wanted: Unit, tree: UnitTree, named: Collection[str] | None = None
) -> None:
    """Refuse a change the caller may not make, naming each field and whose administrator it takes.

    `named` are the fields to ask about, those that differ when left out. What does not exist (an unknown parent or
    heir) gives no right and takes none: whether it may be named at all is judged by the change itself.
    """
    about = changed_fields(before, wanted) if named is None else frozenset(named)
    missing = [*_over_the_unit(caller, before, about, tree), *_over_others(caller, wanted, about, tree)]
    if missing or (before is None and not caller.roots(tree, ADMIN)):
        raise AdministratorNeeded(fields=missing)


def _over_the_unit(caller: Caller, before: Unit | None, about: Collection[str], tree: UnitTree) -> Iterator[BadField]:
    if before is None:
        return
    if caller.grant_over(before.code, tree, ADMIN) is None:
        yield BadField("code", _TAKES.given(unit=before.code))
        return
    if caller.grant_above(before.code, tree, ADMIN) is None:
        for name in _NAMES:
            if name in about and name not in ITS_OWN:
                yield BadField(name, _TAKES_ABOVE.given(unit=before.code))


def _over_others(caller: Caller, wanted: Unit, about: Collection[str], tree: UnitTree) -> Iterator[BadField]:
    parent, heir = wanted.parent, wanted.merged_into
    if "parent" in about:
        if parent is None:
            if not caller.administers_a_root(tree):
                yield BadField("parent", _ROOT)
        elif parent in tree and caller.grant_over(parent, tree, ADMIN) is None:
            yield BadField("parent", _TAKES.given(unit=parent))
    if "merged_into" in about and heir is not None and heir in tree and caller.grant_above(heir, tree, ADMIN) is None:
        yield BadField("merged_into", _TAKES_ABOVE.given(unit=heir))
