"""Lists end with their last row: a page that is exactly full is followed by none."""

import pytest

from shared.access import Role
from tests.unit.submission.conftest import Portal
from tests.unit.submission.test_api_initiatives import BODY


@pytest.mark.parametrize(
    "path",
    ["/initiatives?mine=true", "/initiatives?unit=can-tho", "/authors", "/units", "/units/changes", "/programmes"],
)
async def test_an_exactly_full_page_is_the_last(portal: Portal, path: str) -> None:
    portal.grants["qt"] = [(Role.ADMIN, "can-tho"), (Role.PROXY, "can-tho")]
    for name in ("một", "hai"):
        answer = await portal.send("qt", "POST", "/initiatives", {**BODY, "title": name, "submit": True})
        assert answer.status_code == 201, answer.text
        card = {"name": name, "home_unit": "may-viet"}
        assert (await portal.send("qt", "POST", "/authors", card)).status_code == 201
        change = {"changes": [{"code": name.encode().hex(), "name": "x", "level": "grassroots", "parent": "o-mon"}]}
        assert (await portal.send("qt", "POST", "/units/changes", change)).status_code == 201
    query = f"{path}{'&' if '?' in path else '?'}limit="
    whole = (await portal.send("qt", "GET", f"{query}200")).json()
    count = len(whole["items"])
    assert (count > 0, whole["next"]) == (True, None)
    assert (await portal.send("qt", "GET", f"{query}{count}")).json() == whole
    first = (await portal.send("qt", "GET", f"{query}1")).json()
    assert first["items"] == whole["items"][:1]
    assert (first["next"] is None) == (count == 1)
