import base64
import json
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from fastapi import APIRouter
from hypothesis import given
from hypothesis import strategies as st

from shared.web.paging import BadCursor, Page, PageOut, PageRequest, decode_cursor, encode_cursor
from tests.unit.web.client import client, make_app, slug

router = APIRouter()


@router.get("/rows")
async def rows(page: Page) -> PageOut[int]:
    start = (page.after_as(int) or (0,))[0]
    items = list(range(start + 1, min(start + page.limit, 120) + 1))
    return PageOut(items=items, next=encode_cursor((items[-1],)) if items[-1] < 120 else None)


VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.text(st.characters(exclude_categories=["Cs"])),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False, allow_infinity=False),
    st.dates(),
    st.datetimes(timezones=st.just(UTC)),
    st.uuids(),
)


@given(st.lists(VALUES, max_size=5).map(tuple))
def test_a_cursor_carries_its_values_unchanged(values: tuple[Any, ...]) -> None:
    assert [(type(value), value) for value in decode_cursor(encode_cursor(values))] == [
        (type(value), value) for value in values
    ]


def cursor_of(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode()


@pytest.mark.parametrize(
    "cursor",
    [
        "!!!",
        "á",
        "AAAA",
        cursor_of({"$gt": ""}),
        cursor_of([{"$gt": ""}]),
        cursor_of([["t", "yesterday"]]),
        cursor_of([["x", "y"]]),
        cursor_of([["t"]]),
        cursor_of([["t", "2022-07-01T00:00:00"]]),
        cursor_of(["\ud800"]),
        cursor_of([["t", 5]]),
        cursor_of([["t", "0001-01-01T00:00:00+07:00"]]),
        cursor_of([["t", "9999-12-31T23:59:59-01:00"]]),
        cursor_of([2**63]),
        cursor_of([float("nan")]),
        cursor_of([["u", ["u", "x"]]]),
    ],
)
def test_a_made_up_cursor_is_refused(cursor: str) -> None:
    with pytest.raises(BadCursor):
        decode_cursor(cursor)


@given(st.text(max_size=200))
def test_no_text_breaks_the_reading_of_a_cursor(text: str) -> None:
    try:
        decode_cursor(text)
    except BadCursor:
        return
    assert encode_cursor(decode_cursor(text))


def test_a_cursor_of_another_list_is_refused() -> None:
    asked = PageRequest((datetime(2022, 7, 1, tzinfo=UTC), UUID(int=1)))
    assert asked.after_as(datetime, UUID) == asked.after
    assert PageRequest((None, "a")).after_as((int, type(None)), str)
    assert PageRequest().after_as(datetime, UUID) is None
    for types in ((datetime,), (str, UUID), (datetime, UUID, int), (date, str)):
        with pytest.raises(BadCursor):
            asked.after_as(*types)


def test_only_values_that_sort_can_stand_in_a_cursor() -> None:
    with pytest.raises(TypeError):
        encode_cursor(({"a": 1},))


async def test_pages_follow_each_other_to_the_end() -> None:
    seen: list[int] = []
    async with client(make_app(router)) as http:
        after: dict[str, str] = {}
        for _ in range(3):
            page = (await http.get("/rows", params=after)).json()
            seen += page["items"]
            after = {"after": page["next"]}
        assert page["next"] is None
    assert seen == list(range(1, 121))


@pytest.mark.parametrize(("rows", "following"), [(0, None), (1, None), (2, None), (3, 2)])
def test_a_full_last_page_has_no_next(rows: int, following: int | None) -> None:
    page = PageRequest(limit=2)
    found = list(range(1, rows + 1))[: page.rows_to_read]
    shown, cursor = page.cut(found, lambda row: (row,))
    assert (list(shown), cursor) == (found[:2], following and encode_cursor((following,)))


@pytest.mark.parametrize("query", [{"limit": 0}, {"limit": 201}, {"after": "!!!"}, {"after": "x" * 1001}])
async def test_a_bad_page_is_refused(query: dict[str, str]) -> None:
    async with client(make_app(router)) as http:
        answer = await http.get("/rows", params=query)
    assert (answer.status_code, slug(answer)) == (422, "invalid-request")
    assert answer.json()["errors"][0]["field"] in query
