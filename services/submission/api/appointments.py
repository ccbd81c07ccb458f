"""Appointments of a unit: made, listed, exported, given another term, ended."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request, Response

from services.submission import appointing
from services.submission.api.deps import Kept, Now, answer, as_bytes, store_of
from services.submission.api.units import Code
from services.submission.appointing import Change, Wish
from services.submission.domain.appointments.appointee import Appointee, Appointment, Post
from services.submission.domain.appointments.appointing import Term, must_change, must_end
from services.submission.domain.catalogue import Catalogue
from services.submission.schemas.appointments import AppointmentIn, AppointmentOut, TermIn
from services.submission.store import Store
from shared.refusals import NotFound
from shared.web.auth import CurrentCaller
from shared.web.etag import IfMatch
from shared.web.idempotency import Creating, Creation, FirstAnswer
from shared.web.openapi import problem_responses
from shared.web.routing import Router

router = Router(tags=["appointments"], responses=problem_responses(401, 403, 404, 409, 412, 422, 428))
PLACE = "/appointments/{id}"


async def _first_answer(request: Request, id_: UUID) -> FirstAnswer | None:
    return await store_of(request).appointees.first_answer(id_)


Create = Annotated[Creation, Depends(Creating(_first_answer, PLACE))]


@router.post("/units/{code}/appointments", status_code=201, response_model=AppointmentOut)
async def create_appointment(
    code: Code, body: AppointmentIn, caller: CurrentCaller, creation: Create, store: Kept, now: Now
) -> Response:
    """Appoint somebody by a card of the unit; in force at once, or planned.

    By leaders and administrators strictly below the unit of their grant; at it reviewers, proxies, councillors, and a
    deputy of their own.
    """
    post = Post(body.role, code, body.programme)
    catalogue = await fresh_catalogue(store, post)
    wish = Wish(creation.id, post, Term(body.starts_at or now, body.until), body.card, as_deputy=body.deputy)

    def first(made: Appointee) -> FirstAnswer:
        return FirstAnswer(creation.request_hash, _body(made, creation.id), made.revision)

    made = await appointing.appoint(wish, caller, catalogue, store, now, first)
    return answer(_body(made, creation.id), made.revision, 201, PLACE.format(id=creation.id))


@router.patch("/appointments/{appointment_id}", response_model=AppointmentOut)
async def change_appointment(
    appointment_id: UUID, body: TermIn, caller: CurrentCaller, expected: IfMatch, store: Kept, now: Now
) -> Response:
    """Give it another end, or, before it has begun, another beginning; whoever stands for it lasts no longer."""
    holder, appointment = await appointing.found(appointment_id, store)
    tree = (await store.units.catalogue()).tree
    actor = must_change(caller, holder, appointment, tree)
    expected.check(holder.revision)
    given = body.given()
    term = Term(given.get("starts_at", appointment.starts_at), given.get("until", appointment.until))
    changed = await appointing.change_term(Change(holder, appointment, term, actor), caller, tree, store, now)
    return answer(_body(changed, appointment_id), changed.revision)


@router.delete("/appointments/{appointment_id}", status_code=204)
async def end_appointment(
    appointment_id: UUID, caller: CurrentCaller, expected: IfMatch, store: Kept, now: Now
) -> Response:
    """End it now: by its holder, by whoever could make it, and a deputy's by whom they stand for."""
    holder, appointment = await appointing.found(appointment_id, store)
    actor = must_end(caller, holder, appointment, (await store.units.catalogue()).tree)
    expected.check(holder.revision)
    await appointing.end(holder, appointment, actor, store, now)
    return Response(status_code=204)


async def fresh_catalogue(store: Store, post: Post) -> Catalogue:
    """The catalogue; read afresh before a unit or programme is called unknown."""
    catalogue = await store.units.catalogue()
    known = post.unit in catalogue.tree and (post.programme is None or post.programme in catalogue.programmes)
    return catalogue if known else await store.units.catalogue(fresh=True)


def appointment_view(holder: Appointee, one: Appointment) -> dict[str, Any]:
    """One appointment, without anything personal."""
    return {
        "id": one.id,
        "person": holder.id,
        "role": one.post.role,
        "unit": one.post.unit,
        "programme": one.post.programme,
        "from": one.starts_at,
        "until": one.until,
        "deputy_for": one.deputy_for,
        "revision": holder.revision,
    }


def _body(holder: Appointee, id_: UUID) -> bytes:
    appointment = holder.get(id_)
    if appointment is None:
        raise NotFound
    return as_bytes(appointment_view(holder, appointment))
