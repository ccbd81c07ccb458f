"""What a service refuses, in the reader's language: by slug and code; what is not known is said as the service did."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from portal.domain.figures import whole
from portal.upstream.problems import FieldProblem, Problem
from portal.web.language import api_language
from portal.web.refusal_words import CODES, SLUGS

SAID_BETTER: Final = frozenset({"approval-stands", "unknown-unit"})
"""Slugs with several titles: where the services speak the reader's language, their own says more."""
FROM_HERE_GROUPED: Final = 10_000
"""Smaller numbers may be years."""
Words = Callable[[str], str]


class Refusals:
    """The portal's own sentences, from the catalogues; `words_of` is a language's translator."""

    def __init__(self, words_of: Callable[[str], Words]) -> None:
        self._words_of = words_of

    def sentence(self, slug: str, language: str) -> str | None:
        """What a refusal says; None for one of a later version."""
        return self._words_of(language)(SLUGS[slug]) if slug in SLUGS else None

    def complaint(self, code: str, language: str) -> str | None:
        """What a complaint that names nothing says."""
        return self._of_code(code, {}, language)

    def localised(self, problem: Problem, language: str) -> Problem:
        """The same problem for a reader of `language`."""
        is_foreign = api_language(language) != language
        title = self.sentence(problem.slug, language)
        detail = problem.detail
        if title is None or (problem.slug in SAID_BETTER and not is_foreign):
            title = problem.title
        elif is_foreign and detail:  # the services say it in English alone
            title, detail = f"{title} ({detail})", None
        fields = tuple(self._field(one, language, is_foreign=is_foreign) for one in problem.fields)
        return replace(problem, title=title, detail=detail, fields=fields)

    def _field(self, one: FieldProblem, language: str, *, is_foreign: bool) -> FieldProblem:
        code = one.code or ""
        message = self._of_code(code, one.params or {}, language)
        if message is None and is_foreign:  # a refusal's slug may be a field's code
            message = self.sentence(code, language)
        return one if message is None else replace(one, message=message)

    def _of_code(self, code: str, params: Mapping[str, Any], language: str) -> str | None:
        if code not in CODES:
            return None
        named = {name: _shown(value, language) for name, value in params.items()}
        try:
            return self._words_of(language)(CODES[code]) % named
        except KeyError:  # a parameter of another version
            return None


def _shown(value: Any, language: str) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    is_large = isinstance(value, int) and not isinstance(value, bool) and abs(value) >= FROM_HERE_GROUPED
    return whole(value, language) if is_large else str(value)
