"""How units are shown: whole, with what stands above them, or only what anybody may know."""

from typing import Any

from shared.units import Unit, UnitTree


def unit_view(unit: Unit, revision: int | None = None) -> dict[str, Any]:
    """All of it."""
    return {**{name: getattr(unit, name) for name in Unit.__slots__}, "revision": revision}


def listed_view(unit: Unit, tree: UnitTree) -> dict[str, Any]:
    """All of it, with its path."""
    return {**unit_view(unit), "path": path_view(unit.code, tree)}


def place_view(unit: Unit, tree: UnitTree) -> dict[str, Any]:
    """Code, name, path and level, nothing more: neither members nor an address."""
    return {"code": unit.code, "name": unit.name, "path": path_view(unit.code, tree), "level": unit.level.value}


def path_view(code: str, tree: UnitTree) -> list[dict[str, str]]:
    """The units above it, highest first."""
    above = [tree.get(each) for each in reversed(tree.path(code)[1:])]
    return [{"code": unit.code, "name": unit.name} for unit in above if unit is not None]
