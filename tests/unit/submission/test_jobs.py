"""What submission does by the clock, a turn of each at a time."""

from types import SimpleNamespace
from typing import Any, cast

from services.submission import jobs
from services.submission.domain.authors import erase
from services.submission.domain.initiative import Change
from shared.runtime.held import Service
from tests.fakes.submission_store import FakeSubmissionStore
from tests.unit.submission.conftest import RECEIPT_KEY, Portal
from tests.unit.submission.samples import LAN, NOW
from tests.unit.submission.samples import submitted as an_initiative
from tests.unit.submission.test_api_initiatives import submitted as posted


def service(store: FakeSubmissionStore, now: Any = NOW) -> Service:
    held = SimpleNamespace(
        store=store,
        clock=SimpleNamespace(now=lambda: now),
        settings=SimpleNamespace(receipt_secret=RECEIPT_KEY),
    )
    return cast("Service", held)


async def test_a_turn_gives_receipts_to_those_without() -> None:
    store = FakeSubmissionStore()
    await store.initiatives.save(Change(an_initiative()))
    job = jobs.receipts(service(store))
    await job.run()
    (one,) = store.initiatives.kept.values()
    assert (job.name, one.receipt is None) == ("receipts", False)


async def test_a_turn_takes_away_what_went_with_its_author(portal: Portal) -> None:
    await posted(portal)
    gone = await portal.store.cards.erase(erase(portal.store.cards.kept[LAN], NOW))
    job = jobs.erasures(service(portal.store, gone.last_event_at))
    await job.run()
    (one,) = portal.store.initiatives.kept.values()
    assert (job.name, one.content.description) == ("erasures", None)
