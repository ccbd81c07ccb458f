"""What is written on pages, in five languages: the msgid is the Vietnamese; other languages fall back to English."""

from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Final

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

from portal.web.language import DEFAULT, LANGUAGES
from portal.web.pseudo import Stretched

LOCALES: Final = Path(__file__).parent.parent / "locales"
FALLBACK: Final = "en"


class Catalogues:
    """Read from the `.po` files at start; nothing compiled is kept. `is_pseudo`: English as no reader needs it."""

    def __init__(self, folder: Path = LOCALES, *, is_pseudo: bool = False) -> None:
        english: NullTranslations = _read(folder / f"{FALLBACK}.po", FALLBACK)
        if is_pseudo:
            english = Stretched(english)
        self._known: dict[str, NullTranslations] = {DEFAULT: NullTranslations(), FALLBACK: english}
        for language in LANGUAGES.keys() - self._known.keys():
            translations = _read(folder / f"{language}.po", language)
            translations.add_fallback(english)
            self._known[language] = translations

    def of(self, language: str) -> NullTranslations:
        """The translations of one language."""
        return self._known[language]


def _read(path: Path, language: str) -> Translations:
    return Translations(BytesIO(_compiled(path, language)))


@cache
def _compiled(path: Path, language: str) -> bytes:
    """Once a process: reading a catalogue takes longer than making all of an application beside it."""
    compiled = BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=language))
    return compiled.getvalue()
