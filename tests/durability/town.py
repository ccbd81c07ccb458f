"""People who go on through every fault: they ask again until they have an answer, and never do a thing twice."""

import asyncio
import random
import time
import uuid
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from deploy.local.stack import Stack
from tests.durability.ledger import Ledger, apply
from tests.e2e.oracle import Told
from tests.e2e.world import Json, World
from tests.patience import patience

PATIENCE_SECONDS = patience(90)
AUTHORS = 24
OPEN_AT_MOST = 6
"""Undecided initiatives a worker has before it decides on some."""
APPOINTING, ENDING = 0.06, 0.6
"""How often an act is about an appointment, and then ends one."""
SUPPLEMENTING = 0.08
"""How often an act adds to what waits for a decision."""
DECIDED_ON = (datetime.now(UTC) - timedelta(days=3)).date().isoformat()
"""Before any day a moved clock may say it is."""
PAPER = {"decision_number": "12/QĐ-CĐ", "decided_on": DECIDED_ON}
WHY: dict[str, Any] = {"reasons": ["other"], "comment": "Xin trao đổi với tổ hỗ trợ."}
AGAIN = (httpx.codes.REQUEST_TIMEOUT, httpx.codes.TOO_MANY_REQUESTS)
PASSES = (*AGAIN, httpx.codes.NOT_FOUND, httpx.codes.CONFLICT, httpx.codes.PRECONDITION_FAILED)
"""Refusals of what is not known yet, or of a race that was lost. Any other would come for ever."""


class Impatient(Exception):  # noqa: N818 - a finding
    """Nothing answered for longer than anyone waits: stuck."""


class Town(World):
    """A world whose people are patient."""

    def __init__(self, system: Stack, ledger: Ledger, seed: int) -> None:
        super().__init__(system, uppers=2, bases=3)
        self.ledger = ledger
        self.chance = random.Random(seed)
        self.retries = 0

    async def call(
        self, method: str, service: str, path: str, sub: str, *grants: tuple[str, str], **request: Any
    ) -> httpx.Response:
        """As people do: what failed for a reason that passes is asked again; safe for what may be repeated alone."""
        headers = dict(request.pop("headers", {}))

        async def once() -> httpx.Response | None:
            try:
                answer = await super(Town, self).call(
                    method, service, path, sub, *grants, headers=dict(headers), **request
                )
            except httpx.TransportError:
                return None
            return None if answer.is_server_error or answer.status_code in AGAIN else answer

        return await self._patiently(f"{method} {path}", once)

    async def once(
        self, method: str, service: str, path: str, sub: str, *grants: tuple[str, str], **request: Any
    ) -> httpx.Response | None:
        """One try; None when nobody knows what came of it."""
        try:
            return await super().call(method, service, path, sub, *grants, **request)
        except httpx.TransportError:
            return None

    async def _patiently(self, about: str, once: Callable[[], Awaitable[httpx.Response | None]]) -> httpx.Response:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while (answer := await once()) is None:
            self.retries += 1
            if time.monotonic() > deadline:
                raise Impatient(f"no answer to {about} within {PATIENCE_SECONDS:.0f} s")
            await asyncio.sleep(0.2)
        return answer

    def _note(self, **line: Any) -> None:
        self.ledger.note(**line)
        apply(self.told, line)

    async def enter(self, number: int) -> Told:
        """An author submits."""
        who = self.chance.randrange(AUTHORS)
        unit = self.bases[who % len(self.bases)]
        body = {**self.initiative_body(unit), "title": f"Đồ gá số {number}", "submit": True}
        key = {"Idempotency-Key": f"{self.root}-{number}"}
        made = await self.must("POST", "submission", "/initiatives", f"a{who}", json=body, headers=key)
        (first,) = made["authors"]
        fields = {"id": made["id"], "unit": unit, "author": first["id"], "home_unit": first["home_unit"]}
        self._note(act="submit", sub=f"a{who}", **fields)
        return self.told[made["id"]]

    async def decide(self, one: Told, act: str) -> None:
        """The initiative's own unit approves, returns or rejects: one key, however often it is asked."""
        body = {
            "act": act,
            "cases": [_looked_at(one)],
            **(PAPER if act == "approve" else WHY),
        }
        key = {"Idempotency-Key": str(uuid.UUID(int=self.chance.getrandbits(128)))}
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            answer = await self.call(
                "POST", "review", "/decisions", f"r-{one.unit}", ("reviewer", one.unit), json=body, headers=key
            )
            assert answer.is_success, f"{act} of {one.id}: {answer.status_code} {answer.text}"
            (result,) = answer.json()["results"]
            if result["done"]:
                break
            await before_again(f"{act} of {one.id}", answer, deadline)
            await asyncio.sleep(0.2)
        self._note(act=act, id=one.id, level="grassroots")

    async def supplement(self, one: Told) -> None:
        """Its author adds a description; whether a lost answer did is seen from what is there."""
        path, text = f"/initiatives/{one.id}/supplements", f"Bổ sung lần {one.supplement + 1}."
        deadline = time.monotonic() + PATIENCE_SECONDS
        while (shown := await self.call("GET", "submission", path, one.sub)).is_success:
            supplements = shown.json()
            if supplements["description"] == text:
                return self._note(act="supplement", id=one.id, supplement=supplements["supplement"])
            tag, body = {"If-Match": shown.headers["ETag"]}, {"text": text}
            answer = await self.once("PUT", "submission", f"{path}/description", one.sub, json=body, headers=tag)
            await before_again(f"{path}/description", answer, deadline)
        raise AssertionError(f"GET {path} as {one.sub}: {shown.status_code} {shown.text}")

    async def reward(self, one: Told, form: str) -> None:
        """The initiative's unit commends it; whether a lost answer did is seen from the case."""
        await self._until(
            one,
            lambda case: any(r["form"] == form for r in case["rewards"]),
            lambda _: ("reward", {"form": form, **PAPER}),
        )
        self._note(act="reward", id=one.id, form=form, level="grassroots")

    async def revoke(self, one: Told) -> None:
        """The initiative's unit takes its approval back."""
        await self._until(
            one,
            lambda case: case["status"] == "revoked",
            lambda case: ("revocation", {"approval_id": case["approvals"][0]["id"], **WHY}),
        )
        self._note(act="revoke", id=one.id)

    async def appoint(self, number: int) -> Json:
        """The leader makes a card for somebody, and they become a reviewer."""
        leader, unit = ("leader", self.root), self.bases[number % len(self.bases)]
        key = {"Idempotency-Key": f"{self.root}-o{number}"}
        card = {"name": f"Trần Thị {number}", "home_unit": unit}
        made = await self.must("POST", "submission", "/authors", "chief", leader, json=card, headers=key)
        path, body = f"/units/{unit}/appointments", {"card": made["id"], "role": "reviewer"}
        appointed = await self.must("POST", "submission", path, "chief", leader, json=body, headers=key)
        self._note(act="appoint", person=appointed["person"], appointment=appointed["id"])
        return appointed

    async def end(self, appointed: Json) -> None:
        """It is ended; whether a lost answer did is seen by its absence."""
        path, tag = f"/appointments/{appointed['id']}", {"If-Match": "*"}
        answer = await self.call("DELETE", "submission", path, "chief", ("leader", self.root), headers=tag)
        assert answer.is_success or answer.status_code == httpx.codes.NOT_FOUND, answer.text
        self._note(act="end", person=appointed["person"], appointment=appointed["id"])

    async def _until(self, one: Told, done: Callable[[Json], bool], wish: Callable[[Json], tuple[str, Json]]) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        grants = (("reviewer", one.unit), ("leader", one.unit))
        while True:
            case = await self.must("GET", "review", f"/cases/{one.id}", f"r-{one.unit}", *grants)
            if done(case):
                return
            path, body = wish(case)
            tag = {"If-Match": f'"{case["revision"]}"'}
            answer = await self.once(
                "POST", "review", f"/cases/{one.id}/{path}", f"r-{one.unit}", *grants, json=body, headers=tag
            )
            await before_again(f"{path} of {one.id}", answer, deadline)


