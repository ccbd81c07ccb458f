"""Somebody signed in at the portal, the way a browser signs in, for a load generator."""

from collections.abc import Sequence
from urllib.parse import urlsplit

import httpx

from deploy.local.people import LocalPerson, read_people, write_people
from deploy.local.stack import Stack
from portal.signin import cookie
from tests.bench.failure import BenchFailed

SEE_OTHER = 303


def signed_in(stack: Stack, sub: str, grants: Sequence[tuple[str, str]] = ()) -> dict[str, str]:
    """The header fields of their session; for five minutes no page has to renew its token."""
    folder = stack.tokens.folder
    known = [person for person in read_people(folder).values() if person.sub != sub]
    write_people(folder, [*known, LocalPerson(sub, "Nguyễn Thị Ánh", "", f"{sub}@example.vn", "", tuple(grants))])
    assert stack.portal is not None
    with httpx.Client(trust_env=False, timeout=30) as http:
        begun = _led(http.get(f"{stack.portal.url}/dang-nhap"))
        chosen = _led(http.post(begun.headers["location"], data={"sub": sub}))
        path = urlsplit(chosen.headers["location"])
        login = {"cookie": f"{cookie.LOGIN}={begun.cookies[cookie.LOGIN]}"}
        back = _led(http.get(f"{stack.portal.url}{path.path}?{path.query}", headers=login))
    return {"Cookie": f"{cookie.SESSION}={back.cookies[cookie.SESSION]}"}


def _led(answer: httpx.Response) -> httpx.Response:
    if answer.status_code != SEE_OTHER:
        raise BenchFailed(f"{answer.request.method} {answer.request.url} → {answer.status_code} {answer.text[:300]}")
    return answer
