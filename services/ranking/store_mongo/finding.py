"""Finding many by name, some at a time: a command may be 16 MB long, and what comes back is unpacked on the loop."""

from collections.abc import Iterable
from itertools import islice
from typing import Final

from shared.mongo import Collection, Document, Session

AT_ONCE: Final = 1000


async def find_in_parts(
    collection: Collection,
    session: Session,
    field: str,
    values: Iterable[str],
    also: Document | None = None,
    fields: Document | None = None,
) -> list[Document]:
    """The documents whose `field` is one of `values`, which all hold `also`."""
    found: list[Document] = []
    left = iter(values)
    while some := list(islice(left, AT_ONCE)):
        cursor = collection.find({**(also or {}), field: {"$in": some}}, fields, session=session)
        cursor.batch_size(AT_ONCE)
        while documents := await cursor.to_list(AT_ONCE):
            found += documents
    return found