async def before_again(about: str, answer: httpx.Response | None, deadline: float) -> None:
    """Wait a moment, unless it cannot help; nothing is asked for ever, not even what was answered well."""
    came = "no answer" if answer is None else f"{answer.status_code} {answer.text}"
    if answer is not None and answer.is_client_error and answer.status_code not in PASSES:
        raise AssertionError(f"{about}: {came}")
    if time.monotonic() > deadline:
        raise Impatient(f"still not done after {PATIENCE_SECONDS:.0f} s: {about}: {came}")
    await asyncio.sleep(0.0 if answer is not None and answer.is_success else 0.2)


def _looked_at(one: Told) -> Json:
    """What a reviewer saw: each supplement is one more version of what was submitted."""
    seen = {"submission_version": 1 + one.supplement, "supplement": one.supplement}
    return {"initiative_id": one.id, "content_version": 1, **seen}


class Worker:
    """One of those who act, on initiatives of its own."""

    def __init__(self, town: Town, number: int) -> None:
        self._town, self._number = town, number
        self._chance = random.Random(town.chance.getrandbits(64))
        self._made = 0
        self._waiting: list[Told] = []
        self._approved: list[Told] = []
        self._appointed: list[Json] = []

    async def act(self) -> None:
        """The next thing."""
        roll = self._chance.random()
        if self._chance.random() < APPOINTING:
            await self._appoint_or_end()
        elif self._waiting and self._chance.random() < SUPPLEMENTING:
            await self._town.supplement(self._waiting[self._chance.randrange(len(self._waiting))])
        elif len(self._waiting) > OPEN_AT_MOST or (self._waiting and roll < 0.45):
            await self._decide()
        elif self._approved and roll < 0.6:
            await self._follow_up()
        else:
            self._made += 1
            self._waiting.append(await self._town.enter(self._number * 1_000_000 + self._made))

    async def _appoint_or_end(self) -> None:
        if self._appointed and self._chance.random() < ENDING:
            await self._town.end(self._appointed.pop())
            return
        self._made += 1
        self._appointed.append(await self._town.appoint(self._number * 1_000_000 + self._made))

    async def _decide(self) -> None:
        one = self._waiting.pop(self._chance.randrange(len(self._waiting)))
        act = self._pick(("approve",) * 7 + ("return", "reject"))
        await self._town.decide(one, act)
        if act == "approve":
            self._approved.append(one)

    async def _follow_up(self) -> None:
        one = self._approved.pop(self._chance.randrange(len(self._approved)))
        if self._chance.random() < 0.35:
            await self._town.revoke(one)
            return
        given = {form for form, _ in one.rewards}
        await self._town.reward(one, next(form for form in ("giay-khen", "bang-khen") if form not in given))
        if len(one.rewards) < 2:
            self._approved.append(one)

    def _pick(self, options: Sequence[str]) -> str:
        return options[self._chance.randrange(len(options))]
