import json
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal
from uuid import UUID

import pytest
from fastapi import APIRouter, Query
from pydantic import AwareDatetime, Field, ValidationError, create_model

from shared.refusals import BadField, Complaint, Forbidden, Refusal, Stale, Text
from shared.web.complaints import INVALID, bad_value
from shared.web.free_text import FreeText
from shared.web.openapi import problem_responses
from shared.web.problems import MEDIA_TYPE
from shared.web.schemas import RequestBody
from shared.web.validation_messages import refusal_of
from tests.unit.web.client import client, make_app, slug

CLOSED = Complaint("closed-unit", "Đơn vị đã đóng hoặc giải thể", "The unit is closed")
JSON = {"Content-Type": "application/json"}

router = APIRouter()


class Kind(StrEnum):
    TECHNICAL = "technical"
    RESEARCH = "research"


class AuthorIn(RequestBody):
    name: str = Field(min_length=2, max_length=10)
    share: int = Field(ge=1, le=100)


class InitiativeIn(RequestBody):
    kind: Kind = Kind.TECHNICAL
    authors: list[AuthorIn] = Field(default=[], max_length=2)
    first_applied: date | None = None
    at: AwareDatetime | None = None
    unit: UUID | None = None
    level: Literal["upper", "grassroots"] = "upper"
    summary: FreeText = ""


class Approve(RequestBody):
    act: Literal["approve"]
    number: str


class Return(RequestBody):
    act: Literal["return"]
    comment: FreeText


@router.post("/initiatives", responses=problem_responses(401, 403))
async def post(body: InitiativeIn) -> dict[str, Any]:
    return body.model_dump(mode="json")


@router.post("/decision")
async def decide(body: Annotated[Approve | Return, Field(discriminator="act")]) -> str:
    return body.act


@router.get("/refused")
async def refused() -> None:
    raise Forbidden(Text("Chỉ công đoàn cấp trên.", "Upper unions only."), fields=[BadField("unit", CLOSED)])


class Busy(Refusal):
    slug = "busy"
    status = 503


@router.get("/busy")
async def busy() -> None:
    raise Busy


@router.get("/stale")
async def stale() -> None:
    raise Stale


@router.get("/away")
async def away() -> None:
    raise ConnectionError("mongo at 10.0.0.1 refused")


@router.get("/fault")
async def fault() -> None:
    raise RuntimeError("secret of the house")


@router.get("/list")
async def listed(limit: Annotated[int, Query(ge=1)] = 1) -> int:
    return limit


async def test_a_refusal_is_told_in_vietnamese_first_and_in_english_on_request() -> None:
    async with client(make_app(router)) as http:
        answer = await http.get("/refused")
        assert (answer.status_code, slug(answer)) == (403, "forbidden")
        assert answer.json()["detail"] == "Chỉ công đoàn cấp trên."
        assert answer.json()["errors"] == [{"field": "unit", "code": CLOSED.code, "params": {}, "message": CLOSED.vi}]
        assert answer.headers["content-language"] == "vi"
        english = await http.get("/refused", headers={"Accept-Language": "en-GB,vi;q=0.5"})
        assert english.json()["title"] == "You are not allowed to do this"
        assert english.json()["errors"][0]["message"] == CLOSED.en
        assert english.headers["content-language"] == "en"
        assert "detail" not in (await http.get("/stale")).json()


