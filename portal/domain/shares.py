"""Percents of several authors: what was left open is shared out evenly, and all of it makes a hundred."""

from collections.abc import Sequence
from typing import Final

WHOLE: Final = 100


class NotWhole(ValueError):  # noqa: N818 - a verdict on what was typed
    """They do not make a hundred, or nothing is left for somebody."""


def shared_out(typed: Sequence[int | None]) -> list[int]:
    """The percents, where None stands for an even part of what is left; the first get what does not divide."""
    left = WHOLE - sum(share for share in typed if share is not None)
    places = [place for place, share in enumerate(typed) if share is None]
    if any(share is not None and share < 1 for share in typed) or (left < len(places) if places else left != 0):
        raise NotWhole
    shares = [share or 0 for share in typed]
    for order, place in enumerate(places):
        shares[place] = left // len(places) + (order < left % len(places))
    return shares
