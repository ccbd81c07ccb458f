"""Posters and pictures to share: one page each, whatever the names on them are."""

from typing import Any, Final

import pypdfium2
import pytest

from portal.papers import CARD, POSTER, card_data, poster_data
from portal.web.catalogues import Catalogues
from portal.web.language import LANGUAGES
from shared.printing.typesetting import typeset
from tests.portal.pages.samples import form

FRAME: Final = 12.0
WIDE: Final = {
    "letters": "W" * 300,
    "words of capitals": "CẢI TIẾN QUY TRÌNH VẬN HÀNH THIẾT BỊ " * 9,
    "long words": ("W" * 23 + " ") * 13,
    "Chinese": "鑫" * 300,
    "squares": "🏭" * 300,
    "marks": ("a" + "\u0323" * 9) * 30,
    "typst": '#panic("x") $ \\ @a <b> *c* _d_ `e` // [f] {g}',
    "lines": "a\u2028b\u2029c\x85d\u202ee",
    "nothing": "",
}


def words(language: str) -> Any:
    return Catalogues().of(language).gettext


def poster(name: str, language: str = "vi") -> bytes:
    shown = form()
    shown["programme"]["name"] = shown["unit"]["name"] = name[:300]
    return typeset(POSTER, poster_data(shown, "https://sang-kien.example.vn", language, words(language), words))


@pytest.mark.parametrize("name", WIDE.values(), ids=WIDE)
def test_a_poster_is_one_page_and_its_words_are_within_it(name: str) -> None:
    document = pypdfium2.PdfDocument(poster(name))
    assert len(document) == 1
    width, height = document[0].get_size()
    page = document[0].get_textpage()
    for place in range(page.count_rects()):
        left, bottom, right, top = page.get_rect(place)
        assert FRAME < left < right < width - FRAME
        assert FRAME < bottom < top < height - FRAME


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_poster_is_one_page_in_every_language(language: str) -> None:
    assert len(pypdfium2.PdfDocument(poster(WIDE["long words"], language))) == 1


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", WIDE.values(), ids=WIDE)
def test_a_picture_to_share_is_one_picture(name: str, language: str) -> None:
    one = {"title": name[:300], "level": "national", "unit_name": name[:300], "unit": "x"}
    assert typeset(CARD, card_data(one, name[:300], language, words(language)), "png").startswith(b"\x89PNG")
