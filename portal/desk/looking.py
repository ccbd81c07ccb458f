"""One case as its reviewer sees it: what review knows, what submission adds, and what it is all called."""

import asyncio
from dataclasses import dataclass
from typing import Any, Final

from fastapi import Request

from portal.domain.cases import acts_on, claim_of, line_count, text_changes
from portal.domain.diff import Piece
from portal.store import Session
from portal.upstream.apis import Apis, Visit
from portal.upstream.optional import if_told

Answer = dict[str, Any]
REVIEWING: Final = ("reviewer", "leader")


@dataclass(frozen=True, slots=True)
class Looked:
    """A case before somebody. What submission adds is None while it is away."""

    case: Answer
    me: str
    leads: bool
    levels: frozenset[str | None]
    added: Answer | None
    authors: list[Answer] | None
    is_blind: bool
    changed_texts: dict[str, list[Piece]]
    units: dict[str, str]

    @property
    def acts(self) -> tuple[str, ...]:
        """What may be decided on it."""
        return acts_on(self.case, self.levels)

    @property
    def claim(self) -> str:
        """Who holds it."""
        return claim_of(self.case, self.me)

    @property
    def lines(self) -> int:
        """How many lines its history has had."""
        return line_count(self.case)

    @property
    def description(self) -> str | None:
        """As it was submitted, when it is told."""
        return None if self.added is None else self.added["description"]

    @property
    def texts(self) -> Answer:
        """Its texts now, with the description when it is told."""
        return _texts(self.case, self.added)

    @property
    def changed_facts(self) -> dict[str, Answer]:
        """What the authors changed besides texts."""
        changes: dict[str, Answer] = self.case["changes"] or {}
        return {name: change for name, change in changes.items() if name not in self.changed_texts}


async def look(request: Request, session: Session, id_: str) -> Looked | None:
    """The case; None when the visitor is of its own people and has no reviewer's view of it."""
    apis: Apis = request.app.state.apis
    visit = Visit.of(request, session)
    case, rights, authors = await asyncio.gather(
        apis.review.case(visit, id_), if_told(apis.submission.me(visit)), if_told(_authors(apis, visit, id_))
    )
    if case.get("view", "reviewer") != "reviewer":
        return None
    submission = apis.submission
    returned = case["returned_version"]
    added, before = await asyncio.gather(
        if_told(submission.supplements(visit, id_, case["supplement"], case["content_version"])),
        _nothing() if returned is None else if_told(submission.version(visit, id_, returned)),
    )
    grants = [] if rights is None else [one for one in rights["grants"] if one["role"] in REVIEWING]
    own = {grant["unit"] for grant in grants}
    known = await apis.names.known(visit, _units_of(case) | own)
    return Looked(
        case=case,
        me=str(session.person),
        leads=any(grant["role"] == "leader" for grant in grants),
        levels=frozenset(known[code].level for code in own),
        added=added,
        authors=None if authors is None else authors["items"],
        is_blind=authors is not None and authors["items"] is None,
        changed_texts=_changed(case, before, _texts(case, added)),
        units={code: unit.name for code, unit in known.items()},
    )


async def _authors(apis: Apis, visit: Visit, id_: str) -> Answer:
    return {"items": await apis.submission.authors(visit, id_)}


async def _nothing() -> None:
    return None


def _texts(case: Answer, added: Answer | None) -> Answer:
    return case if added is None else {**case, "description": added["description"]}


def _changed(case: Answer, before: Answer | None, now: Answer) -> dict[str, list[Piece]]:
    """Against the version that was returned; as far as review knows it when submission is away."""
    if before is not None:
        return text_changes(before, now)
    changes: dict[str, Answer] = case["changes"] or {}
    return text_changes(
        {name: change["before"] for name, change in changes.items()},
        {name: change["after"] for name, change in changes.items()},
    )


def _units_of(case: Answer) -> set[str | None]:
    return {
        case["unit"],
        case["awaiting_unit"],
        *((case["claim"] and [case["claim"]["unit"]]) or ()),
        *(author["home_unit"] for author in case["authors"] or ()),  # none in a blind review
        *(line["unit"] for line in (*case["history"], *case["approvals"], *case["rewards"])),
    }
