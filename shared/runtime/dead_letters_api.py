"""`/dead-letters`: what a service set aside, for the administrators of a highest unit.

The same acts as on the command line: a replay lets the service's own handler apply the record if it is still
newer; nothing is put back on another's topic. Every act is noted in the letter, and logged, with who did it.
"""

from datetime import datetime
from typing import Annotated, Literal

import structlog
from fastapi import Depends, Query, Request
from pydantic import Field

from shared.access import Caller
from shared.messaging.dead_letters import discard, list_letters
from shared.messaging.replay import replay
from shared.mongo import Document
from shared.refusals import Forbidden
from shared.runtime.held import Service
from shared.web.auth import CurrentCaller
from shared.web.openapi import problem_responses
from shared.web.paging import Page, PageOut
from shared.web.routing import Router
from shared.web.schemas import CleanText, ResponseBody

router = Router(prefix="/dead-letters", tags=["dead letters"])

_log = structlog.get_logger(__name__)


class LetterOut(ResponseBody):
    """A record that was set aside: where it lies, why, and what became of it. Never the record itself."""

    id: str = Field(description="topic-partition-offset of the original.")
    topic: str
    partition: int
    offset: int
    key: str
    group: str = Field(description="The consumer group that set it aside.")
    reason: str
    error: str
    attempts: int
    at: datetime
    state: Literal["waiting", "replayed", "discarded"]
    by: str | None = Field(default=None, description="Who settled it: an account's id, or the user of a command line.")
    settled_at: datetime | None = None

    @classmethod
    def of(cls, letter: Document) -> "LetterOut":
        """The letter of a note."""
        return cls(id=letter["_id"], **{name: value for name, value in letter.items() if name in cls.model_fields})


async def administrator(request: Request, caller: CurrentCaller) -> Caller:
    """The caller, when they administer a unit known to be a highest one: letters of all units lie together."""
    service: Service = request.app.state.service
    if not caller.administers_a_root(await service.tree()):
        raise Forbidden
    return caller


Administrator = Annotated[Caller, Depends(administrator)]


@router.get("", responses=problem_responses(401, 403, 422))
async def list_dead_letters(
    request: Request,
    _caller: Administrator,
    page: Page,
    state: Annotated[Literal["waiting", "replayed", "discarded", "all"], Query()] = "waiting",
) -> PageOut[LetterOut]:
    """What was set aside, oldest first."""
    service: Service = request.app.state.service
    after: tuple[datetime, str] | None = page.after_as(datetime, str)
    wanted = None if state == "all" else state
    found = await list_letters(service.mongo.db, state=wanted, after=after, limit=page.rows_to_read)
    shown, following = page.cut(found, lambda letter: (letter["at"], letter["_id"]))
    return PageOut(items=[LetterOut.of(letter) for letter in shown], next=following)


@router.post("/{letter}/replay", responses=problem_responses(401, 403, 404, 409, 422, 503))
async def replay_dead_letter(request: Request, letter: CleanText, caller: Administrator) -> LetterOut:
    """Let the service's own handler apply the record again, if it is still newer."""
    state = request.app.state
    service: Service = state.service
    who = str(caller.person_id)
    note = await replay(service.settings.kafka_bootstrap, service.mongo, state.lifecycle.consumers, letter, by=who)
    _log.info("dead_letter.replayed", letter=letter, by=who)
    return LetterOut.of(note)


@router.post("/{letter}/discard", responses=problem_responses(401, 403, 404, 409, 422))
async def discard_dead_letter(request: Request, letter: CleanText, caller: Administrator) -> LetterOut:
    """Say that the record is never to be applied; the note of it stays."""
    service: Service = request.app.state.service
    who = str(caller.person_id)
    note = await discard(service.mongo.db, letter, by=who)
    _log.info("dead_letter.discarded", letter=letter, by=who)
    return LetterOut.of(note)
