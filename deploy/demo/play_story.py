"""One initiative from its entry on: each step waits until what it answers to has arrived, then is sent."""

from functools import singledispatchmethod
from typing import Any

import httpx

from deploy.demo.client import Client, DemoFailed, Who, until
from deploy.demo.plan import Plan
from deploy.demo.play_appointing import CITY_ADMIN, official
from deploy.demo.play_setup import Ids, author, proxy
from deploy.demo.steps import (
    Approve,
    AskRevocation,
    Decline,
    Reassess,
    Reclassify,
    Resubmit,
    Revoke,
    Reward,
    Step,
    Story,
    TurnDown,
    Withdraw,
)

STALE = 412
TRIES = 8
SETTLED = ("sent", "waiting-for-contact")


class Player:
    """Plays one story."""

    def __init__(self, client: Client, plan: Plan, ids: Ids, story: Story) -> None:
        self._client = client
        self._plan = plan
        self._ids = ids
        self.story = story
        self.id = ""
        self._unit = story.unit
        self._version = 1
        self._mails = 0
        self._by = author(story.entered_by, story.unit) if story.entered_by else proxy(plan, story.proxy_unit)

    async def play(self) -> None:
        """Enter it and take every step."""
        await self.enter()
        for step in self.story.steps:
            await self.take(step)

    async def enter(self) -> None:
        """Some in one request, some as a draft that is then submitted."""
        draft = int(self.story.key[2:]) % 4 == 0
        key = {"Idempotency-Key": f"demo-{self.story.key}"}
        made = await self._client.do(self._by, "submission", "POST", "/initiatives", self._body(draft=draft), key)
        self.id = made["id"]
        if draft:
            await self._act("/submission", {})

    def _body(self, *, draft: bool) -> dict[str, Any]:
        story = self.story
        body = {
            "programme": story.programme,
            "unit": story.unit,
            "kind": story.kind,
            "field": story.field,
            "title": story.title,
            "summary": story.summary,
            "description": story.description,
            "first_applied_on": story.first_applied_on,
            "claimed_benefit_vnd": story.claimed_benefit_vnd,
            "confidential": story.confidential,
            "authors": [{"id": self._ids[person.key], "share": share} for person, share in story.authors],
            "submit": not draft,
            "registered_at": story.registered_at,
        }
        return {name: value for name, value in body.items() if value is not None}

    @singledispatchmethod
    async def take(self, step: Step) -> None:
        """One step."""
        raise TypeError(step)

    @take.register
    async def _(self, step: Approve) -> None:
        body = {"decision_number": step.number, "decided_on": step.decided_on, "recommend": step.recommend}
        await self._decide(step.unit, "approve", body)
        self._mails += len(self.story.authors)

    @take.register
    async def _(self, step: TurnDown) -> None:
        body = {"reasons": list(step.reasons)} | ({"comment": step.comment} if step.comment else {})
        await self._decide(step.unit, step.act, body)
        helped = self.story.entered_by is None
        self._mails += len(self.story.authors) + helped
        await self._mailed()

    @take.register
    async def _(self, step: Decline) -> None:
        await self._decide(step.unit, "decline", {"comment": step.comment})

    @take.register
    async def _(self, step: AskRevocation) -> None:
        await self._decide(step.unit, "ask-revocation", {"reasons": list(step.reasons), "comment": step.comment})

    @take.register
    async def _(self, step: Reassess) -> None:
        await self._review(step.unit, "reassessment", {"verified_benefit_vnd": step.verified_benefit_vnd})

    @take.register
    async def _(self, step: Reward) -> None:
        body = {
            "form": step.form,
            "amount_vnd": step.amount_vnd,
            "decision_number": step.number,
            "decided_on": step.decided_on,
        }
        await self._review(step.unit, "reward", body, role="leader")
        self._mails += len(self.story.authors)

    @take.register
    async def _(self, step: Revoke) -> None:
        await self._mailed()
        case = (await self._case(step.unit, "leader")).json()
        awards = [("approval_id", a) for a in case["approvals"]] + [("reward_id", r) for r in case["rewards"]]
        name, award = next(pair for pair in awards if pair[1]["decision_number"] == step.number)
        body = {name: award["id"], "reasons": list(step.reasons), "comment": step.comment}
        await self._review(step.unit, "revocation", body, role="leader")

    @take.register
    async def _(self, step: Resubmit) -> None:
        await until(f"{self.story.key}: returned", self._is_returned)
        await self._act("", {"summary": step.summary}, method="PATCH")
        await self._act("/submission", {})
        self._version += 1

    @take.register
    async def _(self, _step: Withdraw) -> None:
        await self._act("/withdrawal", {})

    @take.register
    async def _(self, step: Reclassify) -> None:
        who = proxy(self._plan, step.by) if step.role == "proxy" else official(step.by, step.role)
        await self._act("/reclassification", {"unit": step.unit}, who=who)
        self._unit = step.unit

    async def _decide(self, unit: str, act: str, body: dict[str, Any]) -> None:
        await self._review(unit, "decision", {"act": act, "content_version": self._version, **body})

    async def _review(self, unit: str, act: str, body: dict[str, Any], *, role: str = "reviewer") -> None:
        """An act of review; a case that moved meanwhile is read again."""
        path = f"/cases/{self.id}/{act}"
        for _ in range(TRIES):
            case = await self._case(unit, role)
            etag = {"If-Match": case.headers["ETag"]}
            seen = ("submission_version", "supplement") if act == "decision" else ()
            looked_at = {name: case.json()[name] for name in seen}
            answer = await self._client.send(
                official(unit, role), "review", "POST", path, {**body, **looked_at, "as_unit": unit}, etag
            )
            if answer.status_code != STALE:
                break
        _must(answer, f"{self.story.key} POST {path}")

    async def _case(self, unit: str, role: str) -> httpx.Response:
        """The case, once it shows the content and the unit this story is at."""

        async def look() -> httpx.Response | None:
            answer = await self._client.get("review", f"/cases/{self.id}", official(unit, role))
            if not answer.is_success:
                return None
            case = answer.json()
            return answer if (case["content_version"], case["unit"]) == (self._version, self._unit) else None

        return await until(f"{self.story.key}: a case for {unit}", look)

    async def _act(self, path: str, body: dict[str, Any], *, method: str = "POST", who: Who | None = None) -> None:
        """An act of its authors or proxy; what reviewers did meanwhile makes it be read again."""
        who = who or self._by
        place = f"/initiatives/{self.id}"
        for _ in range(TRIES):
            shown = await self._client.get("submission", place, who)
            _must(shown, f"{self.story.key} GET {place}")
            etag = {"If-Match": shown.headers["ETag"]}
            answer = await self._client.send(who, "submission", method, place + path, body, etag)
            if answer.status_code != STALE:
                break
        _must(answer, f"{self.story.key} {method} {place}{path}")

    async def _is_returned(self) -> bool | None:
        shown = await self._client.read("submission", f"/initiatives/{self.id}", self._by)
        return True if shown["status"] == "returned" else None

    async def _mailed(self) -> None:
        """Wait until everybody was told: what is taken back or corrected later was mailed by then."""

        async def look() -> bool | None:
            shown = await self._client.pages("notify", "/messages", CITY_ADMIN, initiative_id=self.id)
            settled = [message for message in shown if message["state"] in SETTLED]
            return True if len(settled) >= self._mails else None

        await until(f"{self.story.key}: {self._mails} messages", look)


def _must(answer: httpx.Response, what: str) -> None:
    if not answer.is_success:
        raise DemoFailed(f"{what} → {answer.status_code} {answer.text[:600]}")
