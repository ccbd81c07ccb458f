"""How many cases stand where."""

import asyncio
from datetime import datetime
from itertools import islice
from typing import Final

from services.review.domain.case import Status
from services.review.queues import Counts
from shared.access import Scope
from shared.mongo import Collection, Document
from shared.paths import scoped
from shared.units import Level

APART: Final = 8
"""Subtrees that are counted one by one."""


async def count_cases(cases: Collection, within: tuple[Scope, ...], now: datetime) -> Counts:
    """Cases of these scopes: each number is a walk along one index, and where all programmes are, looks at no case.

    One subtree at a time, since only such a walk is a plain count; of very many, all of them in one query each.
    """
    apart = len(within) <= APART
    scopes = [scoped("path", "programme", (one,)) for one in within] if apart else [scoped("path", "programme", within)]
    statuses, levels = list(Status), list(Level)
    wanted: list[Document] = [{"status": status.value} for status in statuses]
    wanted += [{"awaited.level": level.value} for level in levels]
    wanted += [{"order_at": {"$lt": now}}, {"with_authors": True}]
    queries = [{**scope, **one} for one in wanted for scope in scopes]
    counted = iter(await asyncio.gather(*(cases.count_documents(query) for query in queries)))
    sums = [sum(islice(counted, len(scopes))) for _ in wanted]
    by_status = dict(zip(statuses, sums, strict=False))
    by_level = dict(zip(levels, sums[len(statuses) :], strict=False))
    return Counts(by_status, by_level, overdue=sums[-2], with_authors=sums[-1])
