"""Receipts: whoever has the code of one is told whose turn it is, without an account."""

from fastapi import Request

from services.review.domain.case import Case
from services.review.misses import Misses
from services.review.schemas.own import ReceiptOut
from services.review.store import ReviewStore
from shared import receipts
from shared.refusals import NotFound
from shared.web.openapi import problem_responses
from shared.web.proxies import address_of
from shared.web.routing import Router
from shared.web.schemas import CleanText

router = Router(responses=problem_responses(404, 422, 429))


async def case_of(store: ReviewStore, typed: str) -> Case | None:
    """The case of the code somebody typed; what cannot be a code is not looked up."""
    code = receipts.parse(typed)
    return None if code is None else await store.case_of_receipt(code)


@router.get("/receipts/{code}", summary="What a receipt's initiative waits for; public")
async def read_receipt(code: CleanText, request: Request) -> ReceiptOut:
    """404 for a code that nobody was given, or whose initiative has not arrived here yet; 429 after too many such."""
    store: ReviewStore = request.app.state.service.store
    misses: Misses = request.app.state.misses
    address = address_of(request)
    misses.refuse_who_tried(address)
    case = await case_of(store, code)
    if case is None:
        misses.count(address)
        raise NotFound
    rules = (await store.programmes([case.face.programme])).get(case.face.programme)
    return ReceiptOut(**ReceiptOut.fields_of(case, await store.tree(), rules, await store.now()))
