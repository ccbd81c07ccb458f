"""How the tree is looked up: children by the parent they name, merged codes by the heir they name."""

from collections.abc import Mapping

from shared.layers import Layers
from shared.units.unit import Unit


def by_code(unit: Unit) -> str:
    """The order of every list of units."""
    return unit.code


def hangs_on(unit: Unit | None) -> str | None:
    """The parent whose child a unit is."""
    return unit.parent if unit is not None and unit.merged_into is None else None


def children_after(
    under: Layers[str, tuple[Unit, ...]], befores: Mapping[str, Unit | None], newer: Mapping[str, Unit]
) -> dict[str, tuple[Unit, ...]]:
    """The children of every parent that gains, loses or knows a changed one."""
    places = {place for unit in (*befores.values(), *newer.values()) if (place := hangs_on(unit)) is not None}
    coming: dict[str, list[Unit]] = {}
    for unit in newer.values():
        if (place := hangs_on(unit)) is not None:
            coming.setdefault(place, []).append(unit)
    return {
        place: tuple(
            sorted(
                (*(child for child in under.get(place) or () if child.code not in newer), *coming.get(place, ())),
                key=by_code,
            )
        )
        for place in places
    }


def merged_after(
    merged_into: Layers[str, tuple[str, ...]], befores: Mapping[str, Unit | None], newer: Mapping[str, Unit]
) -> dict[str, tuple[str, ...]]:
    """What is merged into every heir that gains or loses one."""
    changed: dict[str, tuple[str, ...]] = {}
    for code, unit in newer.items():
        before = befores[code]
        was = before.merged_into if before is not None else None
        if was == unit.merged_into:
            continue
        if was is not None:
            changed[was] = tuple(one for one in changed.get(was, merged_into.get(was) or ()) if one != code)
        if (heir := unit.merged_into) is not None:
            changed[heir] = (*changed.get(heir, merged_into.get(heir) or ()), code)
    return changed
