"""Random acts: appoint, end, prolong, invite, accept, confirm, link, merge, erase, and days that pass.

Each is sent to the API; whether it is taken, and what it comes to, is the oracle's to say beforehand.
"""

import random
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

import httpx

from shared.access import person_id
from tests.model.appointing_oracle import LASTS, ROLES, CardSeen, Held, Invited, Oracle
from tests.model.appointing_world import LEVELS, PARENTS, PROGRAMMES, AppointingWorld, card_id, level_of
from tests.unit.submission.samples import ISSUER

ACCOUNTS: Final = tuple(f"a{n}" for n in range(7))
CARDS: Final = tuple(f"c-a{n}" for n in range(4, 7))
"""Made by proxies for the last three accounts, which have none of their own at first."""
TOKENS: Final = {"a0": ("admin", "t"), "a1": ("leader", "c0"), "a2": ("leader", "t")}
NEVER: Final = datetime(1900, 1, 1, tzinfo=UTC)
FOR_EVER: Final = datetime(2999, 1, 1, tzinfo=UTC)
KINDS: Final = {
    "appoint": 10, "deputy": 4, "end": 4, "prolong": 2, "invite": 3, "accept": 3, "confirm": 3, "link": 1, "merge": 1,
    "erase": 1, "days": 3, "sweep": 1,
}  # fmt: skip


class Difference(AssertionError):  # noqa: N818 - what is found
    """The API and the oracle disagree about an act."""


