"""Writing a programme in two steps: judged and shown first, then written as of what was seen."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from portal.admin.visiting import Administration
from portal.upstream.problems import Refused
from portal.web.errors import UNAUTHENTICATED
from portal.web.forms import Form

STALE: Final = 412
Body = Mapping[str, Any]
Fields = Mapping[str, str]
"""A service's names of fields, and ours."""


@dataclass(frozen=True, slots=True)
class Written:
    """What came of it: `would` is what a check says would be; `is_stale` that somebody else was quicker."""

    would: dict[str, Any] | None = None
    is_stale: bool = False


async def judge(
    visit: Administration,
    id_: str,
    body: Mapping[str, Any],
    revision: int | None,
    form: Form,
    fields: Mapping[str, str],
) -> Written:
    """Have it judged; what is wrong stands in the form."""
    would, problems = await visit.apis.programmes.judge(visit.visit, id_, body, revision)
    if any(problem.status == STALE for problem in problems):
        return Written(is_stale=True)
    for problem in problems:
        form.take(problem, fields)
    return Written(would)


async def write(
    visit: Administration,
    id_: str,
    body: Mapping[str, Any],
    revision: int | None,
    form: Form,
    fields: Mapping[str, str],
) -> Written:
    """Write it; what is wrong stands in the form."""
    try:
        await visit.apis.programmes.put(visit.visit, id_, body, revision)
    except Refused as refused:
        if refused.problem.status == UNAUTHENTICATED:
            raise
        if refused.problem.status == STALE:
            return Written(is_stale=True)
        form.take(refused.problem, fields)
    return Written()
