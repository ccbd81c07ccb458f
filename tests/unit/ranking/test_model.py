"""Random histories against the oracle: whatever happens, in whatever order topics are read, boards are right."""

import asyncio
import os
from collections import Counter
from typing import Any

import hypothesis.core
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from services.ranking.api.asking import BoardQuery
from services.ranking.api.making import make_board
from services.ranking.domain.order import METRICS
from shared.messaging.consumer import Record
from tests.fakes.ranking_store import MemoryStore
from tests.fakes.ranking_taking import take
from tests.model.acts import KINDS, Acts
from tests.model.oracle import board, recount
from tests.seeds import seed
from tests.unit.ranking.test_any_order import figures

HISTORIES = int(os.environ.get("MODEL_HISTORIES", "120"))
"""A fresh seed each run; `make histories` takes a thousand."""
STEPS = 80
LONG = 40
"""Many are: how many of the drawn ones end at once is chance."""
ENOUGH = 1000
"""With fewer a failure is not made smaller, and no kind has to come often."""
MOST_ROUNDS = 10
"""Whether a kind is drawn at all in a few histories is chance: then more are played, by the next seed."""
WINDOWS = ("all", "P1", "P2", "2022-Q3", "2022-07", "peak:thang-cong-nhan")
OWN_STEPS = ("deliver", "repeat")
SELDOM = ("revoke_one_approval", "revoke_one_reward", "withdraw", "recognise_higher", "reward", "return", "resubmit")
"""Kinds that need others before them are taken when they can be."""


class Histories(RuleBasedStateMachine):
    """Acts publish, rather such as did not happen yet; topics are delivered bit by bit, and boards compared."""

    lengths: list[int]
    counts: Counter[str]

    def __init__(self) -> None:
        super().__init__()
        self.acts = Acts()
        self.store = MemoryStore()
        self.waiting: dict[str, list[Record]] = {}
        self.delivered: list[Record] = []
        self.steps = 0
        self.loop = asyncio.new_event_loop()
        self._wait_for_delivery()

    @rule(data=st.data())
    def act(self, data: st.DataObject) -> None:
        """Somebody does something."""
        self._act(data)

    @rule(data=st.data())
    def act_again(self, data: st.DataObject) -> None:
        """The same, so that acts are most of the steps."""
        self._act(data)

    def _act(self, data: st.DataObject) -> None:
        possible = [kind for kind in KINDS if self.acts.can(kind)]
        not_yet = [kind for kind in possible if not self.acts.counts[kind]]
        seldom = [kind for kind in SELDOM if kind in not_yet]
        kind = data.draw(st.sampled_from(12 * seldom + possible + 4 * not_yet))
        self.acts.do(kind, lambda options: data.draw(st.sampled_from(options)))
        self._wait_for_delivery()
        self.steps += 1

    @precondition(lambda self: any(self.waiting.values()))
    @rule(data=st.data())
    def deliver(self, data: st.DataObject) -> None:
        """The next records of some topics, the others stay behind."""
        topics = data.draw(st.sets(st.sampled_from([t for t, left in self.waiting.items() if left]), min_size=1))
        batch = []
        for topic in sorted(topics):
            count = data.draw(st.integers(1, len(self.waiting[topic])))
            batch += self.waiting[topic][:count]
            del self.waiting[topic][:count]
        self._take(batch)
        self._counted("deliver")
        if data.draw(st.booleans()):
            self._compare()

    @precondition(lambda self: self.delivered)
    @rule(data=st.data())
    def repeat(self, data: st.DataObject) -> None:
        """Records that came before come again, in any order."""
        self._take(data.draw(st.lists(st.sampled_from(self.delivered), min_size=1, max_size=5)))
        self._counted("repeat")

    def teardown(self) -> None:
        """Everything is delivered, and compared; twice, since a second reading changes nothing."""
        try:
            self._take([record for left in self.waiting.values() for record in left])
            self._compare()
            self._take(self.delivered)
            self._compare(boards=True)
        finally:
            self.loop.close()
        self.lengths.append(self.steps)
        self.counts.update(self.acts.counts)

    def _counted(self, kind: str) -> None:
        self.steps += 1
        self.counts[kind] += 1

    def _wait_for_delivery(self) -> None:
        for record in self.acts.taken():
            self.waiting.setdefault(record.topic, []).append(record)

    def _take(self, batch: list[Record]) -> None:
        self.loop.run_until_complete(take(self.store, batch))
        self.delivered += [record for record in batch if record not in self.delivered]

    def _compare(self, *, boards: bool = False) -> None:
        expected = recount(self.delivered)
        assert figures(self.store) == expected
        if boards:
            for number, unit in enumerate(self.acts.live()):
                window, by = WINDOWS[number % len(WINDOWS)], list(METRICS)[number % len(METRICS)]
                rows = board(self.delivered, expected, unit, window, by)
                assert self._shown(unit, window, by, list(rows[0]) if rows else []) == rows

    def _shown(self, unit: str, window: str, by: str, names: list[str]) -> list[dict[str, Any]]:
        query = BoardQuery(self.acts.programme_id, unit, "children", by, window)
        made = self.loop.run_until_complete(make_board(self.store, query))
        return [{name: row[name] for name in names} for row in made.rows]


def test_random_histories_come_to_what_a_recount_from_the_facts_comes_to(monkeypatch: pytest.MonkeyPatch) -> None:
    machine: Any = type("Model", (Histories,), {"lengths": [], "counts": Counter()})
    for more in range(MOST_ROUNDS):
        monkeypatch.setattr(hypothesis.core, "global_force_seed", seed() + more)
        run_state_machine_as_test(
            machine,
            settings=settings(
                max_examples=HISTORIES,
                stateful_step_count=STEPS,
                deadline=None,
                suppress_health_check=list(HealthCheck),
                database=None,
                phases=list(Phase) if HISTORIES >= ENOUGH else [Phase.generate],
            ),
        )
        if not too_seldom(machine):
            break
    assert len(machine.lengths) >= HISTORIES
    assert not too_seldom(machine), "these happened too seldom"


def too_seldom(machine: Any) -> dict[str, int]:
    """What came less often than it has to in so many histories, and how often."""
    often = 500 if HISTORIES >= ENOUGH else HISTORIES // 20
    needed = dict.fromkeys((*KINDS, *OWN_STEPS), often) | {"long": HISTORIES // 4}
    came = {**machine.counts, "long": sum(length >= LONG for length in machine.lengths)}
    return {kind: came.get(kind, 0) for kind, least in needed.items() if came.get(kind, 0) < least}
