"""The tables of docs/access.md: read, and written from what the services answered."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from tests.unit.access.callers import ITS_PROGRAMME, NO_TOKEN, RELATIONS, ROLES

PAGE = Path(__file__).parents[3] / "docs" / "access.md"
ASKED = (*RELATIONS, ITS_PROGRAMME)
COLUMNS = (NO_TOKEN, *ASKED)
NOT_ASKED = "–"
ALL = "all"

Cells = Mapping[tuple[str, str], str]
"""(role, relation) → a status, `ok` for any 2xx; ("", "no token") for who is not signed in."""


def read(page: Path = PAGE) -> dict[tuple[str, str], dict[tuple[str, str], str]]:
    """The cells of each (service, operation)."""
    found: dict[tuple[str, str], dict[tuple[str, str], str]] = {}
    service = operation = ""
    for line in page.read_text().splitlines():
        if line.startswith("## "):
            service = line[3:]
        parts = [part.strip() for part in line.strip("|").split("|")]
        if not line.startswith("|") or len(parts) != 2 + len(COLUMNS) or parts[1] in ("role", "---"):
            continue
        operation = parts[0].replace("`", "") or operation
        cells = found.setdefault((service, operation), {})
        for role in ROLES if parts[1] == ALL else parts[1].split(", "):
            for column, cell in zip(COLUMNS, parts[2:], strict=True):
                if cell != NOT_ASKED:
                    cells["" if column == NO_TOKEN else role, column] = cell
    return found


def written(operation: str, cells: Cells) -> list[str]:
    """The rows of one operation; roles that are answered alike share one."""
    rows: dict[tuple[str, ...], list[str]] = {}
    for role in ROLES:
        answers = tuple(cells.get((role, relation), NOT_ASKED) for relation in ASKED)
        rows.setdefault(answers, []).append(role)
    lines = []
    for number, (answers, roles) in enumerate(rows.items()):
        name = f"`{operation.replace(' (', '` (', 1)}" if " (" in operation else f"`{operation}`"
        who = ALL if len(roles) == len(ROLES) else ", ".join(roles)
        lines.append(_row([name if number == 0 else "", who, cells["", NO_TOKEN], *answers]))
    return lines


def write(service: str, found: Mapping[str, Cells], page: Path = PAGE) -> None:
    """Put a service's table into the page, in place of the one that is there."""
    before, _, rest = page.read_text().partition(f"## {service}\n")
    _, following, after = rest.partition("\n## ")
    lines = [line for operation in sorted(found, key=_place) for line in written(operation, found[operation])]
    page.write_text("\n".join([f"{before}## {service}", "", *heading(), *lines, ""]) + following + after)


def _place(operation: str) -> tuple[str, str]:
    method, _, path = operation.partition(" ")
    return path, method


def heading() -> list[str]:
    """The first two lines of a table."""
    return [_row(["operation", "role", *COLUMNS]), "|" + "---|" * (2 + len(COLUMNS))]


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
