"""One decision on many cases, and what became of each."""

import re
from dataclasses import dataclass
from typing import Any, Final
from uuid import uuid4

from fastapi import APIRouter, Request
from starlette.responses import Response

from portal.desk.address import DeskAddress, is_id
from portal.desk.queue import reviewers_queue, today_at_home
from portal.desk.resuming import away_page, resumed, sign_in_and_back
from portal.desk.typed import FIELDS_OF_THE_API, check_decision, decision_of, form_of
from portal.signin.sessions import SignedIn, Visitor
from portal.store import Session
from portal.upstream.apis import Apis, Visit
from portal.upstream.optional import UNAUTHENTICATED
from portal.upstream.problems import PREFIX, Away, Refused
from portal.web.errors import pages_of
from portal.web.forms import Form

router = APIRouter()
MANY: Final = "/ban-xet-duyet/nhieu"
MOST: Final = 200
_PARTS: Final = 4
_NUMBER: Final = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class Chosen:
    """One case, and what of it was on the page."""

    id: str
    content_version: int
    submission_version: int
    supplement: int

    @classmethod
    def read(cls, text: str) -> "Chosen | None":
        """As the page wrote it: id and three versions."""
        parts = text.split(":")
        if len(parts) != _PARTS or not is_id(parts[0]) or not all(map(_NUMBER.fullmatch, parts[1:])):
            return None
        return cls(parts[0], *(int(part) for part in parts[1:]))

    def body(self) -> dict[str, Any]:
        """As review takes it."""
        versions = {"content_version": self.content_version, "submission_version": self.submission_version}
        return {"initiative_id": self.id, **versions, "supplement": self.supplement}


def chosen_of(form: Form) -> list[Chosen]:
    """The cases that were ticked, each once."""
    read = (Chosen.read(text) for text in form.value("case").split())
    return list({one.id: one for one in read if one is not None}.values())[:MOST]


@router.get(MANY)
async def choose_many(request: Request, session: SignedIn) -> Response:
    """The queue to tick in, with what was ticked on the desk."""
    address = DeskAddress.of(request)
    form = await resumed(request, session, MANY, address)
    ticked = Form({"key": str(uuid4()), "case": " ".join(request.query_params.getlist("case")[:MOST])})
    return await _page(request, session, form or ticked)


@router.post(MANY)
async def decide_many(request: Request, session: Visitor) -> Response:
    """Decide on all of them; the key makes a second sending find the first one's answers."""
    form = form_of(await request.form())
    if session is None:
        return await sign_in_and_back(request, form, MANY)
    words = pages_of(request).words(request)
    chosen = chosen_of(form)
    if not chosen:
        form.add("case", words("Chọn ít nhất một hồ sơ"))
    check_decision(form, today_at_home(), words)
    try:
        if not form.is_right:
            return await _page(request, session, form)
        apis: Apis = request.app.state.apis
        body = {**decision_of(form), "cases": [one.body() for one in chosen]}
        results = await apis.review.decide_many(Visit.of(request, session), body, form.value("key") or str(uuid4()))
    except Refused as refused:
        if refused.problem.status == UNAUTHENTICATED:
            return await sign_in_and_back(request, form, MANY)
        form.take(refused.problem, FIELDS_OF_THE_API)
        return await _page(request, session, form)
    except Away as away:
        return away_page(request, form, away)
    return _results_page(request, form, results)


def _results_page(request: Request, form: Form, results: dict[str, Any]) -> Response:
    titles = {part: form.value(f"title-{part}") for part in (one.id for one in chosen_of(form))}
    for result in results["results"]:
        if result["problem"] is not None:
            result["slug"] = result["problem"]["type"].removeprefix(PREFIX)
    return pages_of(request).page(
        request, "desk/results.html", results=results, titles=titles, form=form, address=DeskAddress.of(request)
    )


async def _page(request: Request, session: Session, form: Form) -> Response:
    address = DeskAddress.of(request)
    queue = await reviewers_queue(request, session, address)
    return pages_of(request).page(
        request,
        "desk/many.html",
        status=200 if form.is_right else 422,
        queue=queue,
        address=address,
        form=form,
        ticked={one.id for one in chosen_of(form)},
    )
