"""What is dear to make is made once for all who ask, and kept while there is room."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

from shared.runtime import metrics

KeyT = TypeVar("KeyT", bound=Hashable)
ValueT = TypeVar("ValueT")


class MadeOnce(Generic[KeyT, ValueT]):
    """Values by key; when they weigh more than `most` together, what was not asked for longest leaves first."""

    def __init__(self, name: str, most: int, weight: Callable[[ValueT], int]) -> None:
        self._name, self._most, self._weight = name, most, weight
        self._held: OrderedDict[KeyT, tuple[ValueT, int]] = OrderedDict()
        self._weighs = 0
        self._making: dict[KeyT, asyncio.Lock] = {}

    async def get(self, key: KeyT, make: Callable[[], Awaitable[ValueT]]) -> ValueT:
        """The value; who asks while it is made waits, and makes it when whoever began gave up."""
        if key not in self._held:
            making = self._making.setdefault(key, asyncio.Lock())
            try:
                async with making:
                    if key not in self._held:
                        self._put(key, await make())
            finally:
                if not making.locked():
                    self._making.pop(key, None)
        if key not in self._held:  # heavier than all that may be kept
            return await make()
        self._held.move_to_end(key)
        return self._held[key][0]

    def _put(self, key: KeyT, value: ValueT) -> None:
        weight = self._weight(value)
        self._held[key] = (value, weight)
        self._weighs += weight
        while self._weighs > self._most and len(self._held) > 1:
            _, (_, gone) = self._held.popitem(last=False)
            self._weighs -= gone
        metrics.KEPT.labels(self._name).set(len(self._held))
