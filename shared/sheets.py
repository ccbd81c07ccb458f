"""What people open in their own sheets: no cell of it does anything."""

import re
from typing import Final

_BREAKS: Final = re.compile(r"[\t\r\n\v\f]+")
_FORMULA: Final = re.compile(r"(^|[;,|])(\s*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])")


def harmless(text: str) -> str:
    """A text that no sheet takes for a formula, nor a part of it where the sheet cuts at another separator.

    Marks that begin a formula, the full-width ones too, get an apostrophe; tabs and line ends become blanks.
    """
    return _FORMULA.sub(r"\1\2'", _BREAKS.sub(" ", text))
