"""A stream of submissions and decisions that goes on through faults, as clients with patience would send it."""

import asyncio
import uuid
from collections.abc import Iterator, Sequence

import httpx

from tests.e2e.oracle import Told
from tests.e2e.world import Json, World, paper
from tests.patience import patience

AT_ONCE = 8
PATIENCE_SECONDS = 30.0
PAUSE = 0.2
CHUNK = 5


async def submissions(
    world: World, count: int, authors: int = 12, *, the_last_after: asyncio.Event | None = None
) -> list[Told]:
    """`count` more initiatives by `authors` people, each always for the same unit; the last few wait for the event."""
    began = len(world.told)
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(n: int) -> Told:
        if the_last_after is not None and n >= count - CHUNK:
            await the_last_after.wait()
        async with gate:
            who = n % authors
            return await world.submit(world.bases[who % len(world.bases)], f"a{who}", key=f"{world.root}-{began + n}")

    first = [await one(n) for n in range(min(authors, count))]
    return first + list(await asyncio.gather(*(one(n) for n in range(authors, count))))


async def decisions(world: World, of: Sequence[Told], *, the_last_after: asyncio.Event | None = None) -> None:
    """Approve most, return and reject some, many at once; each request is repeated till every case has its answer.

    The last one waits for the event.
    """
    requests = list(_requests(world, of))
    for number, (unit, act, chunk) in enumerate(requests, 1):
        if the_last_after is not None and number == len(requests):
            await the_last_after.wait()
        await _decide(world, unit, act, chunk)


def _requests(world: World, of: Sequence[Told]) -> Iterator[tuple[str, str, list[Told]]]:
    for unit in world.bases:
        mine = [one for one in of if one.unit == unit]
        kinds = {"return": mine[0::7], "reject": mine[1::7]}
        rest = [one for one in mine if one not in kinds["return"] and one not in kinds["reject"]]
        for act, some in {**kinds, "approve": rest}.items():
            yield from ((unit, act, chunk) for chunk in _chunks(some))


async def _decide(world: World, unit: str, act: str, chunk: list[Told]) -> None:
    why = paper() if act == "approve" else {"reasons": ["other"], "comment": "Xin trao đổi với tổ hỗ trợ."}
    cases = [{"initiative_id": one.id, "content_version": 1, "submission_version": 1} for one in chunk]
    key = {"Idempotency-Key": str(uuid.uuid4())}
    body = {"act": act, "cases": cases, **why}
    deadline = asyncio.get_running_loop().time() + patience(PATIENCE_SECONDS)
    while True:
        results = await _post(world, unit, body, key)
        missing = [result for result in results if not result["done"]]
        if results and not missing:
            break
        assert asyncio.get_running_loop().time() < deadline, f"{act} in {unit} not done: {missing or 'no answer'}"
        await asyncio.sleep(PAUSE)
    for one in chunk:
        one.state = {"approve": "approved", "return": "returned", "reject": "rejected"}[act]
        one.levels += ["grassroots"] if act == "approve" else []


async def _post(world: World, unit: str, body: Json, key: dict[str, str]) -> list[Json]:
    """The results; none when review is just away."""
    try:
        answer = await world.call(
            "POST", "review", "/decisions", f"r-{unit}", ("reviewer", unit), json=body, headers=key
        )
    except httpx.TransportError:
        return []
    if answer.status_code == httpx.codes.SERVICE_UNAVAILABLE:
        return []
    assert answer.is_success, answer.text
    results: list[Json] = answer.json()["results"]
    return results


def _chunks(of: list[Told]) -> Iterator[list[Told]]:
    for start in range(0, len(of), CHUNK):
        yield of[start : start + CHUNK]
