"""What makes a frozen window final: its days for decisions, every deadline, and whoever froze it too early."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import orjson
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from services.ranking.domain.closing import due_windows, is_final
from services.ranking.domain.programme import ScoringProgramme
from services.ranking.jobs import freezes
from services.ranking.snapshots.due import freeze_due
from services.ranking.snapshots.freezing import AlreadyFrozen, Snapshot, WindowNotOver, freeze
from services.ranking.snapshots.sealing import Signer, chain_faults, digest, faults_of
from shared.calendar import HOME
from shared.runtime.clock import Clock
from shared.runtime.jobs import SomeFailed
from tests.fakes.ranking_snapshots import MemorySnapshots
from tests.fakes.ranking_store import MemoryStore
from tests.unit.ranking.builders import PROGRAMME, applied, frame, programme, submitted, target

OCTOBER = date(2022, 10, 5)
"""Within the 15 days for decisions on the third quarter of 2022."""
LATER = date(2022, 10, 16)
SIGNER = Signer(Ed25519PrivateKey.generate())


class At(Clock):
    """A clock that stands at noon of a day."""

    def __init__(self, day: date) -> None:
        super().__init__()
        self.day = day

    def now(self) -> datetime:
        return datetime(self.day.year, self.day.month, self.day.day, 12, tzinfo=HOME).astimezone(UTC)


class Freezer:
    """A programme's snapshots, and who makes them."""

    def __init__(self, store: MemoryStore) -> None:
        self.store, self.kept = store, MemorySnapshots()

    async def by_hand(self, window: str, day: date) -> Snapshot:
        now = At(day).now()
        return await freeze(self.store, self.kept, SIGNER, PROGRAMME, window, now=now, today=day, by="admin")

    async def by_the_job(self, day: date) -> list[dict[str, Any]]:
        """The headers that it adds."""
        before = len(self.kept.kept)
        await freeze_due(self.store, self.kept, SIGNER, At(day))
        return [one.header for one in list(self.kept.kept.values())[before:]]

    def of(self, window: str) -> list[dict[str, Any]]:
        return [one.header for one in self.kept.kept.values() if one.header["window"] == window]


@pytest.fixture
async def freezer() -> Freezer:
    return Freezer(await applied(frame(), [submitted("a"), target("ninh-kieu", total=3)]))


async def test_one_made_during_the_days_for_decisions_is_early_and_the_due_one_supersedes_it(freezer: Freezer) -> None:
    early = await freezer.by_hand("2022-Q3", OCTOBER)
    assert (early.header["final"], early.header["due_on"]) == (False, "2022-10-15")
    assert await freezer.by_the_job(date(2022, 10, 15)) != [], "earlier windows"
    assert len(freezer.of("2022-Q3")) == 1
    await freezer.by_the_job(LATER)
    first, second = freezer.of("2022-Q3")
    assert (second["final"], second["supersedes"], second["frozen_by"]) == (True, first["id"], "deadline")
    assert await freezer.by_the_job(LATER + timedelta(days=1)) == []
    with pytest.raises(AlreadyFrozen):
        await freezer.by_hand("2022-Q3", LATER)


async def test_an_early_one_is_made_again_only_when_the_figures_are_others(freezer: Freezer) -> None:
    await freezer.by_hand("2022-Q3", OCTOBER)
    with pytest.raises(AlreadyFrozen):
        await freezer.by_hand("2022-Q3", OCTOBER + timedelta(days=1))
    await applied([submitted("b")], store=freezer.store)
    again = await freezer.by_hand("2022-Q3", OCTOBER)
    assert again.header["supersedes"] == freezer.of("2022-Q3")[0]["id"]


async def test_a_window_frozen_by_hand_after_its_deadline_is_final(freezer: Freezer) -> None:
    made = await freezer.by_hand("2022-Q3", LATER)
    assert made.header["final"]
    await freezer.by_the_job(LATER)
    assert len(freezer.of("2022-Q3")) == 1


REOPENED: dict[str, tuple[dict[str, Any], date]] = {
    "more days for decisions": ({"decision_days": 40}, date(2023, 11, 9)),
    "decided until later": ({"decide_until": datetime(2024, 1, 31, 9, tzinfo=UTC)}, date(2024, 1, 31)),
    "submitted until later": (
        {"submit_until": datetime(2023, 10, 10, tzinfo=UTC), "decide_until": datetime(2023, 12, 1, tzinfo=UTC)},
        date(2023, 12, 1),
    ),
    "imported until later": ({"import_until": datetime(2024, 3, 1, 9, tzinfo=UTC)}, date(2024, 3, 1)),
}


@pytest.mark.parametrize("case", REOPENED)
async def test_a_reopened_deadline_makes_another_one_when_it_is_over_that_names_the_one_before(
    freezer: Freezer, case: str
) -> None:
    changes, until = REOPENED[case]
    await freezer.by_the_job(date(2023, 10, 20))
    (first,) = freezer.of("all")
    await applied([programme(2, **changes)], store=freezer.store)
    await freezer.by_the_job(until)
    assert len(freezer.of("all")) == 1, "not while it lasts"
    assert await freezer.by_the_job(until + timedelta(days=1)) != []
    _, second = freezer.of("all")
    assert (second["supersedes"], second["final"], second["due_on"]) == (first["id"], True, until.isoformat())
    assert await freezer.by_the_job(until + timedelta(days=30)) == [], "once for each deadline"


async def test_a_deadline_set_earlier_reopens_nothing(freezer: Freezer) -> None:
    await freezer.by_the_job(date(2023, 11, 20))
    earlier = datetime(2023, 10, 20, tzinfo=UTC)
    await applied([programme(2, decision_days=3, decide_until=earlier)], store=freezer.store)
    assert await freezer.by_the_job(date(2023, 11, 21)) == []


