"""The folded names of the present tree, made once for each tree and kept for all who search."""

import asyncio

from starlette.datastructures import State

from services.submission.domain.unit_names import UnitNames
from shared.units import UnitTree

_NAME = "unit_names"


class UnitSearch:
    """The names of the newest tree asked for. They are made in a thread: of many units that takes a second."""

    def __init__(self) -> None:
        self._names: UnitNames | None = None
        self._making = asyncio.Lock()

    async def names(self, tree: UnitTree) -> UnitNames:
        """Those of this tree; what did not change since the last one is not folded again."""
        if self._names is None or self._names.tree is not tree:
            async with self._making:
                if self._names is None or self._names.tree is not tree:
                    made = UnitNames if self._names is None else self._names.on
                    self._names = await asyncio.to_thread(made, tree)
        return self._names


def unit_search(state: State) -> UnitSearch:
    """The one of this process."""
    if not hasattr(state, _NAME):
        setattr(state, _NAME, UnitSearch())
    search: UnitSearch = getattr(state, _NAME)
    return search
