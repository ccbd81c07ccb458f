"""What an administrator typed outlives a lost session, a service that is away, and every no."""

from collections.abc import Awaitable, Callable
from typing import Final

from fastapi import Request
from starlette.datastructures import FormData
from starlette.responses import Response

from portal.admin.visiting import Administration, administration
from portal.signin.drafts import draft_on, lead_with_draft
from portal.store import Session
from portal.upstream.problems import Away, Refused
from portal.web.errors import UNAUTHENTICATED, away_page
from portal.web.forms import Form
from portal.web.language import place_of
from portal.web.typed import put_typed

LONGEST: Final = 2000
LONGEST_TEXT: Final = 400_000
LONG: Final = ("file_text",)
"""Fields that hold a whole file."""
RESUMED: Final = "tiep"
Act = Callable[[Administration], Awaitable[Response]]


def form_of(sent: FormData) -> Form:
    """The fields of a request as they were typed; files are read where they are wanted."""
    texts = {name: value for name, value in sent.items() if isinstance(value, str)}
    most = dict.fromkeys(LONG, LONGEST_TEXT)
    return Form({name: text.replace("\r\n", "\n")[: most.get(name, LONGEST)] for name, text in texts.items()})


async def keeping(request: Request, session: Session | None, form: Form, page: str, act: Act) -> Response:
    """The answer to an act; where it cannot be given now, a page or a sign-in that gives everything typed back.

    `page` is where the form is shown, for whoever has to sign in first.
    """
    if session is None:
        return await _sign_in_first(request, form, page)
    form.values["by"] = str(session.person)
    try:
        return await act(await administration(request, session))
    except Away as away:
        put_typed(request, list(form.values.items()))
        return away_page(request, away)
    except Refused as refused:
        if refused.problem.status != UNAUTHENTICATED:
            raise
        return await _sign_in_first(request, form, page)


async def resumed(visit: Administration, page: str) -> Form | None:
    """What was typed on `page` before the sign-in; None when there is nothing, or another person typed it."""
    if RESUMED not in visit.request.query_params:
        return None
    values = await draft_on(visit.request, visit.session, page)
    return None if values is None else Form(values)


async def _sign_in_first(request: Request, form: Form, page: str) -> Response:
    back = f"{place_of(request).link(page)}?{RESUMED}=1"
    return await lead_with_draft(request, back, page, form.values, by=form.value("by"))
