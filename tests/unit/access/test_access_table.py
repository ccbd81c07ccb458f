"""docs/access.md is true and complete: every operation, asked by every role in every relation, answers as it says."""

import os
from collections.abc import AsyncIterator, Iterable
from itertools import chain
from pathlib import Path

import httpx
import pytest

from shared.events import SERVICES
from shared.runtime import dead_letters_api
from tests.unit.access import of_notify, of_ranking, of_review, of_submission, table
from tests.unit.access.callers import Who, by_appointment, by_token, without_a_right
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


def cell(scene: Scene, operation: str, answer: httpx.Response) -> str:
    """An answer as the table writes it."""
    status = scene.asks[operation].status(answer)
    return "ok" if httpx.codes.is_success(status) else str(status)


async def answers(scene: Scene, operation: str, asking: Iterable[Who]) -> dict[tuple[str, str], str]:
    """What everybody is answered."""
    return {(who.role, who.relation): cell(scene, operation, await scene.answer(operation, who)) for who in asking}


def told_of(scene: Scene) -> dict[str, dict[tuple[str, str], str]]:
    """What the table says of the scene's service."""
    return {operation: cells for (service, operation), cells in table.read().items() if service == scene.service}


def differences(told: dict[tuple[str, str], str], found: dict[tuple[str, str], str], operation: str) -> list[str]:
    return [
        f"{operation} [{role} {relation}]: {got}, the table says {told.get((role, relation))}"
        for (role, relation), got in found.items()
        if told.get((role, relation)) != got
    ]


async def test_every_operation_answers_every_role_in_every_relation_as_the_table_says(scene: Scene) -> None:
    told, found = told_of(scene), {}
    for operation, ask in scene.asks.items():
        asking = by_token(at_the_top=ask.at_the_top, programme=ask.programme or scene.programme)
        found[operation] = await answers(scene, operation, asking)
    if os.environ.get("ACCESS_WRITE"):
        table.write(scene.service, found)
        return
    wrong = [differences(told.get(operation, {}), cells, operation) for operation, cells in found.items()]
    assert not any(wrong), "\n".join(chain(*wrong))
    assert told.keys() == found.keys(), "a row that nothing asks"


async def test_whoever_has_a_role_by_appointment_is_answered_as_whoever_has_it_by_token(scene: Scene) -> None:
    told, wrong = told_of(scene), []
    for operation, ask in scene.asks.items():
        found = await answers(scene, operation, by_appointment(at_the_top=ask.at_the_top))
        wrong += differences(told[operation], found, operation)
    assert not wrong, "\n".join(wrong)


async def test_appointments_that_ended_or_have_not_begun_or_are_of_another_programme_open_nothing(
    scene: Scene,
) -> None:
    told, wrong = told_of(scene), []
    for operation, ask in scene.asks.items():
        for why, who in without_a_right(at_the_top=ask.at_the_top):
            answer = await scene.answer(operation, who)
            got, nobody = cell(scene, operation, answer), told[operation][who.role, who.relation]
            elsewhere = why == "of another programme"
            if got != nobody and not (elsewhere and (ask.in_any_programme or is_empty(answer))):
                wrong.append(f"{operation} [{why} {who.relation}]: {got}, whoever has no role is answered {nobody}")
    assert not wrong, "\n".join(wrong)


def is_empty(answer: httpx.Response) -> bool:
    """Whether it is a list or a count of what the caller has rights over in their own programme: nothing here."""
    body = answer.json() if answer.is_success else {}
    return body.get("items", [None]) == [] or body.get("total", None) == 0


async def test_every_operation_has_its_rows(scene: Scene) -> None:
    declared = {
        f"{method.upper()} {path}"
        for path, operations in scene.app.openapi()["paths"].items()
        for method in operations
        if method in METHODS
    }
    assert {operation.split(" (")[0] for operation in scene.asks} == declared


async def test_somebody_gets_what_they_ask_for_from_every_operation(scene: Scene) -> None:
    assert [operation for operation, cells in told_of(scene).items() if "ok" not in cells.values()] == []
