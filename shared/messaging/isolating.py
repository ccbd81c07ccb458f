"""Finding the record a batch fails by: applied in ever smaller parts, in order, until it stands alone.

All others are applied on the way, those of one key never out of their order. Errors that are the store's, or say that
the batch has to wait, rise: they say nothing of a record.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from shared.messaging.broker import KafkaError
from shared.messaging.consumer import Paused, Record
from shared.messaging.dead_letters import InvalidRecord
from shared.messaging.guard import TooManyInvalid
from shared.messaging.parsing import FAILED, REFUSED, where
from shared.messaging.partitions import EpochLost, NotOurs
from shared.messaging.work import Abandoned
from shared.mongo import PyMongoError, refuses_document
from shared.refusals import Refusal

ALONE_AGAIN_SECONDS = 0.1

_PASSING = (KafkaError, OSError, MemoryError)
_OURS = (Abandoned, EpochLost, NotOurs, Paused, Refusal, TooManyInvalid)
"""Ends of an attempt that we have words for: partitions that go, a store that somebody else wrote to first."""

Apply = Callable[[Sequence[Record]], Awaitable[None]]
SetAside = Callable[[Record, str, str], Awaitable[None]]
"""(record, FAILED | REFUSED, why)."""


async def apply_in_parts(records: Sequence[Record], apply: Apply, set_aside: SetAside) -> None:
    """Apply whatever can be applied; a record that fails alone, twice in the same way, is set aside."""
    parts = [list(records)]
    while parts:
        part = parts.pop()
        try:
            if part:
                await apply(part)
        except InvalidRecord as error:
            rest = [record for record in part if record is not error.record]
            if len(rest) == len(part):
                raise
            await set_aside(error.record, REFUSED, error.reason)
            parts.append(rest)
        except Exception as error:
            if not is_of_a_record(error):
                raise
            if len(part) > 1:
                middle = len(part) // 2
                parts += [part[middle:], part[:middle]]
            elif await _fails_again(part, apply, error):
                await set_aside(part[0], FAILED, where(error))


def is_of_a_record(error: Exception) -> bool:
    """Whether an error of applying may be a record's own fault: neither the store's or the broker's, nor a verdict."""
    if isinstance(error, PyMongoError):
        return refuses_document(error)
    return not isinstance(error, (*_OURS, *_PASSING, InvalidRecord))


async def _fails_again(part: Sequence[Record], apply: Apply, before: Exception) -> bool:
    await asyncio.sleep(ALONE_AGAIN_SECONDS)
    try:
        await apply(part)
    except InvalidRecord:
        raise
    except Exception as error:
        if not is_of_a_record(error) or where(error) != where(before):
            raise
        return True
    return False
