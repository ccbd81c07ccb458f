"""The reconciliation: everything seen, against a recount from the requests that were sent and units.csv alone.

Nothing here or in report_*.py imports a service or what services share; the rules are written once more on purpose.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from deploy.demo import report_mails
from deploy.demo.ledger import Sent
from deploy.demo.report_boards import ZERO, board
from deploy.demo.report_figures import METRICS, Standings, recount
from deploy.demo.report_history import History

UNITS = Path(__file__).parent / "sample" / "units.csv"
BOARD_METRICS = tuple(metric for metric in METRICS if metric != "target")


@dataclass(frozen=True)
class Seen:
    """What the services show. `boards`: {"query": {programme, unit, among, by, window}, "rows": […]}.

    `messages` and `received` as `report_mails.differences` takes them; `dead_letters` over all services.
    """

    initiatives: Sequence[Mapping[str, Any]] = ()
    standings: Standings = field(default_factory=dict)
    boards: Sequence[Mapping[str, Any]] = ()
    messages: Sequence[Mapping[str, Any]] = ()
    received: Sequence[Mapping[str, str]] = ()
    dead_letters: int = 0


def read_units(file: Path = UNITS) -> dict[str, dict[str, str]]:
    """units.csv by code."""
    with file.open(encoding="utf-8", newline="") as rows:
        return {row["code"]: row for row in csv.DictReader(rows)}


def differences(requests: Sequence[Sent], seen: Seen, units: Mapping[str, Mapping[str, str]]) -> list[str]:
    """Every difference, one line each; empty when all agrees."""
    history = History.of(requests, units)
    standings = recount(history)
    found = [*history.problems, *_initiatives(history, seen.initiatives), *_standings(standings, seen, units)]
    for shown in seen.boards:
        found += _board(shown["query"], board(standings, units, shown["query"]), shown["rows"])
    found += report_mails.differences(history, seen.messages, seen.received)
    if seen.dead_letters:
        found.append(f"dead letters: {seen.dead_letters}, expected none")
    return found


def figures_compared(seen: Seen) -> int:
    """How many figures of standings and boards were seen."""
    cells = sum(len(windows) for units in seen.standings.values() for windows in units.values())
    rows = sum(len(shown["rows"]) for shown in seen.boards)
    return cells * len(METRICS) + rows * len(BOARD_METRICS)


def _initiatives(history: History, seen: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    shown = {row["id"]: row for row in seen}
    for id_, counted in history.initiatives.items():
        row = shown.pop(id_, None)
        if row is None:
            yield f"initiative {id_} is not there"
            continue
        registered = counted.registered_at.astimezone(UTC) if counted.registered_at else None
        row = {**row, "registered_at": _moment(row["registered_at"])}
        wanted = {
            "programme": counted.programme,
            "unit": counted.unit,
            "kind": counted.kind,
            "status": counted.status,
            "registered_at": registered,
            "benefit_vnd": counted.benefit_vnd if counted.status == "approved" else 0,
        }
        for name, value in wanted.items():
            if row[name] != value:
                yield f"initiative {id_}: {name} is {row[name]}, expected {value}"
    yield from (f"initiative {id_} was never sent" for id_ in shown)


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text).astimezone(UTC) if text else None


def _standings(wanted: Standings, seen: Seen, units: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    for programme in sorted({*wanted, *seen.standings}):
        for unit in sorted({*units, *seen.standings.get(programme, {})}):
            if unit not in seen.standings.get(programme, {}):
                yield f"{programme}/{unit}: no standings"
                continue
            mine, theirs = wanted.get(programme, {}).get(unit, {}), seen.standings[programme][unit]
            for window in sorted({*mine, *theirs}):
                expected, shown = mine.get(window, ZERO), theirs.get(window, ZERO)
                yield from _figures(f"{programme}/{unit}/{window}", expected, shown, METRICS)


def _board(
    query: Mapping[str, str], wanted: Sequence[Mapping[str, Any]], rows: Sequence[Mapping[str, Any]]
) -> Iterator[str]:
    place = "board " + "/".join(query.values())
    order, shown = [row["unit"] for row in wanted], [row["unit"] for row in rows]
    if order != shown:
        yield f"{place}: the order is {shown}, expected {order}"
        return
    for expected, row in zip(wanted, rows, strict=True):
        yield from _figures(f"{place} {row['unit']}", expected, row, ("rank", *BOARD_METRICS))


def _figures(place: str, wanted: Mapping[str, Any], shown: Mapping[str, Any], metrics: Sequence[str]) -> Iterator[str]:
    for metric in metrics:
        if metric not in shown:
            yield f"{place}: {metric} is not shown"
        elif shown[metric] != wanted[metric]:
            yield f"{place}: {metric} is {shown[metric]}, expected {wanted[metric]}"
