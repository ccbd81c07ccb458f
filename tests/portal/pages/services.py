"""The four services and the issuer as pages meet them: requests and answers are checked against docs/openapi."""

import json
from collections.abc import Callable
from typing import Any, Final

import httpx

from tests.portal.pages.documents import check_answer, check_request, sample_answer

ISSUER: Final = "http://127.0.0.1:8010"
PORTS: Final = {8010: "issuer", 8001: "submission", 8002: "review", 8003: "ranking", 8004: "notify"}
PROBLEM: Final = "application/problem+json"
Answer = Callable[[httpx.Request], httpx.Response]


class FakeServices(httpx.AsyncBaseTransport):
    """Answers by (service, method, path); what was asked is in `requests`, in order.

    An answer that the service's own document does not allow, a path it has not, or a parameter or field of a request
    that it does not take, fails the test. `away` names services that refuse connections, `slow` those whose
    answer does not come in time, `faulty` what others answer to everything; with `is_talkative` what was not told
    before is answered with a sample.
    """

    def __init__(self) -> None:
        self.requests: list[httpx.Request] = []
        self._answers: dict[tuple[str, str, str], Answer] = {}
        self.away: set[str] = set()
        self.slow: set[str] = set()
        self.faulty: dict[str, Answer] = {}
        self.is_talkative = False
        names = ("authorization", "token", "end_session")
        known = {"issuer": ISSUER, "jwks_uri": f"{ISSUER}/jwks"} | {
            f"{name}_endpoint": f"{ISSUER}/{name}" for name in names
        }
        discovery = ("issuer", "GET", "/.well-known/openid-configuration")
        self._answers[discovery] = lambda _request: httpx.Response(200, json=known)
        self._answers["issuer", "POST", "/end_session"] = lambda _request: httpx.Response(204)

    def says(self, service: str, method: str, path: str, body: Any, status: int = 200, **headers: str) -> None:
        """From now on this is the answer; it must be one of the document's."""
        check_answer(service, method, path, status, body)
        fields = {name.replace("_", "-"): value for name, value in headers.items()}
        self._answers[service, method, path] = lambda _request: httpx.Response(status, json=body, headers=fields)

    def refuses(self, service: str, method: str, path: str, status: int, slug: str, **more: Any) -> None:
        """From now on the service says no."""
        problem = {"type": f"urn:sangkien:problem:{slug}", "title": slug, "status": status, "instance": path, **more}
        fields = {"content-type": PROBLEM}
        content = json.dumps(problem).encode()
        self._answers[service, method, path] = lambda _request: httpx.Response(status, content=content, headers=fields)

    def asked(self, service: str, method: str, path: str) -> list[httpx.Request]:
        """What was asked of one route."""
        return [
            request
            for request in self.requests
            if (PORTS[request.url.port or 0], request.method, request.url.path) == (service, method, path)
        ]

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        service = PORTS[request.url.port or 0]
        if service in self.away:
            raise httpx.ConnectError("away", request=request)
        self.requests.append(request)
        if service in self.slow:
            raise TimeoutError  # as when the deadline comes; that it comes, tests of the client show
        return self.faulty.get(service, self.well)(request)

    def well(self, request: httpx.Request) -> httpx.Response:
        """What a service answers that is well."""
        service = PORTS[request.url.port or 0]
        if service != "issuer":
            check_request(service, request)
        answer = self._answers.get((service, request.method, request.url.path))
        if answer is None and self.is_talkative:
            return sample_answer(service, request)
        assert answer is not None, f"no answer for {request.method} {service}{request.url.path}"
        return answer(request)
