"""Storing every unit's figures once a day, so that boards can tell movement."""

from datetime import date

from services.ranking.domain.cells import Cell
from services.ranking.domain.movement import Kept
from services.ranking.store import Reading, Store
from shared.runtime.jobs import each


async def store_day(store: Store, day: date) -> int:
    """Store `day` for every programme that has not got it yet, as things are now; how many programmes that was."""
    stored: list[str] = []

    async def of_programme(programme: str) -> None:
        if await store.has_day(programme, day):
            return
        async with store.reading() as reading:
            figures = await _figures(reading, programme)
        await store.put_day(programme, day, figures)
        stored.append(programme)

    await each((await store.frame()).programmes, of_programme)
    return len(stored)


async def _figures(reading: Reading, id_: str) -> list[Kept]:
    programme = reading.frame.programmes[id_]
    tree, members = reading.frame.tree, reading.frame.members
    codes = [unit.code for unit in tree.living(programme.root_unit)]
    targets = await reading.targets(id_, codes)
    rows: list[Kept] = []
    for window in programme.calendar.own_windows:
        cells = await reading.cells(id_, window, codes)
        rows += [
            Kept(
                code,
                window,
                dict(cells.get(code, Cell()).total),
                goal.of(window, programme.calendar) if (goal := targets.get(code)) else None,
                members.of(code),
            )
            for code in codes
        ]
    return rows
