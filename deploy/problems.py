"""Every problem and every complaint the services have, for whoever puts them into another language."""

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from string import Formatter
from types import ModuleType
from typing import Any

import services
import shared
from shared.refusals import Complaint, Refusal

Catalogue = dict[str, Any]


def catalogue() -> Catalogue:
    """`{"problems": {slug: {statuses, titles}}, "complaints": {code: {params, vi, en}}}` of all that is imported."""
    modules = list(_modules(services, shared))
    return {"problems": _problems(), "complaints": _complaints(modules)}


def lost(before: Catalogue, after: Catalogue) -> list[str]:
    """What stood in a catalogue and is gone, or lacks a parameter: programs were told that it stays."""
    gone = [f"{kind} {name}" for kind in before for name in before[kind] if name not in after[kind]]
    complaints = [(name, old, after["complaints"].get(name)) for name, old in before["complaints"].items()]
    gone += [
        f"params of {name}" for name, old, new in complaints if new and not set(old["params"]) <= set(new["params"])
    ]
    return gone


def names_in(sentence: str) -> list[str]:
    """The parameters that a sentence names."""
    return sorted({name for _, name, _, _ in Formatter().parse(sentence) if name})


def _modules(*packages: ModuleType) -> Iterator[ModuleType]:
    for package in packages:
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not found.name.endswith((".app", ".__main__")):  # what only composes needs settings
                yield importlib.import_module(found.name)


def _problems() -> dict[str, Any]:
    problems: dict[str, Any] = {}
    for refusal in _below(Refusal):
        entry = problems.setdefault(refusal.slug, {"statuses": set(), "titles": set()})
        entry["statuses"].add(refusal.status)
        entry["titles"].add(refusal.title)
    return {slug: _listed(entry) for slug, entry in problems.items()}


def _listed(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {"statuses": sorted(entry["statuses"]), "titles": [title._asdict() for title in sorted(entry["titles"])]}


def _below(kind: type[Refusal]) -> Iterator[type[Refusal]]:
    if kind.__module__.split(".")[0] in ("services", "shared"):
        yield kind
        for each in kind.__subclasses__():
            yield from _below(each)


def _complaints(modules: list[ModuleType]) -> dict[str, Any]:
    complaints: dict[str, Any] = {}
    for one in (value for module in modules for value in vars(module).values() if isinstance(value, Complaint)):
        entry = {"params": names_in(one.vi), "vi": one.vi, "en": one.en}
        if complaints.setdefault(one.code, entry) != entry:
            raise ValueError(f"two sentences with the code {one.code}: one code is one sentence")
    return complaints
