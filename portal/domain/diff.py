"""What changed between two texts, by words: what stays, what is gone, what is new."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Final, Literal, NamedTuple

Kind = Literal["same", "gone", "new"]
_WORDS: Final = re.compile(r"\s+|\w+|[^\w\s]")
_SENTENCES: Final = re.compile(r"[^.!?\n]*[.!?\n]+\s*|[^.!?\n]+$")
_MOST_PAIRS: Final = 250_000
"""Words of one text times words of the other beyond which sentences are compared: the work grows with this product."""


class Piece(NamedTuple):
    """A run of text, and what became of it."""

    kind: Kind
    text: str


def words(before: str | None, after: str | None) -> list[Piece]:
    """The pieces that make both texts; two forms of one letter (NFC, NFD) are no change."""
    old, new = (unicodedata.normalize("NFC", text or "") for text in (before, after))
    pieces = list(_compared(_WORDS.findall(old), _WORDS.findall(new), old, new))
    return _joined(pieces)


def _compared(old: Sequence[str], new: Sequence[str], old_text: str, new_text: str) -> Iterator[Piece]:
    if len(old) * len(new) <= _MOST_PAIRS:
        yield from _pieces(old, new, autojunk=False)
    else:
        yield from _pieces(_SENTENCES.findall(old_text), _SENTENCES.findall(new_text), autojunk=True)


def _pieces(old: Sequence[str], new: Sequence[str], *, autojunk: bool) -> Iterator[Piece]:
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk).get_opcodes():
        if tag == "equal":
            yield Piece("same", "".join(old[i1:i2]))
            continue
        if i2 > i1:
            yield Piece("gone", "".join(old[i1:i2]))
        if j2 > j1:
            yield Piece("new", "".join(new[j1:j2]))


def _joined(pieces: Sequence[Piece]) -> list[Piece]:
    """Words that changed with nothing but a blank between them read as one change."""
    joined: list[Piece] = []
    gone, new = "", ""
    for piece in (*pieces, Piece("same", "")):
        if piece.kind == "gone":
            gone += piece.text
        elif piece.kind == "new":
            new += piece.text
        elif piece.text and not piece.text.strip() and (gone or new) and piece is not pieces[-1]:
            gone, new = gone + piece.text, new + piece.text
        else:
            joined += [Piece(kind, text) for kind, text in _ends("gone", gone, "new", new) if text]
            if piece.text:
                joined.append(piece)
            gone, new = "", ""
    return joined


def _ends(gone_kind: Kind, gone: str, new_kind: Kind, new: str) -> list[tuple[Kind, str]]:
    """A blank that both sides end with stays outside of the change."""
    blank = gone[len(gone.rstrip()) :]
    if gone and new and blank and new.endswith(blank):
        return [(gone_kind, gone[: -len(blank)]), (new_kind, new[: -len(blank)]), ("same", blank)]
    return [(gone_kind, gone), (new_kind, new)]
