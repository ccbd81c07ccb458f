"""The terminal's boards as a picture, for documents: `PICTURE=docs/board.svg make demo`."""

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.terminal_theme import MONOKAI

WIDTH: Final = 118
_LEFT_OUT: Final = re.compile(r"@font-face\s*\{[^}]*\}\s*|<!--.*?-->\s*", re.DOTALL)
"""Fonts from elsewhere, and remarks."""


def draw(show: Callable[[Console], None], path: Path) -> None:
    """Write what `show` prints as an SVG that loads nothing from anywhere."""
    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True, legacy_windows=False)
    show(console)
    drawn = console.export_svg(title="Sáng kiến", theme=MONOKAI, unique_id="board")
    path.write_text(_LEFT_OUT.sub("", drawn).replace("Fira Code, monospace", "monospace"))
