"""The catalogues: nothing missing for whoever reads a page, nothing guessed, every blank filled in every language."""

import re
from collections.abc import Iterator
from functools import cache

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from deploy.words import LOCALES, extracted, is_for_staff, updated
from portal.web.language import DEFAULT, LANGUAGES, STAFF_LANGUAGES

BLANKS = re.compile(r"%\(\w+\)s|%%|\{\}")
OTHERS = sorted(LANGUAGES.keys() - {DEFAULT})


@pytest.fixture(scope="module")
def template() -> Catalog:
    """What is found in templates and code."""
    return extracted()


@pytest.fixture(scope="module")
def sentences(template: Catalog) -> list[Message]:
    """Every sentence of the portal, with where it stands."""
    return [message for message in template if message.id]


@cache
def catalogue(language: str) -> Catalog:
    with (LOCALES / f"{language}.po").open("rb") as file:
        return read_po(file, locale=language)


def known_in(language: str) -> dict[str, str]:
    return {str(message.id): str(message.string or "") for message in catalogue(language) if message.id}


def read_in(language: str, sentences: list[Message]) -> Iterator[str]:
    """What somebody who reads the language may meet."""
    for message in sentences:
        if language in STAFF_LANGUAGES or not is_for_staff(message):
            yield str(message.id)


@pytest.mark.parametrize("language", OTHERS)
def test_no_sentence_is_missing(language: str, sentences: list[Message]) -> None:
    known = known_in(language)
    assert [text for text in read_in(language, sentences) if not known.get(text)] == []


@pytest.mark.parametrize("language", OTHERS)
def test_no_sentence_is_a_guess(language: str) -> None:
    assert [message.id for message in catalogue(language) if message.id and message.fuzzy] == []


@pytest.mark.parametrize("language", OTHERS)
def test_what_a_sentence_names_is_named_in_every_language(language: str) -> None:
    known = known_in(language)
    wrong = [text for text, said in known.items() if said and sorted(_blanks(text)) != sorted(_blanks(said))]
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_of_a_template_can_be_filled_in(language: str, sentences: list[Message]) -> None:
    """Templates fill in every sentence, one that names nothing too: a lone percent sign would break the page."""
    known = {} if language == DEFAULT else known_in(language)
    for message in sentences:
        if any(place.startswith("templates/") for place, _line in message.locations):
            text = known.get(str(message.id)) or str(message.id)
            names = re.findall(r"%\((\w+)\)s", text)
            assert text % dict.fromkeys(names, ""), text


@pytest.mark.parametrize("language", OTHERS)
def test_the_catalogue_is_what_the_command_writes(language: str, template: Catalog) -> None:
    path = LOCALES / f"{language}.po"
    assert updated(path, template) == path.read_bytes(), "run .venv/bin/python -m deploy.words"


def _blanks(text: str) -> list[str]:
    return BLANKS.findall(text)
