"""Text without marks, for searching as people type it."""

import unicodedata


def folded(text: str) -> str:
    """Lower case, no diacritics (đ as d), single spaces; the same for NFC and NFD spellings."""
    spelled = unicodedata.normalize("NFD", text.casefold())
    letters = "".join(letter for letter in spelled if not unicodedata.combining(letter))
    return " ".join(letters.replace("đ", "d").split())