BAD: dict[str, tuple[Any, dict[str, str]]] = {
    "missing": ({"authors": [{"name": "Lan"}]}, {"authors.0.share": "This field is required."}),
    "unknown": ({"colour": "red"}, {"colour": "There is no field of this name."}),
    "short": ({"authors": [{"name": "L", "share": 1}]}, {"authors.0.name": "Must have at least 2 characters."}),
    "long": ({"authors": [{"name": "L" * 11, "share": 1}]}, {"authors.0.name": "Must have at most 10 characters."}),
    "text": ({"authors": [{"name": 5, "share": 1}]}, {"authors.0.name": "Must be text."}),
    "number": ({"authors": [{"name": "Lan", "share": "x"}]}, {"authors.0.share": "Must be a whole number, as 500000."}),
    "part": ({"authors": [{"name": "Lan", "share": 1.5}]}, {"authors.0.share": "Must be a whole number, as 500000."}),
    "low": ({"authors": [{"name": "Lan", "share": 0}]}, {"authors.0.share": "Must be at least 1."}),
    "high": ({"authors": [{"name": "Lan", "share": 101}]}, {"authors.0.share": "Must be at most 100."}),
    "many": ({"authors": [{"name": "Lan", "share": 1}] * 3}, {"authors": "Must have at most 2 items."}),
    "list": ({"authors": "Lan"}, {"authors": "Must be a list."}),
    "item": ({"authors": ["Lan"]}, {"authors.0": "Must be a JSON object (application/json)."}),
    "enum": ({"kind": "magic"}, {"kind": "Only one of these values is accepted: technical, research."}),
    "literal": ({"level": "top"}, {"level": "Only one of these values is accepted: upper, grassroots."}),
    "uuid": ({"unit": "7"}, {"unit": "The identifier is not a UUID."}),
    "date": (
        {"first_applied": "15/07/2022"},
        {"first_applied": "The date must exist and be year"},
    ),
    "surrogate": ({"summary": "\ud800"}, {"summary": "Contains characters that are not valid."}),
    "two": ({"kind": "x", "unit": "y"}, {"kind": "Only one", "unit": "The identifier"}),
}


@pytest.mark.parametrize(("body", "expected"), BAD.values(), ids=BAD.keys())
async def test_each_bad_field_is_named_with_what_would_be_accepted(body: Any, expected: dict[str, str]) -> None:
    async with client(make_app(router)) as http:
        answer = await http.post("/initiatives", content=json.dumps(body), headers={"Accept-Language": "en", **JSON})
        vietnamese = await http.post("/initiatives", content=json.dumps(body), headers=JSON)
    assert (answer.status_code, slug(answer)) == (422, "invalid-request")
    told = {error["field"]: error["message"] for error in answer.json()["errors"]}
    assert told.keys() == expected.keys()
    assert all(told[field].startswith(message) for field, message in expected.items())
    assert {error["field"] for error in vietnamese.json()["errors"]} == expected.keys()
    assert not told.items() & {error["field"]: error["message"] for error in vietnamese.json()["errors"]}.items()


CODES: dict[str, tuple[str, dict[str, Any]]] = {
    "missing": ("required", {}),
    "unknown": ("unknown-field", {}),
    "short": ("too-short", {"min": 2}),
    "long": ("too-long", {"max": 10}),
    "number": ("not-a-whole-number", {}),
    "low": ("at-least", {"min": 1}),
    "high": ("at-most", {"max": 100}),
    "many": ("too-many", {"max": 2}),
    "enum": ("one-of", {"values": ["technical", "research"]}),
    "literal": ("one-of", {"values": ["upper", "grassroots"]}),
    "date": ("bad-date", {}),
    "uuid": ("bad-id", {}),
}


@pytest.mark.parametrize(("name", "code", "params"), [(name, *expected) for name, expected in CODES.items()])
async def test_a_program_is_given_our_code_and_what_the_sentence_names(
    name: str, code: str, params: dict[str, Any]
) -> None:
    async with client(make_app(router)) as http:
        answer = await http.post("/initiatives", content=json.dumps(BAD[name][0]), headers=JSON)
    assert [(error["code"], error["params"]) for error in answer.json()["errors"]] == [(code, params)]


async def test_a_moment_needs_its_time_zone() -> None:
    async with client(make_app(router)) as http:
        for moment in ("2022-07-15T08:30:00", "yesterday"):
            answer = await http.post("/initiatives", json={"at": moment})
            assert answer.json()["errors"][0]["message"].startswith("Thời điểm phải có dạng 2022-07-15T08:30:00Z")


async def test_the_branch_of_a_union_is_no_part_of_the_path() -> None:
    async with client(make_app(router)) as http:
        answer = await http.post("/decision", json={"act": "approve"})
        assert [error["field"] for error in answer.json()["errors"]] == ["number"]
        answer = await http.post("/decision", json={"act": "dance"}, headers={"Accept-Language": "en"})
        message = "Only one of these values is accepted: approve, return."
        params = {"values": ["approve", "return"]}
        assert answer.json()["errors"] == [{"field": "body", "code": "one-of", "params": params, "message": message}]


