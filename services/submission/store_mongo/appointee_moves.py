"""What becomes of appointments in the transaction that links a card to an account, or erases one.

Both write the person's document even when they were appointed to nothing: whoever appoints them meanwhile read it too,
and one of the two is judged again.
"""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from services.submission.domain.appointments.appointee import Appointee
from services.submission.domain.appointments.deputies import ended_with
from services.submission.domain.appointments.moving import moved
from services.submission.domain.authors import Card
from services.submission.store_mongo.appointee_documents import APPOINTMENTS, WITHOUT, appointee_of, read, write
from shared.mongo import Database, Session


async def move(
    db: Database, old: Card, account: UUID, session: Session, judge: Callable[[Appointee], None] | None = None
) -> Appointee:
    """Give the account what its card was appointed to; the account's person as they are then."""
    now = _time(old)
    card, person = await read(db, old.id, session), await read(db, account, session)
    if judge is not None:
        judge(card)
    principals = [
        await read(db, one.deputy_for, session) for one in card.appointments if one.deputy_for not in (None, account)
    ]
    left, taken = moved(card, person, principals, now)
    await write(db, left, now, session)
    return await write(db, taken, now, session) if taken is not person else person


async def erase(db: Database, erased: Card, session: Session) -> None:
    """End all that the person was appointed to, and whatever stood for it; a tombstone if anything was ever told."""
    now = _time(erased)
    person = await read(db, erased.id, session)
    await write(db, person.forgotten(now) if person.version else person, now, session)
    ended = frozenset(one.id for one in person.appointments)
    if not ended:
        return
    found = db[APPOINTMENTS].find({"appointments.stands_for": {"$in": list(ended)}}, WITHOUT, session=session)
    for doc in await found.to_list(None):
        await write(db, ended_with(appointee_of(doc), ended, now), now, session)


def _time(erased: Card) -> datetime:
    if erased.last_event_at is None:
        raise AssertionError("a card that is erased has a time")
    return erased.last_event_at
