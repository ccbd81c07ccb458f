"""Nobody reads the trusted authorities anew for each request: every client is given those of the process."""

import ast
from collections.abc import Iterator

from deploy.local.processes import ROOT

FILES = [path for folder in ("deploy", "portal", "services", "shared") for path in (ROOT / folder).rglob("*.py")]
MAKE_CLIENTS = {"httpx.Client", "httpx.AsyncClient", "httpx.get", "httpx.post", "AsyncOAuth2Client"}


def made() -> Iterator[tuple[str, set[str | None]]]:
    """Where a client is made, and what it is given."""
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in MAKE_CLIENTS:
                yield f"{path.relative_to(ROOT)}:{node.lineno}", {word.arg for word in node.keywords}


def test_every_client_is_given_the_authorities() -> None:
    clients = dict(made())
    assert clients
    assert [place for place, words in clients.items() if "verify" not in words] == []
