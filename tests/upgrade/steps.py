"""From the code of before to the code of now, one service after the other, while people go on working.

Readers before publishers (ADR 17): review, ranking and notify join the groups of the old ones and take over from them;
then submission is renewed, while one ranking of before still reads. After each step the boards equal a recount.
"""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from rich.console import Console

from tests.e2e import crowd
from tests.e2e.oracle import Told
from tests.e2e.waiting import stop, until
from tests.e2e.world import Json, World
from tests.upgrade.stack import StackOfTwoAges

READERS = ("review", "ranking", "notify")
A_STEP = 12
"""Initiatives entered, and decided on, in each step."""


class Upgrade:
    """One upgrade; `world` counts what was told."""

    def __init__(self, stack: StackOfTwoAges, world: World, console: Console) -> None:
        self._stack, self._world, self._console = stack, world, console

    async def whole(self) -> None:
        """All steps in their order."""
        await self._step("old services everywhere · dịch vụ cũ", self._work)
        workers = [await self._stack.beside(service, of_now=True) for service in READERS]
        await self._step("readers of both ages in each group · hai đời cùng đọc", self._work)
        for service in READERS:
            await self._stack.renew(service)
        for worker in workers:
            await stop(worker)
        await self._step("new readers alone, old submission · bên đọc mới", self._work)
        old_ranking = await self._stack.beside("ranking", of_now=False)
        await self._stack.renew("submission")
        await self._step("new submission, an old ranking reads too · bên gửi mới", self._new_work)
        await stop(old_ranking)
        await self._step("new services alone · toàn bộ mới", self._work)

    async def _step(self, name: str, act: Callable[[], Awaitable[None]]) -> None:
        self._console.print(f"… {name}")
        before = len(self._world.told)
        await act()
        await self._world.boards_agree()
        letters = await self._stack.dead_letters()
        assert not letters, f"{name}: set aside {letters}"
        await self._nothing_is_lost()
        self._console.print(f"  {len(self._world.told) - before} more, {len(self._world.told)} in all; boards agree")

    async def _work(self) -> None:
        """Entered, approved, returned, rejected."""
        await crowd.decisions(self._world, await crowd.submissions(self._world, A_STEP, authors=4))

    async def _new_work(self) -> None:
        """As ever, and what only the new services know: receipts, supplements, appointments."""
        await self._work()
        world = self._world
        one = await world.submit(world.bases[0], "a0")
        await self._supplemented(one)
        await self._known_by_receipt(one)
        await self._approved_by_an_appointed_reviewer(one)

    async def _supplemented(self, one: Told) -> None:
        seen = await self._world.initiative(one)
        path = f"/initiatives/{one.id}/supplements/description"
        tag = {"If-Match": f'"{seen["revision"]}"'}
        text = {"text": "Bản vẽ và số đo trước, sau khi áp dụng."}
        await self._world.must("PUT", "submission", path, one.sub, json=text, headers=tag)

    async def _known_by_receipt(self, one: Told) -> None:
        receipt = (await self._world.initiative(one))["receipt"]

        async def looked_up() -> int:
            url = f"{self._stack.url('review')}/receipts/{receipt}"
            return (await self._world.http.get(url)).status_code

        await until(f"the receipt {receipt} known to review", looked_up, lambda status: status == 200)

    async def _approved_by_an_appointed_reviewer(self, one: Told) -> None:
        """A confirmed card of the unit is appointed, and decides without a grant of its token."""
        world, unit = self._world, one.unit
        admin, reader = ("admin", ("admin", world.root)), "appointed"
        me = await world.must("PATCH", "submission", "/authors/me", reader, json={"home_unit": unit})
        tag = {"If-Match": f'"{me["revision"]}"'}
        path = f"/authors/{me['id']}/confirmation"
        await world.must("POST", "submission", path, "boss", ("leader", unit), json={}, headers=tag)
        appointment = {"card": me["id"], "role": "reviewer"}
        await world.must("POST", "submission", f"/units/{unit}/appointments", *admin, json=appointment)

        async def decided() -> Any:
            case = await world.case(one)
            body = {
                "act": "return",
                "content_version": 1,
                "submission_version": case["submission_version"],
                "supplement": case.get("supplement", 0),
                "reasons": ["other"],
                "comment": "Xin bổ sung số liệu.",
            }
            tag = {"If-Match": f'"{case["revision"]}"'}
            return await world.call("POST", "review", f"/cases/{one.id}/decision", reader, json=body, headers=tag)

        await until("whoever was appointed decides", decided, lambda answer: answer.is_success)
        one.state = "returned"

    async def _nothing_is_lost(self) -> None:
        """Each author is shown the state that the acts came to."""
        for one in self._world.told.values():
            await until(f"{one.id} is {one.state}", partial(self._world.initiative, one), partial(_is_in, one.state))


def _is_in(state: str, initiative: Json) -> bool:
    return bool(initiative["status"] == state)
