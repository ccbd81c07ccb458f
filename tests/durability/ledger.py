"""Every acknowledged request, on disk before the next is sent."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.e2e.oracle import Told


class Ledger:
    """Lines of JSON, each synced."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = path.open("ab")
        self.count = 0

    def note(self, **line: Any) -> None:
        """One acknowledged request."""
        self._file.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")
        self._file.flush()
        os.fsync(self._file.fileno())
        self.count += 1

    def close(self) -> None:
        """No more."""
        self._file.close()

    def lines(self) -> Iterator[dict[str, Any]]:
        """All of them."""
        for line in self.path.read_bytes().splitlines():
            yield json.loads(line)


def folded(ledger: Ledger) -> dict[str, Told]:
    """What must be true of each initiative after everything that was acknowledged."""
    told: dict[str, Told] = {}
    for line in ledger.lines():
        apply(told, line)
    return told


def held(ledger: Ledger) -> dict[str, set[str]]:
    """The appointments that each person must hold, by the ids of both."""
    people: dict[str, set[str]] = {}
    for line in ledger.lines():
        if line["act"] == "appoint":
            people.setdefault(line["person"], set()).add(line["appointment"])
        elif line["act"] == "end":
            people[line["person"]].discard(line["appointment"])
    return people


def apply(told: dict[str, Told], line: dict[str, Any]) -> None:
    """One act more; appointments are nobody's initiative (`held`)."""
    if line["act"] in ("appoint", "end"):
        return
    if line["act"] == "submit":
        made = {name: line[name] for name in ("id", "unit", "author", "home_unit", "sub")}
        told[line["id"]] = Told(**made)
        return
    one = told[line["id"]]
    match line["act"]:
        case "supplement":
            one.supplement = line["supplement"]
        case "approve":
            one.state, one.levels = "approved", [line["level"]]
        case "return" | "reject":
            one.state = {"return": "returned", "reject": "rejected"}[line["act"]]
        case "reward":
            one.rewards.append((line["form"], line["level"]))
        case "revoke":
            one.state, one.levels, one.rewards = "revoked", [], []
        case other:
            raise AssertionError(other)
