"""Workers' pages are written in all five languages."""

import re

import pytest
from babel.messages.pofile import read_po

from deploy.words import LOCALES, extracted

PLACES = ("templates/worker/", "worker/", "templates/parts/fields.html", "templates/parts/own.html")
_BLANKS = re.compile(r"%\(\w+\)s|\{\}")


@pytest.mark.parametrize("language", ["en", "zh", "ko", "ja"])
def test_no_sentence_of_a_workers_page_is_missing(language: str) -> None:
    with (LOCALES / f"{language}.po").open("rb") as file:
        known = {str(message.id): str(message.string or "") for message in read_po(file, locale=language)}
    ours = [message for message in extracted() if any(place.startswith(PLACES) for place, _line in message.locations)]
    wanted = [str(message.id) for message in ours]
    assert [text for text in wanted if text and not known.get(text)] == []
    wrong = [text for text in wanted if text and sorted(_BLANKS.findall(text)) != sorted(_BLANKS.findall(known[text]))]
    assert wrong == [], "what a sentence names is named in every language"
