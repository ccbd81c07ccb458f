"""What other people's tools say of docs/: no error, and of warnings only those that are named with a reason."""

import json
import tomllib
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from jsonschema import Draft202012Validator

from deploy import node
from shared.events import SERVICES

HERE = Path(__file__).parent
DOCS = HERE.parents[1] / "docs"
SECONDS = 300
"""Ends a linter that hangs."""


class Finding(NamedTuple):
    """What a linter says of one place."""

    document: str
    severity: str
    rule: str
    at: str
    message: str


def documents(kind: str) -> list[Path]:
    """The files under docs/ of one kind."""
    return sorted((DOCS / kind).glob("*.json"))


def parsed(output: str, errors: str) -> list[Any]:
    """A linter's JSON values, which Redocly prints one a document; its complaint when it did not get as far."""
    values, at = [], 0
    output = output.strip()
    assert output.startswith(("[", "{")), errors
    while at < len(output):
        value, at = json.JSONDecoder().raw_decode(output, at)
        values.append(value)
    return values


@pytest.fixture(scope="module")
def findings() -> list[Finding]:
    paths = [*documents("asyncapi"), *documents("openapi")]
    done = node.node(HERE / "lint.mjs", *paths, seconds=SECONDS)
    (listed,) = parsed(done.stdout, done.stderr)
    found = [Finding(**one) for one in listed]
    redocly = node.modules() / "@redocly" / "cli" / "bin" / "cli.js"
    done = node.node(redocly, "lint", *documents("openapi"), "--format=json", "--max-problems=1000", seconds=SECONDS)
    for one in [problem for report in parsed(done.stdout, done.stderr) for problem in report["problems"]]:
        place = one["location"][0]
        where = f"openapi/{Path(place['source']['ref']).name}"
        found.append(Finding(where, one["severity"], one["ruleId"], place.get("pointer", ""), one["message"]))
    return found


def test_linters_look_at_every_document() -> None:
    for kind in ("asyncapi", "openapi"):
        assert [path.stem for path in documents(kind)] == sorted(SERVICES)


def test_no_document_has_an_error(findings: list[Finding]) -> None:
    assert [one for one in findings if one.severity == "error"] == []


def test_each_warning_left_is_named_with_its_reason_and_each_reason_is_needed(findings: list[Finding]) -> None:
    reasons = tomllib.loads((HERE / "warnings.toml").read_text())
    assert all(one["reason"] for one in reasons.values())
    unexplained = [one for one in findings if one.severity != "error" and one.rule not in reasons]
    assert unexplained == []
    assert set(reasons) == {one.rule for one in findings if one.severity != "error"}


@pytest.mark.parametrize("path", documents("events"), ids=lambda path: path.stem)
def test_an_event_s_schema_is_one_of_2020_12_with_an_id_of_its_own(path: Path) -> None:
    schema = json.loads(path.read_text())
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] == f"urn:vn-sangkien:event:{path.stem}"
    Draft202012Validator.check_schema(schema)


def operations() -> list[tuple[str, str, dict[str, Any]]]:
    """Service, `METHOD path` and description of every operation."""
    return [
        (path.stem, f"{method.upper()} {route}", operation)
        for path in documents("openapi")
        for route, methods in json.loads(path.read_text())["paths"].items()
        for method, operation in methods.items()
        if isinstance(operation, dict) and "responses" in operation
    ]


def test_every_operation_says_who_needs_a_token_and_what_a_success_looks_like() -> None:
    assert [name for _, name, one in operations() if "security" not in one] == []
    silent = []
    for service, name, one in operations():
        for status, response in one["responses"].items():
            contents = response.get("content", {}).values()
            empty = not contents or not all(content.get("schema") for content in contents)
            if status.startswith("2") and status != "204" and empty:
                silent.append(f"{service}: {name} {status}")
    assert silent == []


def test_operations_are_called_what_a_client_s_author_would_call_them() -> None:
    ids = [(service, one["operationId"]) for service, _, one in operations()]
    assert len(set(ids)) == len(ids)
    clumsy = [id_ for _, id_ in ids if "__" in id_ or "_" not in id_ or id_.endswith(("_get", "_post", "_put"))]
    assert clumsy == []


def test_schemas_are_called_what_a_client_s_author_would_call_them() -> None:
    names = {name for path in documents("openapi") for name in json.loads(path.read_text())["components"]["schemas"]}
    assert [name for name in names if "PageOut" in name or "__" in name or name.endswith("_")] == []
    assert {"Initiative", "InitiativePage", "Case", "Board", "Message"} <= names
