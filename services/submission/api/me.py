"""Who the caller is, and the lists of known values."""

from typing import Any

from fastapi import Request, Response

from services.submission.api.deps import Kept, as_bytes
from services.submission.api.views import card_view
from services.submission.domain import reference
from services.submission.schemas.people import MeOut
from services.submission.schemas.reference import ReferenceOut
from shared.appointments.me import rights_of
from shared.reference import KINDS, OWNERSHIPS, REASONS, REWARD_FORMS, SECTORS
from shared.refusals import Text
from shared.units import Level
from shared.web.auth import CurrentCaller
from shared.web.language import Language
from shared.web.openapi import problem_responses
from shared.web.routing import Router

UNPROVEN = Text(
    "Địa chỉ này chưa được nơi đăng nhập xác minh: chưa nhận thư ở đây và chưa nhận lại hồ sơ do người nhập thay lập. "
    "Hãy xác minh địa chỉ rồi đăng nhập lại.",
    "Who signed you in has not verified this address: nothing is mailed to it, and it takes over no card that a proxy "
    "made. Verify it and sign in again.",
)
router = Router(tags=["me"], responses=problem_responses(401))


@router.get("/me", response_model=MeOut)
async def get_me(request: Request, caller: CurrentCaller, store: Kept, language: Language) -> Response:
    """The caller's id here, their card and home unit, and all they may do now by token or by appointment."""
    card = await store.cards.get(caller.person_id)
    body = {
        "id": caller.person_id,
        "name": caller.name,
        "email": caller.email or caller.unproven_email,
        "email_verified": caller.email is not None,
        "email_note": None if caller.unproven_email is None else UNPROVEN.in_language(language),
        "home_unit": None if card is None or card.data is None else card.data.home_unit,
        "card": None if card is None else card_view(card),
        **await rights_of(caller, request.app.state.service),
    }
    return Response(as_bytes(body), media_type="application/json")


@router.get("/reference", response_model=ReferenceOut)
async def get_reference(language: Language) -> dict[str, Any]:
    """Kinds, sectors, ownership, reasons and reward forms by code, with their names; fields are suggestions."""
    return {
        "kinds": _named(KINDS, language),
        "fields": list(reference.FIELDS),
        "sectors": _named(SECTORS, language),
        "ownerships": _named(OWNERSHIPS, language),
        "reasons": _named(REASONS, language),
        "reward_forms": _named(REWARD_FORMS, language),
        "levels": [level.value for level in Level],
    }


def _named(values: dict[str, Text], language: str) -> list[dict[str, str]]:
    return [{"code": code, "name": text.in_language(language)} for code, text in values.items()]
