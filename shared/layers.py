"""A mapping that is never changed, and that is cheap to have another of with a few values changed. Pure."""

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Final, TypeVar

KeyT = TypeVar("KeyT")
ValueT = TypeVar("ValueT")

MOST: Final = 2000
"""Values in the upper layer; more are brought together with the lower one, so that a look-up stays two."""


class Layers(Mapping[KeyT, ValueT]):
    """A large layer that many share, and a small one that hides parts of it. No value is None."""

    __slots__ = ("_base", "_length", "_top")

    def __init__(self, base: dict[KeyT, ValueT]) -> None:
        self._base = base
        self._top: dict[KeyT, ValueT] = {}
        self._length = len(base)

    def changed(self, values: Mapping[KeyT, ValueT]) -> "Layers[KeyT, ValueT]":
        """The same but for these values; its cost does not grow with the lower layer, but every `MOST` changes."""
        top = {**self._top, **values}
        if len(top) > MOST:
            return Layers({**self._base, **top})
        other = Layers(self._base)
        other._top = top
        other._length = self._length + sum(key not in self for key in values)
        return other

    def differing(self, before: "Layers[KeyT, ValueT]") -> set[KeyT] | None:
        """Keys whose values may be others than before; None when it cannot be told without looking at all of them."""
        if self._base is not before._base:  # noqa: SLF001 - another of its kind
            return None
        return {key for key in {*self._top, *before._top} if self._top.get(key) is not before._top.get(key)}  # noqa: SLF001

    def get(self, key: KeyT, default: ValueT | None = None) -> ValueT | None:  # type: ignore[override]
        """The value, or the default."""
        found = self._top.get(key)
        return found if found is not None else self._base.get(key, default)

    def __getitem__(self, key: KeyT) -> ValueT:
        found = self._top.get(key)
        return found if found is not None else self._base[key]

    def __contains__(self, key: object) -> bool:
        return key in self._top or key in self._base

    def __iter__(self) -> Iterator[KeyT]:
        yield from self._base
        yield from (key for key in self._top if key not in self._base)

    def each(self) -> Iterator[ValueT]:
        """The values: as `values`, without a look-up for each."""
        if not self._top:
            return iter(self._base.values())
        top = self._top
        new = (value for key, value in top.items() if key not in self._base)
        return chain((top.get(key, value) for key, value in self._base.items()), new)

    def __len__(self) -> int:
        return self._length
