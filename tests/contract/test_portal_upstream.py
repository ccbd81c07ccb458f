"""The portal asks the services for nothing that their documents do not have, and reads nothing else of an answer."""

import inspect
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import httpx
import pytest

from portal.upstream.client import Api, Visit
from portal.upstream.mail import Mail
from portal.upstream.names import Names
from portal.upstream.notify import Notify
from portal.upstream.operations import Operations
from portal.upstream.people import People
from portal.upstream.problems import Problem, Refused
from portal.upstream.programmes import Programmes
from portal.upstream.ranking import Ranking
from portal.upstream.review import Review
from portal.upstream.submission import Submission
from portal.upstream.units import Units
from tests.portal.pages.documents import check_request, sample_answer

CLIENTS: Final[Mapping[type[Any], str]] = {
    Submission: "submission",
    People: "submission",
    Review: "review",
    Ranking: "ranking",
    Notify: "notify",
    Mail: "notify",
    Units: "submission",
    Programmes: "submission",
    Operations: "submission",
}
Method = Callable[..., Awaitable[Any]]


@dataclass
class Documented(httpx.AsyncBaseTransport):
    """A service that is its document: it refuses what is not in it, and answers with all that is."""

    service: str
    requests: list[httpx.Request] = field(default_factory=list)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        check_request(self.service, request)
        return sample_answer(self.service, request)


def as_told(problem: Problem, _reader: str) -> Problem:
    return problem


def client(kind: type[Any], service: str) -> tuple[Any, Documented]:
    documented = Documented(service)
    return kind(Api(service, f"http://{service}", 60, as_told, documented)), documented


def methods() -> list[Any]:
    return list(_methods())


def _methods() -> Iterator[Any]:
    for kind, service in CLIENTS.items():
        for name, method in inspect.getmembers(kind, inspect.iscoroutinefunction):
            if not name.startswith("_"):
                yield pytest.param(kind, service, method, id=f"{service}.{name}")


def value(parameter: inspect.Parameter) -> Any:
    """Something of the parameter's kind; what stands in a body is judged where pages are tested."""
    if parameter.name == "visit":
        return Visit(token="of a test")
    kind = str(parameter.annotation)
    return b"{}" if "bytes" in kind else {} if "Mapping" in kind else 1 if "int" in kind else "all"


def arguments(method: Method) -> dict[str, Any]:
    """One for each parameter, those that may be left out included."""
    given = list(inspect.signature(method).parameters.values())[1:]
    return {one.name: value(one) for one in given if one.kind is not inspect.Parameter.VAR_KEYWORD}


@pytest.mark.parametrize(("kind", "service", "method"), methods())
async def test_every_request_is_one_of_the_services_document(kind: type[Any], service: str, method: Method) -> None:
    upstream, documented = client(kind, service)
    await method(upstream, **arguments(method))
    assert documented.requests


async def test_names_are_read_of_what_the_documents_have() -> None:
    upstream, _ = client(Submission, "submission")
    names = Names(upstream)
    lists = await names.lists(Visit())
    assert (lists.kinds, lists.reasons) == ({"all": "all"}, {"all": "all"})
    assert (await names.known(Visit(), ["all"]))["all"].name == "all"


async def test_a_stream_is_one_of_the_document_too() -> None:
    documented = Documented("ranking")
    async with Api("ranking", "http://ranking", 60, as_told, documented).stream(
        Visit(), "/boards/all/stream", {}, None
    ):
        assert len(documented.requests) == 1


class Mistaken(Review):
    """What a slip of the pen would make of it."""

    async def path(self, visit: Visit) -> None:
        await self.api.get(visit, "/case")

    async def method(self, visit: Visit) -> None:
        await self.api.send(visit, "PUT", "/cases/all/claim", {}, revision=1)

    async def parameter(self, visit: Visit) -> None:
        await self.api.get(visit, "/cases", page=1)

    async def body(self, visit: Visit) -> None:
        await self.api.send(visit, "POST", "/cases/all/claim", {"takeover": True}, revision=1)

    async def header(self, visit: Visit) -> None:
        await self.api.send(visit, "POST", "/cases/all/claim", {"take_over": True}, key="k")

    async def answer(self, visit: Visit) -> None:
        (await self.api.get(visit, "/cases"))["rows"]


@pytest.mark.parametrize("slip", ["path", "method", "parameter", "body", "header", "answer"])
async def test_a_slip_would_be_noticed(slip: str) -> None:
    upstream, _ = client(Mistaken, "review")
    with pytest.raises(Exception, match=r"review|rows"):
        await getattr(upstream, slip)(Visit())


@pytest.mark.parametrize("id_", ["..", ".", "a%2Fb", "%2e%2e", "a?mine=true", "a#", "a b", "\0", "ộ", "x" * 700])
async def test_an_address_leads_to_no_other_path_of_a_service(id_: str) -> None:
    upstream, documented = client(Submission, "submission")
    with pytest.raises(Refused):
        await upstream.initiative(Visit(), id_)
    assert not documented.requests
