"""Units as people name them in a form: by code or by words, asked back where several fit."""

import asyncio
import re
from typing import Any, Final

from portal.admin.visiting import Administration
from portal.upstream.problems import Refused
from portal.web.errors import NOT_FOUND
from portal.web.forms import Form

CODE: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,98}[a-z0-9])?")
MOST: Final = 12
Found = dict[str, list[dict[str, Any]]]
"""By field: the units of which one has to be chosen."""


async def named_units(visit: Administration, form: Form, names: list[str]) -> Found:
    """Put the code of each unit in the place of what was typed for it.

    A field whose words fit several units gets a sentence, and they are what is returned of it.
    """
    found: Found = {}
    for name in names:
        typed = " ".join(form.value(name).split())
        if not typed:
            form.values[name] = ""
            continue
        hits = await _hits(visit, typed)
        if len(hits) == 1:
            form.values[name] = hits[0]["code"]
        elif hits:
            found[name] = hits
            form.add(name, visit.words("Có nhiều đơn vị giống như vậy; chọn một"))
        else:
            form.add(name, visit.words("Không tìm thấy đơn vị nào như vậy trong phạm vi của anh/chị"))
    return found


async def _hits(visit: Administration, typed: str) -> list[dict[str, Any]]:
    if CODE.fullmatch(typed) and (exact := await _by_code(visit, typed)):
        return [exact]
    pages = await asyncio.gather(*(visit.apis.units.search(visit.visit, typed, within) for within in visit.units))
    by_code = {hit["code"]: hit for page in pages for hit in page}
    named = [hit for hit in by_code.values() if hit["name"].casefold() == typed.casefold()]
    return named if len(named) == 1 else list(by_code.values())[:MOST]


async def _by_code(visit: Administration, code: str) -> dict[str, Any] | None:
    try:
        return await visit.apis.units.unit(visit.visit, code)
    except Refused as refused:
        if refused.problem.status != NOT_FOUND:
            raise
        return None
