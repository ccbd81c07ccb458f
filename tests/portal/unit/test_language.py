"""Languages: which a path is in, what a browser would rather have, and how numbers and days are written in each."""

from datetime import date, datetime

import pytest
from starlette.requests import Request

from portal.domain import figures, moments
from portal.web.language import LANGUAGES, Place, place_of_path
from portal.web.offered import liked_first, offered, query_of
from portal.web.pseudo import stretched

STAFF = frozenset({"ban-xet-duyet"})


@pytest.mark.parametrize(
    ("path", "language", "rest"),
    [
        ("/", "vi", "/"),
        ("/ko", "ko", "/"),
        ("/ko/bang/a", "ko", "/bang/a"),
        ("/vi/bang/a", "vi", "/vi/bang/a"),
        ("/kobe", "vi", "/kobe"),
        ("/zh/ban-xet-duyet/1", "en", "/ban-xet-duyet/1"),
        ("/ban-xet-duyet", "vi", "/ban-xet-duyet"),
    ],
)
def test_the_beginning_of_a_path_is_its_language(path: str, language: str, rest: str) -> None:
    place = place_of_path(path, STAFF)
    assert (place.language, place.path) == (language, rest)


def test_staffs_pages_are_offered_in_two_languages() -> None:
    assert list(place_of_path("/ja/ban-xet-duyet", STAFF).languages) == ["vi", "en"]
    assert list(place_of_path("/ja/bang/a", STAFF).languages) == list(LANGUAGES)


@pytest.mark.parametrize(
    ("header", "liked"),
    [
        ("", None),
        ("ko-KR,ko;q=0.9,en;q=0.8", "ko"),
        ("fr;q=1, zh-CN;q=0.7, en;q=0.8", "en"),
        ("en;q=0.1,vi", "vi"),
        ("fr, de", None),
        ("ko;q=0", None),
        ("*", None),
        ("ja;q=x", None),
        ("zh;q=0.5," * 5000, "zh"),
        (";;;,,,=;q=", None),
    ],
)
def test_a_browser_likes_the_language_of_most_weight(header: str, liked: str | None) -> None:
    assert liked_first(header, Place("vi", "/")) == liked


def visit(query: str = "", **headers: str) -> Request:
    fields = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "method": "GET", "path": "/", "query_string": query.encode(), "headers": fields})


def test_another_language_is_offered_to_who_comes_from_elsewhere() -> None:
    korean = {"accept_language": "ko-KR,ko"}
    assert offered(visit(**korean), Place("vi", "/")) == "ko"
    assert offered(visit(**korean, sec_fetch_site="cross-site"), Place("vi", "/")) == "ko"
    assert offered(visit(**korean, sec_fetch_site="same-origin"), Place("vi", "/")) is None
    assert offered(visit(**korean), Place("ko", "/")) is None
    assert offered(visit(accept_language="fr"), Place("vi", "/")) is None


def test_the_query_goes_along_but_for_what_a_device_keeps() -> None:
    assert query_of(visit("unit=a%26b&by=points")) == "?unit=a%26b&by=points"
    assert query_of(visit("giu=1")) == ""
    assert query_of(visit()) == ""


@pytest.mark.parametrize(
    ("language", "count", "share", "amount", "day"),
    [
        ("vi", "1.234.567", "87,5 %", "12.500.000 đ (12,5 triệu)", "25/11/2026"),
        ("en", "1,234,567", "87.5%", "12,500,000 đ (12.5 million)", "25/11/2026"),
        ("zh", "1,234,567", "87.5%", "12,500,000 đ (1,250万)", "2026-11-25"),
        ("ko", "1,234,567", "87.5%", "12,500,000 đ (1,250만)", "2026-11-25"),
        ("ja", "1,234,567", "87.5%", "12,500,000 đ (1,250万)", "2026/11/25"),
    ],
)
def test_numbers_and_days_are_written_as_the_language_does(
    language: str, count: str, share: str, amount: str, day: str
) -> None:
    assert figures.whole(1_234_567, language) == count
    assert figures.percent(87.5, language) == share
    assert figures.money(12_500_000, language) == amount
    assert moments.day(date(2026, 11, 25), language) == day
    assert moments.moment(datetime.fromisoformat("2026-11-25T03:32:00Z"), language) == f"{day} 10:32"


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_not_known_is_a_dash_in_every_language(language: str) -> None:
    nothing = {figures.whole(None, language), figures.percent(None, language), figures.money(None, language)}
    assert nothing | {moments.day(None, language), moments.moment(None, language)} == {"–"}


@pytest.mark.parametrize(("language", "said"), [("vi", "26,1 tỷ"), ("en", "26.1 billion"), ("ja", "261億")])
def test_large_amounts_are_said_in_the_languages_own_scale(language: str, said: str) -> None:
    assert figures.scaled(26_100_000_000, language) == said
    assert figures.scaled(999, language) == "999"


@pytest.mark.parametrize(
    ("amount", "said"),
    [(999_999_999, "1 tỷ"), (999_940_000, "999,9 triệu"), (999_999, "999.999"), (1_000_000, "1 triệu")],
)
def test_what_is_rounded_to_a_thousand_of_a_scale_is_one_of_the_next(amount: int, said: str) -> None:
    assert figures.scaled(amount) == said


def test_the_pseudo_language_is_longer_and_keeps_what_a_sentence_names() -> None:
    text = stretched("%(count)s initiatives are &gt; 5 %% of %(target)s")
    assert text.startswith("⟦%(count)s")
    assert "&gt;" in text
    assert "%%" in text
    assert len(text) >= 1.4 * len("initiatives are  5  of ") + len("%(count)s%(target)s")
