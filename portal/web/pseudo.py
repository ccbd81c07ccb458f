"""English stretched by 40 % and marked, as no reader needs it: tests find by it what is cut off and what is bare."""

import re
from typing import Final

from babel.support import NullTranslations

LONGER: Final = 0.4
_KEPT: Final = re.compile(r"(%\(\w+\)s|%%|\{\}|&\w+;)")
_MARKS: Final = str.maketrans("aeiouyAEIOUY", "ấệĩồữỹẤỆĨỒỮỸ")
"""Two marks above a letter are as tall as any letter of Vietnamese."""
_FILLER: Final = "ặộợ mẫữ "


class Stretched(NullTranslations):
    """Another language's translations, each longer than it is."""

    def __init__(self, translations: NullTranslations) -> None:
        super().__init__()
        self._translations = translations

    def gettext(self, message: str) -> str:
        """The sentence in marks; what it names stays."""
        return stretched(self._translations.gettext(message))

    ugettext = gettext
    """The name that templates ask for."""


def stretched(text: str) -> str:
    """`⟦Sẹnd ặộợ⟧`."""
    marked = "".join(part if _KEPT.fullmatch(part) else part.translate(_MARKS) for part in _KEPT.split(text))
    size = round(len(_KEPT.sub("", text)) * LONGER)
    filler = (_FILLER * (size // len(_FILLER) + 1))[:size]
    return f"⟦{marked} {filler.strip()}⟧"
