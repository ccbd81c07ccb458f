"""Percent and per-100 figures: whole hundredths where they are computed and kept, numbers of two decimals for people.

The contract: events carry hundredths (10000 is 100 %), answers, exports and frozen windows say percent (100.0).
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

_CLASS_FIGURES: Final = ("from_percent", "min_submitters_per_100")


def from_hundredths(hundredths: int) -> float:
    """8188 hundredths are 81.88; exact as JSON writes it."""
    return hundredths / 100


def to_hundredths(number: float) -> int:
    """81.88 is 8188 hundredths; ValueError when it has more than two decimals."""
    hundredths = round(number * 100)
    if hundredths / 100 != number:
        raise ValueError("more than two decimals")
    return hundredths


def policy_in_percent(policy: Mapping[str, Any]) -> dict[str, Any]:
    """A scoring policy of an event, the cut-offs of its grading as people write them."""
    return _with_classes(policy, from_hundredths)


def policy_in_hundredths(policy: Mapping[str, Any]) -> dict[str, Any]:
    """A scoring policy as people write it, the cut-offs of its grading as events carry them."""
    return _with_classes(policy, to_hundredths)


def _with_classes(policy: Mapping[str, Any], convert: Callable[[Any], float]) -> dict[str, Any]:
    """What nobody validated stays as it is."""
    grading = policy.get("grading")
    classes = grading.get("classes") if isinstance(grading, Mapping) else None
    if not isinstance(grading, Mapping) or not isinstance(classes, list | tuple):
        return dict(policy)
    return {**policy, "grading": {**grading, "classes": [_converted(one, convert) for one in classes]}}


def _converted(one: Any, convert: Callable[[Any], float]) -> Any:
    if not isinstance(one, Mapping):
        return one
    figures = {name: one[name] for name in _CLASS_FIGURES if type(one.get(name)) in (int, float)}
    return {**one, **{name: convert(figure) for name, figure in figures.items()}}
