"""The index of this process' newest tree, made anew when the tree's version moves, off the loop."""

import asyncio
from time import monotonic
from typing import Final

import structlog
from starlette.datastructures import State

from services.submission.unit_index.index import UnitIndex, Wish
from shared.units import Unit, UnitTree

SMALL: Final = 2000
"""Of so few units a new index is waited for; of more the old one answers meanwhile."""
REST: Final = 4
"""Times that making one took before the next is begun: a tree that is being loaded costs a fifth of a core."""
_NAME = "unit_index"
log = structlog.get_logger(__name__)


class KeptIndex:
    """The newest index; the first one, and one of few units, is waited for."""

    def __init__(self) -> None:
        self.index: UnitIndex | None = None
        self._making: asyncio.Task[None] | None = None
        self._not_before = 0.0

    async def of(self, tree: UnitTree) -> UnitIndex:
        """An index of this tree, or, while that is being made, of an earlier one."""
        while self.index is None or (self.index.tree is not tree and len(tree) <= SMALL):
            await asyncio.shield(self._begun(tree))
        if self.index.tree is not tree and monotonic() >= self._not_before:
            self._begun(tree)
        return self.index

    def _begun(self, tree: UnitTree) -> "asyncio.Task[None]":
        """One at a time; whoever waits looks afterwards whether it is theirs."""
        if self._making is None or self._making.done():
            self._making = asyncio.create_task(self._make(tree))
        return self._making

    async def _make(self, tree: UnitTree) -> None:
        began = monotonic()
        try:
            self.index = await asyncio.to_thread(UnitIndex, tree)
        except Exception:
            log.exception("unit_index.not_made", tree_version=tree.version)
            raise
        finally:
            took = monotonic() - began
            self._not_before = monotonic() + REST * took


async def found(index: UnitIndex, wish: Wish, most: int) -> list[Unit]:
    """What is found; of many units off the loop, since a question of many words takes tens of milliseconds."""
    if len(index.tree) <= SMALL:
        return index.find(wish, most)
    return await asyncio.to_thread(index.find, wish, most)


def kept_index(state: State) -> KeptIndex:
    """The one of this process."""
    if not hasattr(state, _NAME):
        setattr(state, _NAME, KeptIndex())
    index: KeptIndex = getattr(state, _NAME)
    return index
