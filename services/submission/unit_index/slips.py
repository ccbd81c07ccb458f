"""One slip of the finger: a letter too many, too few, another one, two swapped, a blank missing or in between."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from string import ascii_lowercase
from typing import Final

SHORTEST: Final = 3
"""Letters of a word in which a slip is looked for; of so short a one, only a letter missing or two swapped."""
SHORTEST_PART: Final = 2


def slips_of(word: str) -> Iterator[str]:
    """Every spelling that is one slip away."""
    for at in range(len(word) + 1):
        before, after = word[:at], word[at:]
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]
        for letter in ascii_lowercase:
            yield before + letter + after
            if after and len(word) > SHORTEST:
                yield before + letter + after[1:]
        if after and len(word) > SHORTEST:
            yield before + after[1:]


def meant_by(word: str, terms: Sequence[str]) -> list[str]:
    """The terms, which are in order, that a word may have been meant as; not itself."""
    if len(word) < SHORTEST or word.isdigit():
        return []
    return [slip for slip in sorted({*slips_of(word)} - {word}) if _is_in(slip, terms)]


def parts_of(word: str, terms: Sequence[str]) -> list[tuple[str, str]]:
    """The terms that a word may be two of, written without a blank."""
    cuts = range(SHORTEST_PART, len(word) - SHORTEST_PART + 1)
    parts = ((word[:cut], word[cut:]) for cut in cuts)
    return [(first, second) for first, second in parts if _is_in(first, terms) and _is_in(second, terms)]


def _is_in(term: str, terms: Sequence[str]) -> bool:
    at = bisect_left(terms, term)
    return at < len(terms) and terms[at] == term
