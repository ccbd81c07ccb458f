"""Whoever reads a refusal, a mail or a page is called “anh/chị”, by every service and the portal alike."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
ANOTHER_WORD = re.compile(r"\bbạn\b(?! đọc)", re.IGNORECASE)
SPOKEN = (".py", ".html", ".js", ".po", ".typ")


@pytest.mark.parametrize("folder", ["services", "shared", "portal"])
def test_nobody_is_called_by_another_word(folder: str) -> None:
    files = [path for path in (ROOT / folder).rglob("*") if path.suffix in SPOKEN and "vendor" not in path.parts]
    assert files
    wrong = [str(path.relative_to(ROOT)) for path in files if ANOTHER_WORD.search(path.read_text())]
    assert wrong == []