async def test_personal_data_in_a_field_has_its_own_problem_type_and_is_not_repeated() -> None:
    async with client(make_app(router)) as http:
        answer = await http.post("/initiatives", json={"summary": "Gọi 0901 234 567 hoặc lan@example.vn"})
        assert (answer.status_code, slug(answer)) == (422, "personal-data-in-text")
        assert [error["field"] for error in answer.json()["errors"]] == ["summary"]
        assert "234" not in answer.text
        assert "example.vn" not in answer.text.replace("api.example.vn", "")
        mixed = await http.post("/initiatives", json={"summary": "lan@example.vn", "kind": "x"})
        assert slug(mixed) == "invalid-request"


@pytest.mark.parametrize("body", [b"{", b"", b"[" * 100_000, b'{"a": ' + b"9" * 10_000 + b"}", b"\xff\xfe"])
async def test_a_body_that_cannot_be_read_is_refused_not_a_fault(body: bytes) -> None:
    async with client(make_app(router)) as http:
        answer = await http.post("/initiatives", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code in (400, 422)
    assert slug(answer) in ("invalid-request", "unreadable-body")


async def test_a_body_of_another_media_type_is_told_so() -> None:
    async with client(make_app(router)) as http:
        answer = await http.post("/initiatives", content=b"kind=x", headers={"Content-Type": "text/plain"})
    assert answer.status_code == 422
    assert "application/json" in answer.json()["errors"][0]["message"]
    assert answer.json()["errors"][0]["field"] == "body"


async def test_a_bad_query_parameter_is_named() -> None:
    async with client(make_app(router)) as http:
        answer = await http.get("/list", params={"limit": 0}, headers={"Accept-Language": "en"})
    (error,) = answer.json()["errors"]
    assert error == {"field": "limit", "code": "at-least", "params": {"min": 1}, "message": "Must be at least 1."}


async def test_unknown_paths_and_methods_are_problems_too() -> None:
    async with client(make_app(router)) as http:
        assert slug(await http.get("/nowhere")) == "not-found"
        answer = await http.delete("/list")
        assert (answer.status_code, slug(answer)) == (405, "method-not-allowed")
        assert answer.headers["allow"] == "GET, HEAD, OPTIONS"


async def test_a_fault_says_nothing_of_itself() -> None:
    async with client(make_app(router)) as http:
        answer = await http.get("/fault")
        assert (answer.status_code, slug(answer)) == (500, "internal-error")
        assert "secret" not in answer.text
        assert answer.headers["x-content-type-options"] == "nosniff"


async def test_a_store_that_is_away_is_a_503_worth_repeating() -> None:
    async with client(make_app(router)) as http:
        answer = await http.get("/away")
    assert (answer.status_code, slug(answer)) == (503, "unavailable")
    assert answer.headers["retry-after"] == "2"
    assert "10.0.0.1" not in answer.text


async def test_the_description_names_problems_in_place_of_the_frameworks_errors() -> None:
    schema = make_app(router).openapi()
    responses = schema["paths"]["/initiatives"]["post"]["responses"]
    for status in ("401", "403", "422"):
        assert responses[status]["content"] == {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    assert {"Problem", "ProblemField"} <= schema["components"]["schemas"].keys()
    assert "HTTPValidationError" not in str(schema)


def test_a_validators_own_sentence_reaches_the_reader() -> None:
    error = bad_value(CLOSED)
    listed = ValidationError.from_exception_data("x", [{"type": error, "loc": ("body", "share"), "input": 3}]).errors()
    assert refusal_of(listed, {"share": 3}).fields == (BadField("share", CLOSED),)


@pytest.mark.parametrize(("sent", "code"), [("ab", "too-short"), ("abcdef", "too-long"), (["x"] * 6, "not-text")])
def test_a_texts_length_is_told_in_characters_whatever_checks_it(sent: object, code: str) -> None:
    model = create_model("Checked", text=(Annotated[FreeText, Field(min_length=3, max_length=5)], ...))
    with pytest.raises(ValidationError) as raised:
        model.model_validate({"text": sent})
    (bad,) = refusal_of(raised.value.errors(), {"text": sent}).fields
    assert bad.complaint.code == code


def test_a_kind_of_error_without_a_sentence_still_gets_one() -> None:
    refusal = refusal_of([{"type": "is_instance_of", "loc": ("query", "q"), "ctx": {"class": "X"}}])
    assert refusal.fields == (BadField("q", INVALID),)


async def test_whatever_is_busy_says_when_to_come_again() -> None:
    async with client(make_app(router)) as http:
        answer = await http.get("/busy")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
