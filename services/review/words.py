"""The words a case is found by: those of its title and summary, as people type them."""

import re
from functools import lru_cache
from typing import Final

from shared.text import folded

MOST_ASKED: Final = 8
MOST_KEPT: Final = 400
"""More than fit in the longest title and summary that any form takes."""
LONGEST: Final = 40
MOST_LETTERS: Final = 200
_WORD: Final = re.compile(r"[^\W_]+")


def words_of(*texts: str) -> list[str]:
    """Each word once, without marks and capitals; the rest of a very long one is left out."""
    found = (word for text in texts for written in text.split() for word in _folded(written[:MOST_LETTERS]))
    return list(dict.fromkeys(found))[:MOST_KEPT]


@lru_cache(maxsize=20_000)
def _folded(written: str) -> tuple[str, ...]:
    """Of what stands between two blanks; Vietnamese has few thousand syllables, and folding one anew is dear."""
    return tuple(word[:LONGEST] for word in _WORD.findall(folded(written)))