async def test_while_a_deadline_is_reopened_one_made_by_hand_is_early(freezer: Freezer) -> None:
    await freezer.by_the_job(date(2023, 11, 20))
    await applied([programme(2, decide_until=datetime(2024, 1, 31, tzinfo=UTC))], store=freezer.store)
    early = await freezer.by_hand("all", date(2023, 12, 1))
    assert not early.header["final"]
    await freezer.by_the_job(date(2024, 2, 1))
    assert [header["final"] for header in freezer.of("all")] == [True, False, True]


async def test_no_window_is_due_while_imports_are_taken(freezer: Freezer) -> None:
    await applied([programme(2, import_until=datetime(2024, 1, 1, tzinfo=UTC))], store=freezer.store)
    assert await freezer.by_the_job(date(2023, 11, 20)) == []


async def test_windows_are_due_after_the_days_for_decisions(freezer: Freezer) -> None:
    standing = (await freezer.store.frame()).programmes[PROGRAMME]
    assert set(due_windows(standing, [], date(2022, 10, 15))) == {"2022-Q1", "2022-Q2", "P1"}
    assert set(due_windows(standing, [], LATER)) == {"2022-Q1", "2022-Q2", "P1", "2022-Q3"}
    assert {"all", "P2", "peak:thang-cong-nhan"} <= set(due_windows(standing, [], date(2023, 11, 20)))


def test_nothing_is_due_of_a_programme_whose_days_are_not_known() -> None:
    assert list(due_windows(ScoringProgramme("p", 1), [], LATER)) == []


async def test_the_header_keeps_the_names_of_programme_and_unit(freezer: Freezer) -> None:
    header = (await freezer.by_hand("2022-Q3", LATER)).header
    assert (header["programme_name"], header["unit"], header["unit_name"]) == (
        "9.000 sáng kiến",
        "can-tho",
        "Công đoàn can-tho",
    )
    assert header["deadlines"]["decide_until"] == "2023-10-31T17:00:00+00:00"


async def test_an_early_one_of_the_first_format_is_known_by_its_days_and_superseded(freezer: Freezer) -> None:
    first = await freezer.by_hand("2022-Q3", OCTOBER)
    header = {name: value for name, value in first.header.items() if name not in ("final", "deadlines")}
    header["format"] = "vn.sangkien.snapshot.v1"
    freezer.kept.kept = {first.id: Snapshot(header, SIGNER.sign(header), first.chunks)}
    assert not is_final(header)
    await freezer.by_the_job(LATER)
    old, new = [one for one in freezer.kept.kept.values() if one.header["window"] == "2022-Q3"]
    assert (new.header["supersedes"], new.header["format"]) == (old.id, "vn.sangkien.snapshot.v2")
    files = [orjson.loads(orjson.dumps(vars_of(one))) for one in freezer.kept.kept.values()]
    assert [faults_of(file, [SIGNER.jwk]) for file in files] == [[] for _ in files]
    assert chain_faults(files) == []
    assert new.header["number"] > 1
    assert list(freezer.kept.kept.values())[1].header["previous"] == digest(old.header)


def vars_of(snapshot: Snapshot) -> dict[str, Any]:
    return {"header": snapshot.header, "signature": snapshot.signature, "chunks": snapshot.chunks}


async def test_a_format_nobody_knows_is_no_genuine_snapshot(freezer: Freezer) -> None:
    made = await freezer.by_hand("2022-Q3", LATER)
    header = {**made.header, "format": "vn.sangkien.snapshot.v9"}
    file = {"header": header, "signature": SIGNER.sign(header), "chunks": made.chunks}
    assert faults_of(file, [SIGNER.jwk]) != []


@pytest.mark.parametrize("window", ["２０２２-Q3", "٢٠٢٢-Q3", "2031-Q1", "2022-W53", "P9", "2022-Q4"])
async def test_what_is_no_window_of_the_programme_or_is_not_over_is_not_frozen(freezer: Freezer, window: str) -> None:
    with pytest.raises(WindowNotOver):
        await freezer.by_hand(window, LATER)
    assert freezer.kept.kept == {}


async def test_a_programme_at_the_end_of_the_calendar_is_frozen_as_far_as_it_is_over(freezer: Freezer) -> None:
    endless = {"ends_on": date(9999, 12, 31), "phases": (), "peaks": (), "decision_days": 10**9}
    await applied([programme(1, id="endless", **endless)], store=freezer.store)
    assert "2022-Q3" in [header["window"] for header in await freezer.by_the_job(LATER)]


async def test_the_error_of_one_programme_is_no_others(freezer: Freezer, monkeypatch: pytest.MonkeyPatch) -> None:
    await applied([programme(1, id="a-broken"), programme(1, id="z-fine")], store=freezer.store)
    headers = freezer.kept.headers

    async def broken(programme: str) -> list[dict[str, Any]]:
        if programme == "a-broken":
            raise RuntimeError("whatever may be wrong with it")
        return await headers(programme)

    monkeypatch.setattr(freezer.kept, "headers", broken)
    with pytest.raises(SomeFailed, match="a-broken"):
        await freezer.by_the_job(LATER)
    assert {one.header["programme"] for one in freezer.kept.kept.values()} == {PROGRAMME, "z-fine"}


async def test_without_a_signing_key_the_job_freezes_nothing(freezer: Freezer, tmp_path: Path) -> None:
    freezer.store.snapshots = freezer.kept  # type: ignore[attr-defined]
    settings = SimpleNamespace(signing_key=None)
    service = SimpleNamespace(settings=settings, store=freezer.store, clock=At(LATER))
    await freezes(cast("Any", service)).run()
    assert freezer.kept.kept == {}