class AppointingActs:
    """One history."""

    def __init__(self, world: AppointingWorld, choose: random.Random) -> None:
        self.world, self.choose = world, choose
        self.ids = {name: person_id(ISSUER, name) for name in ACCOUNTS}
        self.names = {id_: name for name, id_ in self.ids.items()}
        self.oracle = Oracle(dict(PARENTS), {self.ids[name]: said for name, said in TOKENS.items()})
        self.done: Counter[str] = Counter()
        self.lines: list[str] = []

    async def begin(self) -> None:
        await self.world.begin(self.oracle.tokens, self.names)
        for name in ACCOUNTS[:4]:
            home = self.choose.choice(list(PARENTS))
            await self.world.put_card(self.ids[name], home, f"{name}@example.vn", account=True)
            self.oracle.cards[self.ids[name]] = CardSeen(home, account=True)
        for name in CARDS:
            home = self.choose.choice(list(PARENTS))
            await self.world.put_card(card_id(name), home, f"{name[2:]}@example.vn", account=False)
            self.oracle.cards[card_id(name)] = CardSeen(home, account=False)

    async def step(self) -> None:
        (kind,) = self.choose.choices(list(KINDS), list(KINDS.values()))
        await getattr(self, f"_{kind}")()

    @property
    def _now(self) -> datetime:
        return self.world.now()

    def _agree(self, kind: str, answer: httpx.Response, *, expected: bool) -> bool:
        self.lines.append(
            f"{self._now:%d.%m.} {kind} {answer.request.url.path} {answer.request.content!r} {answer.status_code}"
        )
        if answer.is_success != expected:
            raise Difference(f"{kind}: the oracle says {expected}, the API {answer.status_code} {answer.text}")
        self.done[kind if answer.is_success else f"{kind} refused"] += 1
        return answer.is_success

    def _who(self) -> str:
        able = [name for name in ACCOUNTS if self._powers(name)]
        return self.choose.choice(able if able and self.choose.random() < 0.9 else ACCOUNTS)

    def _powers(self, name: str) -> list[tuple[str, str, str | None]]:
        return [may for may in self.oracle.may(self.ids[name], self._now) if may[0] in ("leader", "admin")]

    async def _appoint(self) -> None:
        by, unit, role = self._who(), self.choose.choice(list(PARENTS)), self.choose.choice(ROLES)
        await self._make(by, role, unit, deputy=False)

    async def _deputy(self) -> None:
        by = self._who()
        own = sorted(self._powers(by), key=str)
        role, unit, programme = self.choose.choice(own) if own else ("leader", "c0", None)
        await self._make(by, role, unit, deputy=True, programme=programme)

    async def _make(self, by: str, role: str, unit: str, *, deputy: bool, programme: str | None = None) -> None:
        if programme is None and self.choose.random() < 0.3:
            programme = self.choose.choice(PROGRAMMES)
        start = self._now + timedelta(days=self.choose.choice((0, 0, 0, 5)))
        until = (
            start + timedelta(days=self.choose.choice((3, 10, 20, 40)))
            if deputy or self.choose.random() < 0.4
            else None
        )
        named = self.choose.choice(list(self.oracle.cards))
        body: dict[str, Any] = {"card": str(named), "role": role, "programme": programme, "deputy": deputy}
        body |= {"from": start.isoformat()} | ({"until": until.isoformat()} if until else {})
        person = self.oracle.cards[named].became or named
        plain = Held(UUID(int=0), role, unit, programme, start, until, self.ids[by])
        wanted = None if unit in self.oracle.heirs else self._deputys(plain) if deputy else self._ordinary(plain)
        taken = wanted is not None and self._may_be(by, person, wanted[0], wanted[1])
        answer = await self.world.send(by, "POST", f"/units/{unit}/appointments", body)
        if self._agree("deputy" if deputy else "appoint", answer, expected=taken) and wanted is not None:
            made = replace(wanted[0], id=UUID(answer.json()["id"]))
            self.oracle.of(person).append(made)

    def _ordinary(self, plain: Held) -> tuple[Held, str] | None:
        """The appointment, and the unit of the grant it is made by; None where there is no such right."""
        assert plain.made_by is not None
        at = self.oracle.appoints(plain.made_by, plain.role, plain.unit, plain.programme, self._now)
        return None if at is None else (plain, at)

    def _deputys(self, plain: Held) -> tuple[Held, str] | None:
        """As a deputy's: in place of what its maker holds longest."""
        assert plain.made_by is not None
        assert plain.until is not None
        choices = self.oracle.stands_for(plain.made_by, plain.role, plain.unit, plain.programme, self._now)
        if not choices:
            return None
        stands = max(choices, key=_lasts)
        latest = self._now + timedelta(days=30) if stands is None else stands.until
        if latest is not None and plain.until > latest:
            return None
        made = replace(plain, deputy_for=plain.made_by, ends_with=None if stands is None else stands.id)
        return made, plain.unit

    def _may_be(self, by: str, person: UUID, wanted: Held, at: str) -> bool:
        me, card = self.ids[by], self.oracle.cards.get(person)
        if card is None or card.erased or person == me or at not in self.oracle.path(card.home):
            return False
        if card.account and not card.confirmed:
            return False
        if wanted.deputy_for and any(
            one.deputy_for == person and not one.over(self._now) for one in self.oracle.of(me)
        ):
            return False
        return self.oracle.fits(person, wanted, self._now)

    def _some(self) -> tuple[UUID, Held] | None:
        held = [(person, one) for person, all_ in self.oracle.held.items() for one in all_]
        return self.choose.choice(held) if held else None

    def _swept(self, one: Held) -> bool:
        """Whether the API may have dropped it: over by the clock, it is there until somebody writes."""
        return one.over(self._now)

    async def _end(self) -> None:
        if (some := self._some()) is None or self._swept(some[1]):
            return
        person, one = some
        by = self.choose.choice(
            (self._who(), self.names.get(person, "a0"), self.names.get(one.deputy_for or person, "a0"))
        )
        me = self.ids[by]
        may = me in (person, one.deputy_for) or self.oracle.appoints(me, one.role, one.unit, one.programme, self._now)
        answer = await self.world.send(by, "DELETE", f"/appointments/{one.id}")
        if self._agree("end", answer, expected=bool(may)):
            self.oracle.end(one.id, self._now)

    async def _prolong(self) -> None:
        if (some := self._some()) is None or self._swept(some[1]) or some[1].deputy_for:
            return
        person, one = some
        by, until = self._who(), self._now + timedelta(days=self.choose.choice((2, 15, 50)))
        may = (
            self.oracle.appoints(self.ids[by], one.role, one.unit, one.programme, self._now) and self.ids[by] != person
        )
        fits = until > max(self._now, one.since) and until != one.until
        answer = await self.world.send(by, "PATCH", f"/appointments/{one.id}", {"until": until.isoformat()})
        if self._agree("prolong", answer, expected=bool(may and fits)):
            self.oracle.shorten(one.id, until)

    async def _invite(self) -> None:
        by, unit, role = self._who(), self.choose.choice(list(PARENTS)), self.choose.choice(ROLES)
        may = (
            self.oracle.appoints(self.ids[by], role, unit, None, self._now) is not None
            and unit not in self.oracle.heirs
        )
        answer = await self.world.send(by, "POST", f"/units/{unit}/invitations", {"role": role})
        if self._agree("invite", answer, expected=may):
            told = answer.json()
            by_token = _is_by_token(self.oracle, self.ids[by], role, unit, self._now)
            sent = Invited(UUID(told["id"]), role, unit, self.ids[by], self._now, by_token, told["secret"])
            self.oracle.invited.append(sent)

    async def _accept(self) -> None:
        if not self.oracle.invited:
            return
        one, who = self.choose.choice(self.oracle.invited), self.choose.choice(ACCOUNTS)
        me, oracle = self.ids[who], self.oracle
        opens = one.state == "open" and self._now < one.sent + LASTS and me != one.by
        if opens:
            self._have_card(who, one.unit)
        seen = oracle if one.by_token else replace(oracle, tokens={})
        still = seen.appoints(one.by, one.role, one.unit, None, self._now) is not None
        wanted = Held(one.id, one.role, one.unit, None, self._now, None, one.by)
        fits = one.role != "proxy" or oracle.fits(me, wanted, self._now)
        taken = opens and still and one.unit not in oracle.heirs and fits
        again = one.state in ("accepted", "confirmed") and one.who == me  # who is told the same, and nothing changes
        answer = await self.world.send(who, "POST", "/invitations/acceptance", {"secret": one.secret})
        if self._agree("accept again" if again else "accept", answer, expected=taken or again) and not again:
            one.who, one.state = me, "accepted"
            if one.role == "proxy":
                one.state = "confirmed"
                oracle.of(me).append(wanted)

    def _have_card(self, who: str, unit: str) -> None:
        """Whoever enters anything has a card: the one a proxy made for them, or one of the unit it is about."""
        me, waiting = self.ids[who], card_id(f"c-{who}")
        card = self.oracle.cards.get(me)
        if card is not None and card.erased:
            self.oracle.cards[me] = CardSeen(unit, account=True, confirmed=False)
        elif card is None and waiting in self.oracle.cards and not self.oracle.cards[waiting].erased:
            self.oracle.link(waiting, me, self._now)
        elif card is None:
            self.oracle.cards[me] = CardSeen(unit, account=True, confirmed=False)

    async def _confirm(self) -> None:
        if not (waiting := [one for one in self.oracle.invited if one.who is not None]):
            return
        one, by = self.choose.choice(waiting), self._who()
        me, who = self.ids[by], one.who
        assert who is not None
        may = (
            self.oracle.appoints(me, one.role, one.unit, None, self._now) is not None
            and one.unit not in self.oracle.heirs
        )
        made = Held(one.id, one.role, one.unit, None, self._now, None, me)
        taken = may and me != who and one.state == "accepted" and self.oracle.fits(who, made, self._now)
        answer = await self.world.send(by, "POST", f"/invitations/{one.id}/confirmation")
        if self._agree("confirm", answer, expected=taken):
            one.state = "confirmed"
            self.oracle.of(who).append(made)

    async def _link(self) -> None:
        who = self.choose.choice(ACCOUNTS[4:])
        me, waiting = self.ids[who], card_id(f"c-{who}")
        if me in self.oracle.cards or self.oracle.cards[waiting].erased:
            return
        answer = await self.world.send(who, "PATCH", "/authors/me", {})
        if self._agree("link", answer, expected=True):
            self.oracle.link(waiting, me, self._now)

    async def _merge(self) -> None:
        code, heir = self.choose.sample([unit for unit in PARENTS if unit != "t"], 2)
        living = code not in self.oracle.heirs and heir not in self.oracle.heirs
        if not living or level_of(code) != level_of(heir) or LEVELS.index(level_of(code)) < 2:
            return
        body = {"changes": [{"code": code, "merged_into": heir}]}
        answer = await self.world.send("a0", "POST", "/units/changes", body)
        if self._agree("merge", answer, expected=True):
            self.oracle.heirs[code] = heir

    async def _erase(self) -> None:
        who = self.choose.choice(ACCOUNTS)
        card = self.oracle.cards.get(self.ids[who])
        answer = await self.world.send(who, "DELETE", "/authors/me")
        if self._agree("erase", answer, expected=card is not None and not card.erased):
            self.oracle.erase(self.ids[who], self._now)

    async def _days(self) -> None:
        self.world.go_on(self.choose.choice((1, 4, 8)))
        self.done["days"] += 1

    async def _sweep(self) -> None:
        await self.world.sweep()
        self.done["sweep"] += 1


def _lasts(stands: Held | None) -> datetime:
    """How long a deputy may stand for it; a token says least."""
    return NEVER if stands is None else stands.until or FOR_EVER


def _is_by_token(oracle: Oracle, person: UUID, role: str, unit: str, now: datetime) -> bool:
    """Of grants on the same unit the token's comes first."""
    alone = replace(oracle, held={})
    by_all, by_token = (one.appoints(person, role, unit, None, now) for one in (oracle, alone))
    return by_token is not None and by_token == by_all
