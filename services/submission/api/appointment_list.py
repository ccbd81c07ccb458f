"""Who may do what in a unit: its appointments, those left on units merged into it, and what is inherited from above."""

import asyncio
import csv
import io
from collections.abc import AsyncIterator, Collection, Mapping
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Header, Query, Response

from services.submission.api.appointments import appointment_view
from services.submission.api.deps import JSON, Kept, Now, as_bytes, tree_with
from services.submission.api.units import Code
from services.submission.domain.appointments.appointee import Appointee, Appointment
from services.submission.domain.appointments.appointing import listing_units, may_see, seen_programmes
from services.submission.schemas.appointments import ListedAppointmentOut
from services.submission.store import Store
from shared.refusals import NotFound, Text
from shared.sheets import harmless
from shared.units import UnitTree
from shared.web.auth import CurrentCaller
from shared.web.language import Language
from shared.web.openapi import problem_responses
from shared.web.paging import Page, PageOut
from shared.web.routing import Router

router = Router(tags=["appointments"], responses=problem_responses(401, 404, 422))
CSV = "text/csv"
BOM = "\ufeff"
"""Without it Excel reads Vietnamese letters as something else."""
AT_ONCE = 200
MOST_EXPORTED = 20_000
"""Rows of a file; more are in the pages."""
COLUMNS = (
    ("unit", Text("Mã đơn vị", "Unit code")),
    ("role", Text("Vai trò", "Role")),
    ("programme", Text("Chương trình", "Programme")),
    ("name", Text("Họ tên", "Name")),
    ("person", Text("Mã người", "Person")),
    ("from", Text("Từ", "From")),
    ("until", Text("Đến", "Until")),
    ("deputy_for_name", Text("Làm thay", "Deputy of")),
    ("through", Text("Theo", "Through")),
)
Row = dict[str, Any]


@router.get(
    "/units/{code}/appointments",
    response_model=PageOut[ListedAppointmentOut],
    responses={200: {"content": {CSV: {"schema": {"type": "string"}}}}},
)
async def list_appointments(  # noqa: PLR0913 - each is one thing a request says
    code: Code,
    caller: CurrentCaller,
    page: Page,
    store: Kept,
    now: Now,
    language: Language,
    *,
    form: Annotated[
        Literal["json", "csv"] | None, Query(alias="format", description="As Accept says, when left out.")
    ] = None,
    accept: Annotated[str, Header()] = "",
) -> Response:
    """For leaders and administrators over the unit: in force and planned, page by page; as CSV all at once.

    `through` says whether it is the unit's own, one left on a unit merged into it, which covers nothing until somebody
    is appointed on the heir, or one of a unit above. Whoever leads for one programme sees those for it alone. Roles
    that tokens give are the identity provider's to list.
    """
    tree = await tree_with(store, code)
    if code not in tree or not may_see(caller, code, tree):
        raise NotFound
    listing = Listing(code, tree, store, now, seen_programmes(caller, code, tree))
    if form == "csv" or (form is None and CSV in accept):
        rows = [row async for row in listing.all_rows()]
        named = {"Content-Disposition": f'attachment; filename="{code}-appointments.csv"'}
        body = await asyncio.to_thread(_csv, rows, language)
        return Response(body, media_type=f"{CSV}; charset=utf-8", headers=named)
    after = page.after_as(UUID, UUID)
    rows = await listing.rows((after[0], after[1]) if after else None, page.rows_to_read)
    shown, cursor = page.cut(rows, lambda row: (row["person"], row["id"]))
    return Response(as_bytes({"items": shown, "next": cursor}), media_type=JSON)


class Listing:
    """The appointments that say who may do what in one unit, in the order of persons."""

    def __init__(
        self, code: str, tree: UnitTree, store: Store, now: datetime, programmes: Collection[str] | None = None
    ) -> None:
        self._unit, self._tree = code, tree
        self._units = frozenset(listing_units(code, tree))
        self._merged = frozenset(tree.merged(tree.resolve(code)))
        self._store, self._now, self._programmes = store, now, programmes

    async def rows(self, after: tuple[UUID, UUID] | None, most: int) -> list[Row]:
        """At most so many, after a person's appointment; a person begun is looked at again for the rest of theirs."""
        found: list[tuple[Appointee, Appointment]] = []
        last: UUID | None = None
        if after is not None:
            person = await self._store.appointees.get(after[0])
            found += [(person, one) for one in self._of(person) if one.id > after[1]]
            last = after[0]
        while len(found) < most:
            people = await self._store.appointees.at(self._units, last, AT_ONCE)
            found += [(person, one) for person in people for one in self._of(person)]
            if len(people) < AT_ONCE:
                break
            last = people[-1].id
        return await self._named(found[:most])

    async def all_rows(self) -> AsyncIterator[Row]:
        """Every one, up to a bound."""
        after, count = None, 0
        while count < MOST_EXPORTED and (rows := await self.rows(after, AT_ONCE)):
            for row in rows:
                yield row
            after, count = (rows[-1]["person"], rows[-1]["id"]), count + len(rows)

    def _of(self, person: Appointee) -> list[Appointment]:
        held = (one for one in person.appointments if one.post.unit in self._units and not one.is_over(self._now))
        return sorted((one for one in held if self._is_seen(one)), key=lambda one: one.id)

    def _is_seen(self, one: Appointment) -> bool:
        return self._programmes is None or one.post.programme in self._programmes

    async def _named(self, found: list[tuple[Appointee, Appointment]]) -> list[Row]:
        people = {id_ for person, one in found for id_ in (person.id, one.deputy_for) if id_ is not None}
        cards = await self._store.cards.get_many(people)
        names = {id_: card.data.name for id_, card in cards.items() if card.data is not None}
        return [self._row(person, one, names) for person, one in found]

    def _row(self, person: Appointee, one: Appointment, names: Mapping[UUID, str]) -> Row:
        own = "own" if one.post.unit == self._unit else "above"
        return {
            **appointment_view(person, one),
            "name": names.get(person.id),
            "deputy_for_name": None if one.deputy_for is None else names.get(one.deputy_for),
            "in_force": one.holds(self._now),
            "through": "merged" if one.post.unit in self._merged else own,
        }


def _csv(rows: list[Row], language: str) -> bytes:
    """Semicolons, as sheets set to Vietnamese read them; commas in English. No cell starts a formula."""
    text = io.StringIO()
    sheet = csv.writer(text, delimiter="," if language == "en" else ";")
    sheet.writerow([title.in_language(language) for _, title in COLUMNS])
    for row in rows:
        sheet.writerow([_cell(row[name]) for name, _ in COLUMNS])
    return (BOM + text.getvalue()).encode()


def _cell(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    return "" if value is None else harmless(str(value))
