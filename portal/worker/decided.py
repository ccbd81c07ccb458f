"""What was decided while its author was about to change it: its page says that the change came too late."""

from collections.abc import Mapping
from typing import Any, Final

from fastapi import Request
from starlette.responses import RedirectResponse

from portal.web.forms import Form
from portal.web.language import place_of

TOO_LATE: Final = "khong-kip"
_OWN: Final = "withdrawn"
"""A second tap on one's own withdrawal is no news."""


def lead_on(request: Request, initiative: Mapping[str, Any], form: Form) -> RedirectResponse:
    """To its page; `form` holds the refusal, if something was sent."""
    page = place_of(request).link(f"/cua-toi/{initiative['id']}")
    is_too_late = form.problems and initiative["status"] != _OWN
    return RedirectResponse(f"{page}?{TOO_LATE}=1" if is_too_late else page, 303)


def is_too_late(request: Request, initiative: Mapping[str, Any]) -> bool:
    """Whether its page has to say so."""
    return request.query_params.get(TOO_LATE) == "1" and initiative["status"] in ("approved", "rejected", "revoked")
