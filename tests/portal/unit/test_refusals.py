"""Refusals in the reader's language: each slug and code has words, and what is new is said as it came."""

import json
from typing import Any

import pytest

from deploy.problems import names_in
from portal.upstream.problems import FieldProblem, Problem
from portal.web.catalogues import Catalogues
from portal.web.language import LANGUAGES
from portal.web.refusal_words import CODES, SLUGS, everybody, staff
from portal.web.refusals import Refusals
from tests.contract.test_problems import WRITTEN


@pytest.fixture(scope="module")
def written() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(WRITTEN.read_text())
    return found


@pytest.fixture(scope="module")
def refusals() -> Refusals:
    catalogues = Catalogues()
    return Refusals(lambda language: catalogues.of(language).gettext)


def problem(slug: str, detail: str | None = None, *fields: FieldProblem) -> Problem:
    return Problem("submission", 422, slug, "As the service says", detail, fields)


def test_every_slug_and_code_has_words(written: dict[str, Any]) -> None:
    where = "write it into portal/web/refusal_words"
    assert sorted(written["problems"].keys() - SLUGS.keys()) == [], where
    assert sorted(written["complaints"].keys() - CODES.keys()) == [], where


def test_no_words_are_of_what_no_service_says(written: dict[str, Any]) -> None:
    assert sorted(SLUGS.keys() - written["problems"].keys() - everybody.OWN.keys()) == []
    assert sorted(CODES.keys() - written["complaints"].keys()) == []


def test_a_slug_is_for_everybody_or_for_staff() -> None:
    assert everybody.SLUGS.keys() & staff.SLUGS.keys() == set()
    assert everybody.CODES.keys() & staff.CODES.keys() == set()


def test_words_of_a_code_name_its_parameters(written: dict[str, Any]) -> None:
    for code, words in CODES.items():
        named = names_in(words.replace("%(", "{").replace(")s", "}").replace("%%", "%"))
        assert named == written["complaints"][code]["params"], code


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_field_is_told_in_the_readers_language(refusals: Refusals, language: str) -> None:
    too_long = FieldProblem("title", "Must have at most 12000 characters.", "too-long", {"max": 12_000})
    (told,) = refusals.localised(problem("invalid-request", None, too_long), language).fields
    group = "." if language == "vi" else ","
    assert f"12{group}000" in told.message
    assert told.message != too_long.message


def test_a_year_is_not_grouped(refusals: Refusals) -> None:
    bad_year = FieldProblem("year", "", "bad-year", {"min": 2000, "max": 2100})
    (told,) = refusals.localised(problem("invalid-request", None, bad_year), "vi").fields
    assert told.message == "Năm phải từ 2000 đến 2100"


def test_a_slug_may_be_a_fields_code(refusals: Refusals) -> None:
    share = FieldProblem("share", "The share is too large", "share-too-large")
    assert refusals.localised(problem("share-too-large", None, share), "ko").fields[0].message.startswith("제1 제안자")
    assert refusals.localised(problem("share-too-large", None, share), "en").fields[0] == share


def test_a_detail_is_kept_beside_the_words_of_a_language_that_the_services_do_not_speak(refusals: Refusals) -> None:
    closed = problem("programme-not-open", "It takes initiatives until 9 February 2027.")
    told = refusals.localised(closed, "ja")
    assert told.title == "プログラムは現在これを受け付けていません (It takes initiatives until 9 February 2027.)"
    assert told.detail is None
    assert refusals.localised(closed, "en").detail == closed.detail


def test_what_is_new_is_said_as_the_service_says_it(refusals: Refusals) -> None:
    field = FieldProblem("title", "It is too blue.", "too-blue")
    told = refusals.localised(problem("never-heard", "Never heard.", field), "zh")
    assert (told.title, told.detail, told.fields) == ("As the service says", "Never heard.", (field,))


def test_a_complaint_without_what_it_names_is_said_as_the_service_says_it(refusals: Refusals) -> None:
    field = FieldProblem("title", "Must have at most 300 characters.", "too-long", {})
    assert refusals.localised(problem("invalid-request", None, field), "vi").fields[0] == field
