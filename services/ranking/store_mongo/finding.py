"""Finding many by name, some at a time: a command may be 16 MB long, and what comes back is unpacked on the loop."""

from collections.abc import AsyncIterator, Iterable
from itertools import islice
from typing import Final

from shared.mongo import Collection, Document, Session

AT_ONCE: Final = 1000
"""Names in one query and documents in one part; to unpack as many takes some milliseconds."""


async def find_in_parts(
    collection: Collection,
    session: Session,
    field: str,
    values: Iterable[str],
    also: Document | None = None,
    fields: Document | None = None,
) -> AsyncIterator[list[Document]]:
    """The documents whose `field` is one of `values`, which all hold `also`; no part is empty."""
    left = iter(values)
    while some := list(islice(left, AT_ONCE)):
        cursor = collection.find({**(also or {}), field: {"$in": some}}, fields, session=session)
        cursor.batch_size(AT_ONCE)
        while documents := await cursor.to_list(AT_ONCE):
            yield documents
