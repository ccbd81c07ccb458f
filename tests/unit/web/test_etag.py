import pytest
from fastapi import APIRouter, Response

from shared.web.etag import IfMatch, set_etag
from tests.unit.web.client import client, make_app, slug

router = APIRouter()


@router.patch("/things")
async def change(expected: IfMatch, response: Response) -> int:
    set_etag(response, expected + 1)
    return expected


async def test_the_revision_is_read_and_the_next_one_given() -> None:
    async with client(make_app(router)) as http:
        answer = await http.patch("/things", headers={"If-Match": '"3"'})
    assert (answer.json(), answer.headers["etag"]) == (3, '"4"')


async def test_a_change_must_name_the_revision_it_was_made_for() -> None:
    async with client(make_app(router)) as http:
        answer = await http.patch("/things")
    assert (answer.status_code, slug(answer)) == (428, "precondition-required")


@pytest.mark.parametrize("tag", ["3", '"x"', "*", 'W/"3"', '"3", "4"', '"-1"', '""', '"' + "9" * 30 + '"'])
async def test_a_tag_that_is_none_of_ours_matches_nothing(tag: str) -> None:
    async with client(make_app(router)) as http:
        answer = await http.patch("/things", headers={"If-Match": tag})
    assert (answer.status_code, slug(answer)) == (412, "stale-version")
