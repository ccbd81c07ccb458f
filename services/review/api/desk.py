"""A reviewer at their desk: what each route needs of the store and the caller."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request, Response

from services.review.domain.blind import knows_authors
from services.review.domain.case import Case, Decided
from services.review.domain.reviewer import REVIEWING, reviewer_of
from services.review.domain.turn import Turn
from services.review.schemas.requests import LookedAt
from services.review.schemas.responses import CaseOut
from services.review.schemas.sight import Sight, people_who_acted
from services.review.store import ReviewStore
from shared.access import Caller, Role
from shared.refusals import NotFound
from shared.units import UnitTree
from shared.web.auth import CurrentCaller
from shared.web.etag import Precondition, set_etag


@dataclass(frozen=True, slots=True)
class Desk:
    """The caller and the store; a case is read before the tree (see `ReviewStore.tree`)."""

    store: ReviewStore
    caller: Caller

    async def find(self, initiative_id: UUID) -> tuple[Case, UnitTree]:
        """The case, whoever may read it, and the tree it stands on; NotFound when there is none."""
        case = await self._case(initiative_id)
        return case, await self.store.tree()

    async def turn(
        self,
        initiative_id: UUID,
        *,
        as_unit: str | None,
        expected: Precondition | None = None,
        looked_at: LookedAt | None = None,
        roles: tuple[Role, ...] = REVIEWING,
    ) -> Turn:
        """The caller's turn on the case as `expected`: 404 without a case, 403 out of scope, 412 stale, 428 unsaid."""
        case = await self._case(initiative_id)
        tree = await self.store.tree()
        by = reviewer_of(case, self.caller, tree, as_unit=as_unit, roles=roles)
        if expected is not None:
            expected.check(case.revision)
        programmes = await self.store.programmes([case.face.programme])
        now = await self.store.now()
        turn = Turn(case, by, tree, programmes.get(case.face.programme), now)
        if looked_at is None:
            return turn
        return turn.looking_at(looked_at.content_version, looked_at.submission_version, looked_at.supplement)

    async def take(self, turn: Turn, act: Callable[[Turn], Decided], response: Response) -> CaseOut:
        """Take the turn: decide, write state and event together, answer with the case as it stands."""
        decided = act(turn)
        await self.introduce()
        return await self.shown(await self.store.append(decided), response)

    async def save(self, case: Case, response: Response) -> CaseOut:
        """Write what publishes nothing, answer with the case as it stands."""
        await self.introduce()
        return await self.shown(await self.store.save(case), response)

    async def introduce(self) -> None:
        """Keep the caller's name before what they do is written: cut off in between, they only said who they are."""
        if self.caller.name is not None:
            await self.store.keep_name(self.caller.person_id, self.caller.name)

    async def shown(self, case: Case, response: Response) -> CaseOut:
        """The case as reviewers see it, with the tag its next If-Match has to name."""
        set_etag(response, case.revision)
        programme, store = case.face.programme, self.store
        names, programmes, tree, now = await asyncio.gather(
            store.names(people_who_acted(case)), store.programmes([programme]), store.tree(), store.now()
        )
        knows = knows_authors(self.caller, case, tree, programmes.get(programme))
        return CaseOut.of(case, Sight(self.caller.person_id, now, names, knows))

    async def _case(self, initiative_id: UUID) -> Case:
        case = (await self.store.cases([initiative_id])).get(initiative_id)
        if case is None:
            raise NotFound
        return case


def desk(request: Request, caller: CurrentCaller) -> Desk:
    """The desk of whoever calls."""
    return Desk(request.app.state.service.store, caller)


AtDesk = Annotated[Desk, Depends(desk)]
