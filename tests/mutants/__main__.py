"""`make mutants`: bugs are put into a copy of the code, and tests must fail.

First those written down in `bugs`, which random histories must find, every one. Then N (100) one-token changes at
random places of the domains, drawn by SEED, of which the fast tests must notice 95 in a hundred. Words after the
module's name take only the bugs that have one of them in their name, and N=0 draws none.
"""

import os
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from typing import Final

from rich.console import Console

from tests.mutants.bugs import BUGS, Bug
from tests.mutants.covering import covering
from tests.mutants.drawing import Place, draw
from tests.mutants.trying import copied, environment, is_noticed, passes
from tests.seeds import seed

DOMAIN: Final = Path("services/ranking/domain")
HISTORIES: Final = "300"
MODEL: Final = "tests/unit/ranking/test_model.py"
ENOUGH: Final = 0.95


def main() -> int:
    """Try all of them."""
    console = Console(soft_wrap=True)
    words, number = sys.argv[1:], int(os.environ.get("N") or 100)
    with tempfile.TemporaryDirectory(prefix="sangkien-mutants-") as folder:
        copies = [copied(Path(folder) / str(n)) for n in range(max(1, os.cpu_count() or 1))]
        written = every_bug_found(copies[0], words, console)
        drawn = enough_noticed(copies, draw(number, seed()), console) if number and not words else True
    return 0 if written and drawn else 1


def every_bug_found(copy: Path, words: list[str], console: Console) -> bool:
    """Those written down."""
    if not passes(copy, [MODEL], MODEL_HISTORIES=HISTORIES):
        console.print("[red]the tests fail without any bug[/]")
        return False
    wanted = [bug for bug in BUGS if not words or any(word in bug.name for word in words)]
    found = sum(is_found(copy, bug, console) for bug in wanted)
    console.print(f"{found}/{len(wanted)} lỗi bị phát hiện · bugs found")
    return found == len(wanted)


def is_found(copy: Path, bug: Bug, console: Console) -> bool:
    """Whether random histories find it."""
    file = copy / DOMAIN / f"{bug.file}.py"
    right = file.read_text()
    if right.count(bug.right) != 1:
        console.print(f"[red]{bug.name}: the line is not there exactly once[/]")
        return False
    file.write_text(right.replace(bug.right, bug.wrong))
    try:
        found = not passes(copy, [MODEL], MODEL_HISTORIES=HISTORIES)
    finally:
        file.write_text(right)
    console.print(f"{'[green]found[/]' if found else '[red]NOT FOUND[/]'}  {bug.name}")
    return found


def enough_noticed(copies: list[Path], places: list[Place], console: Console) -> bool:
    """Those drawn, one on each copy at a time."""
    console.print(f"SEED={seed()} N={len(places)}")
    lines = covering(copies[0], environment(copies[0]))
    free: SimpleQueue[Path] = SimpleQueue()
    for copy in copies:
        free.put(copy)

    def tried(place: Place) -> bool:
        copy = free.get()
        try:
            noticed = is_noticed(copy, place, lines)
        finally:
            free.put(copy)
        console.print(f"{'noticed    ' if noticed else 'NOT NOTICED'}  {place}", markup=False, highlight=False)
        return noticed

    with ThreadPoolExecutor(len(copies)) as pool:
        noticed = sum(pool.map(tried, places))
    console.print(f"{noticed}/{len(places)} thay đổi bị phát hiện · changes noticed")
    return noticed >= ENOUGH * len(places)


if __name__ == "__main__":
    sys.exit(main())
