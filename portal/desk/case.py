"""One case before its reviewer, beside the queue it stands in."""

import asyncio
from collections.abc import Mapping
from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from portal.desk.address import DeskAddress
from portal.desk.changed import Changed
from portal.desk.looking import Looked, look
from portal.desk.queue import Queue, done_case, load_queue
from portal.desk.resuming import resumed
from portal.signin.sessions import SignedIn
from portal.store import Session
from portal.upstream.optional import if_told
from portal.web.errors import pages_of
from portal.web.forms import Form
from portal.web.language import place_of

router = APIRouter()
CASE: Final = "/ban-xet-duyet/{id_:uuid}"
EMPTY: Final = Form()


@router.get(CASE)
async def show_case(request: Request, session: SignedIn) -> Response:
    """What is to be decided on."""
    id_ = str(request.path_params["id_"])
    looked, queue = await asyncio.gather(
        look(request, session, id_), if_told(load_queue(request, session, DeskAddress.of(request)))
    )
    if looked is None:
        return RedirectResponse(place_of(request).link(f"/cua-toi/{id_}"), 303)
    form = await resumed(request, session, place_of(request).path, DeskAddress.of(request))
    forms = {} if form is None else {form.value("what"): form}
    return await case_page(request, session, looked, forms, queue=queue, is_resumed=form is not None)


async def case_page(
    request: Request,
    session: Session,
    looked: Looked,
    forms: Mapping[str, Form],
    *,
    queue: Queue | None = None,
    changed: Changed | None = None,
    is_resumed: bool = False,
) -> Response:
    """The page; `forms` are what was typed, by the name of the form: decide, benefit, reward."""
    address = DeskAddress.of(request)
    queue = queue or await load_queue(request, session, address)
    is_right = all(form.is_right for form in forms.values()) and changed is None
    return pages_of(request).page(
        request,
        "desk/case.html",
        status=200 if is_right else 422,
        looked=looked,
        case=looked.case,
        queue=queue,
        address=address,
        done=await done_case(request, session, address),
        forms={"decide": EMPTY, "benefit": EMPTY, "reward": EMPTY, **forms},
        changed=changed,
        is_resumed=is_resumed,
    )
