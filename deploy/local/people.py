"""Who may be chosen at the local sign-in: made-up people of the sample, written beside the issuer's keys."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

FILE: Final = "people.json"


@dataclass(frozen=True, slots=True)
class LocalPerson:
    """One account. `grants` are those its token carries; `duties` says in words what they do, wherever it is from."""

    sub: str
    name: str
    duties: str
    email: str | None = None
    group: str = ""
    grants: tuple[tuple[str, str], ...] = ()


def write_people(folder: Path, people: Iterable[LocalPerson]) -> None:
    """Replace the list at once, so that nobody reads half of it."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    new = folder / f"{FILE}.new"
    new.write_text(json.dumps([asdict(person) for person in people], ensure_ascii=False))
    new.replace(folder / FILE)


def read_people(folder: Path) -> dict[str, LocalPerson]:
    """Everybody by their sub; nobody before the sample is there."""
    try:
        rows = json.loads((folder / FILE).read_text())
    except FileNotFoundError:
        return {}
    return {row["sub"]: LocalPerson(**{**row, "grants": tuple(map(tuple, row["grants"]))}) for row in rows}
