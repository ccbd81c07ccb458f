"""What a process of the press does: one page from data. It imports little, since each such process pays for it.

Fonts are those of the packages we pin, never the machine's: the same data gives the same bytes wherever it is set.
"""

import hashlib
import json
import re
import resource
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any, Final, Literal

import typst
from fontTools.ttLib import TTCollection, TTFont

from shared.text import without_invisible

FAMILIES: Final = ("Noto Serif", "Noto Sans CJK SC")
"""Vietnamese and all of Latin, Greek and Cyrillic; Chinese, Japanese and Korean."""
STANDARD: Final = "a-2b"
MOST_MEMORY: Final = 1024 * 1024 * 1024
"""Bytes of address space: fonts and the program are mapped into 400 MB of it."""
_PACKAGES: Final = (("fontpkg_noto_serif", "files"), ("manimgx_fonts_cjk", "."))
_MISSING: Final = "□"
_UNBROKEN: Final = re.compile(r"\S{24}")

Form = Literal["pdf", "png"]


class FontMissing(RuntimeError):  # noqa: N818 - as the press says it
    """A family is not there: whatever it would show is not set at all rather than in squares."""


class Unprintable(ValueError):  # noqa: N818 - a no to this page alone
    """The name has letters that no font of ours shows; a name is never set otherwise than it is written."""


@dataclass(frozen=True, slots=True)
class Fonts:
    """Where the font files lie, and which letters they show."""

    folders: tuple[Path, ...]
    letters: frozenset[int]


def typeset(template: Path, data: Mapping[str, Any], form: Form = "pdf") -> bytes:
    """The page of a template with `data`, PDF/A-2b or a picture of it. Raises Unprintable, FontMissing."""
    shown = _shown(data, fonts().letters)
    inputs = {"data": json.dumps({**shown, "fonts": FAMILIES}, ensure_ascii=False)}
    if form == "png":
        page = _compiler(template).compile(format="png", ppi=72.0, sys_inputs=inputs)
    else:
        page = _compiler(template).compile(format="pdf", pdf_standards=STANDARD, sys_inputs=inputs)
    if not isinstance(page, bytes):
        raise RuntimeError("one page makes one file")  # noqa: TRY004 - the page is at fault, no type
    return page


def typeset_apart(template: Path, data: Mapping[str, Any], form: Form = "pdf") -> bytes:
    """As `typeset`, in a process that does nothing else: from now on it gets no more than MOST_MEMORY."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))
    return typeset(template, data, form)


@cache
def edition(template: Path) -> str:
    """Stands for all that a page depends on besides its data: the same edition sets the same bytes."""
    versions = [f"{name} {version(name)}" for name in ("typst", "fontpkg-noto-serif", "manimgx-fonts-cjk")]
    return hashlib.sha256(template.read_bytes() + json.dumps(versions).encode()).hexdigest()


@cache
def fonts() -> Fonts:
    """Those of our packages; raises FontMissing."""
    folders = tuple(Path(str(files(package))) / folder for package, folder in _PACKAGES)
    found = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=list(folders)).families()
    if missing := [family for family in FAMILIES if family not in found]:
        raise FontMissing(", ".join(missing))
    return Fonts(folders, frozenset().union(*(_letters(path) for folder in folders for path in folder.iterdir())))


def _letters(path: Path) -> frozenset[int]:
    if path.suffix == ".ttc":
        return frozenset(TTCollection(path, lazy=True).fonts[0].getBestCmap())
    return frozenset(TTFont(path, lazy=True).getBestCmap()) if path.suffix in (".ttf", ".otf") else frozenset()


@cache
def _compiler(template: Path) -> typst.Compiler:
    return typst.Compiler(template, font_paths=list(fonts().folders), ignore_system_fonts=True)


def _shown(data: Mapping[str, Any], letters: frozenset[int]) -> dict[str, Any]:
    covered = {key: _covered(value, letters) for key, value in data.items()}
    if "name" not in data:
        return covered
    name = _visible(data["name"])
    if any(ord(letter) not in letters for letter in name):
        raise Unprintable
    return {**covered, "name": _breakable(name)}


def _covered(value: Any, letters: frozenset[int]) -> Any:
    """Texts with a square for each letter that no font has (an emoji in a title): PDF/A refuses to guess."""
    if isinstance(value, list):
        return [_covered(each, letters) for each in value]
    if not isinstance(value, str):
        return value
    return _breakable("".join(letter if ord(letter) in letters else _MISSING for letter in _visible(value)))


def _breakable(text: str) -> str:
    """The text with a place to break a line after so many letters without one."""
    return _UNBROKEN.sub(lambda found: found[0] + "\u200b", text)


def _visible(text: str) -> str:
    """The text on one line without what is not drawn: joiners, marks of direction, control characters."""
    drawn = (letter if letter.isprintable() else " " for letter in without_invisible(text))
    return " ".join("".join(drawn).split())
