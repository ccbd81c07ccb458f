import pytest
from fastapi import Request, Response

from shared.web.etag import IfMatch, IfMatchOrNew, etag, is_known, set_etag
from shared.web.routing import Router
from tests.unit.web.client import client, make_app, slug

router = Router()
PRESENT = 3


@router.get("/things")
async def show(request: Request) -> Response:
    tag = etag(PRESENT)
    return Response(status_code=304 if is_known(request, tag) else 200, headers={"ETag": tag})


@router.patch("/things")
async def change(expected: IfMatch, response: Response) -> int:
    expected.check(PRESENT)
    set_etag(response, PRESENT + 1)
    return PRESENT


@router.put("/{what}")
async def put(what: str, expected: IfMatchOrNew) -> str:
    expected.check(PRESENT if what == "things" else None)
    return what


@router.put("/loose/things")
async def put_loosely(expected: IfMatchOrNew) -> None:
    expected.check_if_given(PRESENT)


async def asked(method: str, path: str, *headers: tuple[str, str]) -> tuple[int, str | None]:
    async with client(make_app(router)) as http:
        answer = await http.request(method, path, headers=list(headers))
    return answer.status_code, slug(answer) if answer.status_code >= 400 else None


async def test_the_next_revision_is_given_to_who_names_the_present_one() -> None:
    async with client(make_app(router)) as http:
        answer = await http.patch("/things", headers={"If-Match": '"3"'})
    assert (answer.json(), answer.headers["etag"]) == (3, '"4"')


LISTS = ['"3"', "*", '"1", "3"', '"1","3"', ' "3" ', 'W/"1", "3"', '"a,b", "3"', '"3",', ', "3"']


@pytest.mark.parametrize("named", LISTS)
async def test_if_match_takes_any_tag_of_a_list_or_anything_that_exists(named: str) -> None:
    assert await asked("PATCH", "/things", ("If-Match", named)) == (200, None)
    assert await asked("PUT", "/things", ("If-Match", named)) == (200, None)
    assert await asked("PUT", "/nothing", ("If-Match", named)) == (412, "stale-version")


async def test_several_lines_of_if_match_are_one_list() -> None:
    assert await asked("PATCH", "/things", ("If-Match", '"1"'), ("If-Match", '"3"')) == (200, None)


@pytest.mark.parametrize(
    "named", ["3", '"x"', 'W/"3"', 'w/"3"', '"33"', '"4", W/"3"', '"-1"', '""', '"' + "9" * 30 + '"', '"3', '*, "1"']
)
async def test_a_weak_an_older_or_an_unreadable_tag_matches_nothing(named: str) -> None:
    assert await asked("PATCH", "/things", ("If-Match", named)) == (412, "stale-version")
    assert await asked("PUT", "/loose/things", ("If-Match", named)) == (412, "stale-version")


async def test_what_exists_is_changed_by_who_names_it_alone() -> None:
    unsaid = (428, "precondition-required")
    assert await asked("PATCH", "/things") == await asked("PUT", "/things") == unsaid
    assert await asked("PUT", "/things", ("If-None-Match", '"1"')) == unsaid
    assert await asked("PUT", "/loose/things") == (200, None)


@pytest.mark.parametrize("named", ["*", '"3"', 'W/"3"', '"1", W/"3"'])
async def test_if_none_match_lets_only_create(named: str) -> None:
    assert await asked("PUT", "/nothing", ("If-None-Match", named)) == (200, None)
    assert await asked("PUT", "/things", ("If-None-Match", named)) == (412, "stale-version")
    assert await asked("PUT", "/loose/things", ("If-None-Match", named)) == (412, "stale-version")
    assert await asked("GET", "/things", ("If-None-Match", named)) == (304, None)


@pytest.mark.parametrize("named", ['"33"', '"x3"', '"4", "5"', '"3', "3", ""])
async def test_who_has_another_state_is_given_the_present_one(named: str) -> None:
    assert await asked("GET", "/things", ("If-None-Match", named)) == (200, None)
