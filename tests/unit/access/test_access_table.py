"""docs/access.md is true and complete: every operation, asked by every role in every relation, answers as it says."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from shared.events import SERVICES
from shared.runtime import dead_letters_api
from tests.unit.access import of_notify, of_ranking, of_review, of_submission, table
from tests.unit.access.callers import callers
from tests.unit.access.scene import Scene

METHODS = ("get", "put", "post", "patch", "delete")


@pytest.fixture(params=SERVICES)
async def scene(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Scene]:
    """One service as it stands before anybody asks."""
    made = {
        "submission": of_submission.scene,
        "review": of_review.scene,
        "ranking": lambda: of_ranking.scene(tmp_path),
        "notify": of_notify.scene,
    }[request.param]()
    async with made:
        for name in ("list_letters", "replay", "discard"):
            monkeypatch.setattr(dead_letters_api, name, getattr(made.letters, name))
        yield made


async def answers(scene: Scene, operation: str) -> dict[tuple[str, str], str]:
    """What everybody is answered, as the table writes it."""
    found = {}
    for who in callers(at_the_top=scene.asks[operation].at_the_top):
        status = await scene.answer(operation, who.caller)
        found[who.role, who.relation] = "ok" if httpx.codes.is_success(status) else str(status)
    return found


async def test_every_operation_answers_every_role_in_every_relation_as_the_table_says(scene: Scene) -> None:
    told = {operation: cells for (service, operation), cells in table.read().items() if service == scene.service}
    found = {operation: await answers(scene, operation) for operation in scene.asks}
    if os.environ.get("ACCESS_WRITE"):
        table.write(scene.service, found)
        return
    wrong = [
        f"{operation} [{role} {relation}]: {got}, the table says {told.get(operation, {}).get((role, relation))}"
        for operation, cells in found.items()
        for (role, relation), got in cells.items()
        if told.get(operation, {}).get((role, relation)) != got
    ]
    assert not wrong, "\n".join(wrong)
    assert told.keys() == found.keys(), "a row that nothing asks"


async def test_every_operation_has_its_rows(scene: Scene) -> None:
    declared = {
        f"{method.upper()} {path}"
        for path, operations in scene.app.openapi()["paths"].items()
        for method in operations
        if method in METHODS
    }
    assert {operation.split(" (")[0] for operation in scene.asks} == declared


async def test_somebody_gets_what_they_ask_for_from_every_operation(scene: Scene) -> None:
    told = {operation: cells for (service, operation), cells in table.read().items() if service == scene.service}
    assert [operation for operation, cells in told.items() if "ok" not in cells.values()] == []
