"""What a run came to: one line for everyone, a file, and docs/guarantees.md."""

import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from deploy.local.processes import ROOT
from tests.durability.audit import Found

OUT: Final = ROOT / "build" / "durability.json"
PAGE: Final = ROOT / "docs" / "guarantees.md"
FEWEST: Final = 60
FEWEST_OF_A_KIND: Final = 2
FEWEST_ACTS: Final = 600

KINDS: Final = {
    "kill": "SIGKILL of a service, the broker or the store, then a start on the same data",
    "pause": "SIGSTOP for a second and a half, then SIGCONT, of the same",
    "cut": "every connection between a service and its store, the broker or the mail server broken at once",
    "delay": "the same connections made to wait 0.3 s at every read",
    "rebalance": "a second process of a service joins its groups and leaves again",
    "repeat": "old records of a topic written once more, in another order",
    "poison": "a record that nobody can read",
    "smtp-4xx": "the mail server says to come again later",
    "smtp-5xx": "the mail server refuses us",
    "smtp-silent": "the mail server accepts connections and says nothing",
    "clock": "a service's clock a day ahead or behind for a while",
}


def line(found: Found, acknowledged: int, counted: Counter[str], without_effect: int) -> str:
    """The one line."""
    return (
        f"faults {counted.total()} (and {without_effect} without effect), "
        f"acknowledged {acknowledged}, lost {len(found.lost)}, "
        f"duplicated {len(found.duplicated)}, wrong boards {len(found.wrong_boards)}, stuck {len(found.stuck)}, "
        f"repeated mails {found.repeated_mails}"
    )


def too_few(counted: Counter[str]) -> list[str]:
    """Kinds of fault that had an effect less often than a run must hold, and the whole."""
    found = [f"{kind}: {counted[kind]}" for kind in KINDS if counted[kind] < FEWEST_OF_A_KIND]
    return found + ([f"{counted.total()} of {FEWEST} faults"] if counted.total() < FEWEST else [])


def write(found: Found, facts: dict[str, Any], counted: Counter[str]) -> None:
    """build/durability.json."""
    OUT.parent.mkdir(exist_ok=True)
    wrong = {name: getattr(found, name)[:50] for name in ("lost", "duplicated", "wrong_boards", "stuck")}
    figures = {"repeated_mails": found.repeated_mails, "mails": found.mails, "events": found.events}
    OUT.write_text(
        json.dumps({**facts, **figures, **wrong, "faults": dict(counted)}, indent=2, ensure_ascii=False) + "\n"
    )


def write_page(found: Found, facts: dict[str, Any], counted: Counter[str], path: Path = PAGE) -> None:
    """docs/guarantees.md, from this run."""
    rows = "\n".join(f"| {kind} | {meaning} | {counted[kind]} |" for kind, meaning in KINDS.items())
    today = datetime.now(UTC).date().isoformat()
    path.write_text(
        _PAGE.format(
            line=line(found, facts["acknowledged"], counted, len(facts["without_effect"])),
            rows=rows,
            today=today,
            mails=found.mails,
            events=found.events,
            quiet=found.quiet_seconds,
            fewest=FEWEST,
            fewest_of_a_kind=FEWEST_OF_A_KIND,
            fewest_acts=FEWEST_ACTS,
            **facts,
        )
    )


_PAGE: Final = """\
# What is guaranteed, and how it is known

This page is written by `make durability`; what it says was measured by the run named below.

## What is promised
1. A request that was acknowledged is never lost: it is in the store, on the log once per version (repeats of one
   event have one id), and in exactly one state of the funnel.
2. Every board shows what a recount of the acknowledged requests comes to.
3. Every decision in force gave exactly one message to each person it concerns; what was revoked after its mail was
   sent gave one correction. A mail that was in flight when a process, a connection or the mail server failed may
   arrive again, with the same Message-ID.
4. A record that nobody can read is set aside by every service that reads its topic, and stops nothing else.
5. When the faults end, nothing waits for ever: outboxes, groups and mails are empty (in this run after
   {quiet:.0f} seconds).

## Under which faults
| kind | what is done | seen in this run |
|---|---|---|
{rows}

A fault counts when its effect was seen: the process gone or stopped, connections broken, bytes held, a partition in
other hands, the clock's step in the service's log. What had no effect, since another fault stood in the way, is put in
again; what then has none is not counted, and told apart.

## How it is tested
`make durability` starts the whole stack on its own ports, each service behind proxies of its own, and sends a seeded
stream of submissions, decisions, rewards and revocations through the HTTP interfaces. Every acknowledged request is in
a ledger on disk before its sender goes on; a request without an answer is asked again under its own key, or looked up.
Afterwards the stores, the topics, all boards over HTTP, the messages and the mail box are compared with the ledger.
A run lasts as long as it is told to, and then until it has held {fewest} faults, of each kind {fewest_of_a_kind}, and
{fewest_acts} acknowledged acts: however fast the machine is, the same is survived.
`make durability MINUTES=60 SEED=7` is longer, or repeats a seed; `make test` puts the faults in at shorter
intervals (HURRY=2) and so needs half the time for as many.
`SABOTAGE=early-offsets`, `lossy-relay` and `early-mail` each take one guarantee away, and the run must then fail.

## The last result
    {line}
{lasted:.1f} minutes, seed {seed}, {today}; {rate:.0f} acknowledged acts a second, {events:,} events on the log,
{mails:,} different mails, {retries:,} requests asked again.

## What was not tested
Power loss and loss of a disk (SIGKILL leaves the page cache), several brokers and several store members (here one of
each; `deploy/` sets acks=all, min.insync.replicas=2 and w:majority with j:true for those), and a network that forges
bytes.
"""
