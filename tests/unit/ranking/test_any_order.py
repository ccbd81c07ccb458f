"""The heart of ranking: whatever order, repetition and batches events come in, the cells are the same."""

import asyncio
import os
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from services.ranking.domain.changes import Spot
from services.ranking.domain.facts import LookedAt
from services.ranking.domain.funnel import state_of
from shared.messaging.consumer import Record
from shared.units import Level
from tests.fakes.ranking_store import MemoryStore
from tests.model.oracle import Key, recount
from tests.unit.ranking.builders import (
    POLICY,
    applied,
    authors,
    decided,
    programme,
    reward,
    submitted,
    target,
    tree,
    unit,
    withdrawn,
)

MANY = 150 if int(os.environ.get("MODEL_HISTORIES", "0")) >= 1000 else 60
"""Histories; the many in `make histories`."""

UNITS = ("ninh-kieu", "cai-rang", "xa-a", "xa-b", "khong-ro")
STATES = ("pending", "returned", "approved", "rejected", "revoked")
PEOPLE = ("lan", "minh", "hoa")
LOOKED_AT = st.builds(
    LookedAt,
    st.sampled_from(("technical", "research")),
    st.sampled_from(("health", "other")),
    st.sampled_from(("fdi", "state")),
)


@st.composite
def initiatives(draw: st.DrawFn) -> list[Record]:
    """One initiative's life: submissions of rising version, decisions of rising version."""
    name = draw(st.sampled_from([f"sk-{n}" for n in range(6)]))
    day = datetime(2022, 5, 28, 15, tzinfo=UTC) + timedelta(hours=draw(st.integers(0, 12_000)))
    found: list[Record] = []
    content = 0
    for version in range(1, draw(st.integers(1, 4)) + 1):
        content += draw(st.integers(0, 1)) if content else 1
        people = draw(st.lists(st.tuples(st.sampled_from(PEOPLE), st.sampled_from(UNITS)), min_size=1, max_size=2))
        make: Any = withdrawn if draw(st.integers(0, 7)) == 0 else submitted
        found.append(
            make(
                name,
                draw(st.sampled_from(UNITS)),
                version,
                registered_at=day,
                content_version=content,
                authors=authors(*people),
                sector=draw(st.sampled_from(("health", "other"))),
                ownership=draw(st.sampled_from(("fdi", "state"))),
                kind=draw(st.sampled_from(("technical", "research"))),
            ),
        )
    return found + [decision(draw, name, version, content) for version in range(1, draw(st.integers(0, 4)) + 1)]


def decision(draw: st.DrawFn, name: str, version: int, content: int) -> Record:
    levels = tuple(draw(st.sets(st.sampled_from(("grassroots", "upper", "provincial")), min_size=1)))
    return decided(
        name,
        draw(st.sampled_from(STATES)),
        version,
        content_version=draw(st.integers(1, content + 1)),
        levels=levels,
        looked_at={level: draw(LOOKED_AT) for level in levels if draw(st.booleans())},
        rewards=tuple(reward(form) for form in draw(st.sets(st.sampled_from(("giay-khen", "bang-khen"))))),
        benefit=draw(st.sampled_from((None, 0, 9_999_999, 10_000_000, 250_000_000))),
    )


@st.composite
def tree_changes(draw: st.DrawFn) -> list[Record]:
    """Grassroots units that move between parents, known and unknown, merge and come apart again."""
    found = []
    for code, other in (("xa-a", "xa-b"), ("khong-ro", "xa-b")):
        for version in range(2, draw(st.integers(1, 4)) + 1):
            heir = draw(st.sampled_from((None, None, other)))
            parent = draw(st.sampled_from(("ninh-kieu", "cai-rang", "can-tho", "quan-moi")))
            found.append(unit(code, parent, Level.GRASSROOTS, version=version, merged_into=heir))
    if draw(st.booleans()):
        found.append(unit("quan-moi", draw(st.sampled_from(("can-tho", "ninh-kieu")))))
        found.append(unit("ninh-kieu", draw(st.sampled_from(("can-tho", "tld"))), version=2))
    return found


@st.composite
def histories(draw: st.DrawFn) -> list[Record]:
    """Everything that happens; one initiative may come out of several draws, as repeats with other content would.

    What differs under one version cannot come from one publisher, so the first of each (topic, key, version) stays.
    """
    lives = draw(st.lists(initiatives(), min_size=1, max_size=4))
    policies = [programme(n, policy=draw(st.sampled_from((POLICY, {})))) for n in range(1, draw(st.integers(1, 3)) + 1)]
    records = [*tree(), *draw(tree_changes()), *policies, target("ninh-kieu", total=10), *chain(*lives)]
    return list({(r.topic, r.key, r.version): r for r in reversed(records)}.values())


@st.composite
def batched(draw: st.DrawFn) -> tuple[list[Record], list[list[Record]]]:
    """A history, and the same in any order, some of it twice, cut into batches anywhere."""
    history = draw(histories())
    repeats = draw(st.lists(st.sampled_from(history), max_size=8))
    order = draw(st.permutations([*history, *repeats]))
    cuts = sorted(draw(st.sets(st.integers(1, len(order)), max_size=6)))
    return history, [order[a:b] for a, b in zip([0, *cuts], [*cuts, len(order)], strict=True) if a < b]


def figures(store: MemoryStore) -> dict[Key, int]:
    return {
        (spot.unit, spot.window, part, name): amount
        for (generation, spot), cell in store.state.cells.items()
        if generation == store.state.frame.generation_of(spot.programme)
        for part, kept in (("direct", cell.direct), ("total", cell.total))
        for name, amount in kept.items()
        if amount
    }


def dailies(store: MemoryStore) -> dict[tuple[Spot, str], int]:
    return {
        (spot, name): amount
        for (generation, spot), days in store.state.dailies.items()
        if generation == store.state.frame.generation_of(spot.programme)
        for name, amount in days.items()
        if amount
    }


def counted_by_day(store: MemoryStore) -> dict[tuple[Spot, str], int]:
    """The same from the facts alone, each for its unit and all that it counts for."""
    shown, found = store.state.frame, Counter[tuple[Spot, str]]()
    for (generation, _), facts in store.state.facts.items():
        submission = facts.submission
        if generation != shown.generation or submission is None or submission.programme not in shown.programmes:
            continue
        name = f"{submission.day[8:]}_{state_of(facts, submission)}"
        for code in shown.paths.of(submission.unit):
            found[Spot(submission.programme, code, submission.day[:7]), name] += 1
    return dict(found)


@given(batched())
@settings(max_examples=MANY, deadline=None)
def test_any_order_repetition_and_batches_give_what_a_recount_gives(
    case: tuple[list[Record], list[list[Record]]],
) -> None:
    history, batches = case
    store = asyncio.run(applied(*batches))
    assert dailies(store) == counted_by_day(store)
    assert figures(store) == recount(history)


@given(histories())
@settings(max_examples=MANY // 3, deadline=None)
def test_a_second_reading_of_everything_changes_nothing(history: list[Record]) -> None:
    once = asyncio.run(applied(history))
    before, revisions = figures(once), dict(once.state.revisions)
    again = asyncio.run(applied(history, store=once))
    assert figures(again) == before
    assert again.state.revisions == revisions
