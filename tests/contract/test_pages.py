"""What pages say of the project is so: commands, files, settings, paths, figures and rights."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from pydantic_settings import BaseSettings

from deploy.local.processes import ROOT
from deploy.principals import DESCRIBE, READ, TOPIC, WILL_READ, WRITE, rules_of
from portal.settings import PortalSettings
from services.notify.settings import NotifySettings
from services.ranking.settings import RankingSettings
from services.review.settings import ReviewSettings
from services.submission.settings import SubmissionSettings
from shared.events import EVENT_TOPICS, SERVICES
from shared.runtime.settings import COMMON_PREFIX, ServiceSettings

PAGES: Final = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
SETTINGS: Final[dict[str, type[BaseSettings]]] = {
    COMMON_PREFIX: ServiceSettings,
    "SUBMISSION_": SubmissionSettings,
    "REVIEW_": ReviewSettings,
    "RANKING_": RankingSettings,
    "NOTIFY_": NotifySettings,
    "PORTAL_": PortalSettings,
}
IN_EVERY_SERVICE: Final = ("app", "settings", "api", "schemas", "handlers", "jobs", "domain", "store", "store_mongo")
FOLDERS: Final = ("services", "portal", "shared", "deploy", "tests", "docs")


def words(page: Path) -> Iterator[str]:
    """What stands in backticks, or in a block of commands."""
    text = page.read_text()
    for block in re.findall(r"```sh\n(.*?)```", text, flags=re.DOTALL):
        yield from block.splitlines()
    yield from re.findall(r"`([^`\n]+)`", text)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_a_page_names_is_one_of_the_makefile(page: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), flags=re.MULTILINE))
    named = {found[1] for word in words(page) if (found := re.match(r"make ([a-z-]+)", word))}
    assert named <= targets


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_path_a_page_names_is_there(page: Path) -> None:
    named = {word.rstrip("/") for word in words(page) if re.fullmatch(rf"({'|'.join(FOLDERS)})/[\w./-]+", word)}
    assert {name for name in named if not list(ROOT.glob(name)) and not list(ROOT.glob(f"{name}.py"))} == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_setting_a_page_names_is_read(page: Path) -> None:
    known = {f"{prefix}{name.upper()}" for prefix, kind in SETTINGS.items() for name in kind.model_fields}
    known |= {f"{prefix}{name.upper()}" for prefix in SETTINGS for name in ServiceSettings.model_fields}
    known |= {f"{COMMON_PREFIX}KAFKA_REPLICAS"}  # read by deploy.topics
    named = {word for word in words(page) if re.fullmatch(rf"({'|'.join(SETTINGS)})[A-Z_]+", word)}
    assert named <= known


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_request_a_page_names_is_of_some_service(page: Path) -> None:
    documents = [json.loads((ROOT / "docs" / "openapi" / f"{service}.json").read_text()) for service in SERVICES]
    known = {
        (method.upper(), re.sub(r"{\w+}", "{}", path))
        for document in documents
        for path, operations in document["paths"].items()
        for method in operations
    }
    named = set()
    for word in words(page):
        if found := re.match(r"(GET|PUT|POST|PATCH|DELETE) (/[\w/{}-]+)", word):
            named.add((found[1], re.sub(r"{\w+}", "{}", found[2]).rstrip("/")))
    assert named <= known


def test_every_service_has_the_files_that_are_said_to_be_in_every_one() -> None:
    page = (ROOT / "CONTRIBUTING.md").read_text()
    assert all(f"`{name}" in page for name in IN_EVERY_SERVICE)
    for service in SERVICES:
        folder = ROOT / "services" / service
        here = {path.stem for path in folder.iterdir()}
        assert set(IN_EVERY_SERVICE) <= here, service


def test_limits_of_requests_are_those_the_page_of_rights_tells() -> None:
    page = (ROOT / "docs" / "access.md").read_text()
    writes = ServiceSettings.model_fields["writes_per_minute"].default
    checks = NotifySettings.model_fields["verify_per_minute"].default
    assert f"{writes:,} requests a minute and caller" in page
    assert f"checking certificates to {checks} a\n  minute and address" in page


def operations(service: str, action: str) -> set[str]:
    """Addresses of what a service's own document says it sends or receives."""
    document: dict[str, Any] = json.loads((ROOT / "docs" / "asyncapi" / f"{service}.json").read_text())
    channels = {name: channel["address"] for name, channel in document["channels"].items()}
    return {
        channels[operation["channel"]["$ref"].rpartition("/")[2]]
        for operation in document["operations"].values()
        if operation["action"] == action
    }


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_may_write_what_it_declares_to_send_and_read_what_it_declares_to_receive(service: str) -> None:
    topics = {topic.name for topic in EVENT_TOPICS}
    may = {(rule.operation, rule.name) for rule in rules_of(service) if rule.resource == TOPIC}
    assert {name for operation, name in may if operation == WRITE} & topics == operations(service, "send") & topics
    later = {topic.name for topic in WILL_READ[service]} - operations(service, "receive")
    may_read = {name for operation, name in may if operation == READ}
    assert may_read & topics - later == operations(service, "receive") & topics
    assert later <= may_read
    assert {name for operation, name in may if operation == DESCRIBE} >= operations(service, "send")
