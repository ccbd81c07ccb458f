"""Nothing that people read stands outside the catalogues: neither in templates nor in code."""

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Final

import pytest
from jinja2 import Environment

from deploy.words import PORTAL

TEMPLATES: Final = PORTAL / "templates"
READ_ALOUD: Final = ("alt", "title", "placeholder", "aria-label")
TRANSLATORS: Final = ("_", "gettext", "ngettext")
NO_WORDS: Final = frozenset(
    {"J", "K", "A", "R", "X", "C", "E", "Enter", "Esc", "KB", "QR", "đồng", "12/QĐ-CĐCS", "wide"}
)
"""Keys, units, the currency and a number of a decision are the same in every language; a class may be a block."""
ATTRIBUTES: Final = re.compile(r'[\w\s="#-]*["=][\w\s="#-]*|-hint', re.ASCII)
"""What a macro writes inside a tag."""
TABLES: Final = {
    "app.py": "the program's name, for whoever runs it",
    "signin/guard.py": "said in two languages before there is a page",
    "domain/amounts.py": "how people write amounts",
    "domain/alphabet.py": "the alphabet in its order",
    "domain/spelled.py": "amounts read aloud in Vietnamese alone",
    "domain/writing.py": "units behind a number, by language",
    "domain/figures.py": "the currency's sign",
    "web/language.py": "languages name themselves",
    "web/pseudo.py": "marks that no language has",
    "web/assets.py": "read by whoever starts it",
}
"""Modules whose strings are no sentences of a page, and why."""
VALUE: Final = "\0"
LEXER: Final = Environment(autoescape=True, extensions=["jinja2.ext.i18n"])


class Seen(HTMLParser):
    """Collects what a page shows or reads aloud that does not come from an expression."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self.found += data.split(VALUE)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in READ_ALOUD and value:
                self.found += value.split(VALUE)


def bare_texts(source: str) -> list[str]:
    """Words of a template outside its expressions."""
    shown: list[str] = []
    for _line, kind, text in LEXER.lex(source):
        if kind == "data":
            shown.append(text)
        elif kind == "variable_begin":
            shown.append(VALUE)
    seen = Seen()
    seen.feed("".join(shown))
    found = (text for text in seen.found if not ATTRIBUTES.fullmatch(text.strip()))
    words = (text.strip(" \n·:,.–—()/%+←→×=…?") for text in found)
    return [text for text in words if any(letter.isalpha() for letter in text) and text not in NO_WORDS]


def untranslated_strings(source: str) -> list[str]:
    """Vietnamese words of a template's expressions that no translator takes."""
    found, before = [], ("", "")
    for _line, kind, text in LEXER.lex(source):
        if kind == "string" and _is_vietnamese(text) and not (before[0] in TRANSLATORS and before[1] == "("):
            found.append(text)
        if kind != "whitespace":
            before = (before[1], text)
    return found


def handler_strings(source: str) -> Iterator[str]:
    """Vietnamese words of a module that no translator takes; what a module tells itself is no word of a page."""
    tree = ast.parse(source)
    allowed = {id(node) for part in ast.walk(tree) for node in _allowed(part)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in allowed and _is_vietnamese(str(node.value)):
            yield str(node.value)


def _allowed(part: ast.AST) -> Iterator[ast.AST]:
    if isinstance(part, ast.Expr) and isinstance(part.value, ast.Constant):
        yield part.value
    if isinstance(part, ast.Call):
        name = part.func.id if isinstance(part.func, ast.Name) else getattr(part.func, "attr", "")
        if name in (*TRANSLATORS, "words", "N_", "Text"):
            yield from part.args


def _is_vietnamese(text: str) -> bool:
    return any(letter.isalpha() and not letter.isascii() for letter in text)


def _files(folder: Path, pattern: str) -> list[str]:
    return sorted(str(path.relative_to(PORTAL)) for path in folder.rglob(pattern))


@pytest.mark.parametrize("name", _files(TEMPLATES, "*.html"))
def test_a_template_holds_no_words_of_its_own(name: str) -> None:
    source = (PORTAL / name).read_text()
    assert bare_texts(source) == []
    assert untranslated_strings(source) == []


@pytest.mark.parametrize("name", [name for name in _files(PORTAL, "*.py") if name not in TABLES])
def test_code_holds_no_words_of_its_own(name: str) -> None:
    assert list(handler_strings((PORTAL / name).read_text())) == []


@pytest.mark.parametrize(
    "source",
    [
        "<p>Gửi</p>",
        '<input placeholder="Send">',
        '<img alt="{{ name }} ảnh">',
        '{{ "Gửi" }}',
        '{% set label = "Tên sáng kiến" %}',
        '<p>{{ _("Gửi") }} ngay</p>',
    ],
)
def test_words_outside_are_found(source: str) -> None:
    assert bare_texts(source) + untranslated_strings(source) != []


def test_words_in_code_are_found() -> None:
    assert list(handler_strings('form.add("title", "Thiếu tên")')) == ["Thiếu tên"]
    assert list(handler_strings('"""Gửi."""\nform.add("title", words("Thiếu tên"))')) == []
