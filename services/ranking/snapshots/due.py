"""Freezing by the clock: whatever is due, of every programme."""

import contextlib

from services.ranking.domain.closing import due_windows
from services.ranking.domain.programme import ScoringProgramme
from services.ranking.snapshots.freezing import AlreadyFrozen, Snapshots, freeze
from services.ranking.snapshots.sealing import Signer
from services.ranking.store import Store
from shared.runtime.clock import Clock
from shared.runtime.jobs import each


async def freeze_due(store: Store, snapshots: Snapshots, signer: Signer, clock: Clock) -> None:
    """Freeze whatever is due, of every programme; raises SomeFailed when all that could be frozen is."""

    async def one(due: tuple[ScoringProgramme, str]) -> None:
        programme, window = due
        with contextlib.suppress(AlreadyFrozen):
            await freeze(
                store, snapshots, signer, programme.id, window, now=clock.now(), today=clock.today(), by="deadline"
            )

    async def of_programme(programme: ScoringProgramme) -> None:
        windows = due_windows(programme, await snapshots.headers(programme.id), clock.today())
        await each(((programme, window) for window in windows), one, name=lambda due: f"{due[0].id} {due[1]}")

    await each((await store.frame()).programmes.values(), of_programme, name=lambda programme: programme.id)
