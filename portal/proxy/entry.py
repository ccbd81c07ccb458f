"""One visit to the form that somebody fills in for others."""

from dataclasses import dataclass
from typing import Any, Final
from uuid import uuid4

from fastapi import Request
from starlette.responses import RedirectResponse, Response

from portal.desk.address import is_id
from portal.domain.people import by_given_name, namesakes
from portal.proxy import picked
from portal.proxy.team import Team, team_of
from portal.store import Session
from portal.upstream.apis import Apis, Visit
from portal.upstream.optional import if_told
from portal.upstream.problems import Refused
from portal.web.errors import UNAUTHENTICATED, pages_of
from portal.web.forms import Form
from portal.web.language import place_of
from portal.web.typed import put_typed
from portal.worker import posting
from portal.worker.known import KnownForm, known_form

SHOWN: Final = 12
NEW_FIELDS: Final = {
    "name": "new_name",
    "member_number": "new_number",
    "email": "new_email",
    "phone": "new_phone",
    "language": "new_language",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """Of one programme's form for one unit."""

    request: Request
    session: Session
    team: Team
    known: KnownForm
    programme: str

    @classmethod
    async def of(cls, request: Request, session: Session, programme: str, unit: str) -> "Entry":
        """Of a request; of a merged unit its heir's."""
        team = await team_of(request, session, unit, entering=True)
        known = await known_form(team.apis, team.visit, programme, unit)
        if isinstance(known, str):
            return await cls.of(request, session, programme, known)
        return cls(request, session, team, known, programme)

    @property
    def unit(self) -> str:
        """The unit's code."""
        return self.known.unit.code

    @property
    def apis(self) -> Apis:
        """The services."""
        return self.team.apis

    @property
    def visit(self) -> Visit:
        """For whom they are asked."""
        return self.team.visit

    async def page(self, form: Form, found: list[dict[str, Any]] | None = None, *, is_draft: bool = False) -> Response:
        """The form; `found` are the cards that were searched for."""
        has_text = bool(form.value("title") or form.problems)
        authors = picked.authors_of(form)
        template = "proxy/enter.html" if self.known.is_open or has_text else "worker/closed.html"
        return pages_of(self.request).page(
            self.request,
            template,
            status=200 if form.is_right else 422,
            team=self.team,
            known=self.known,
            form=form,
            authors=authors,
            shares={f"share-{one.id}": one.name for one in authors},
            found=found,
            is_draft=is_draft,
            sent=await self._sent(),
            read=posting.read_back(form),
            today=posting.today(),
        )

    def done(self, id_: str) -> Response:
        """On to the next one, which says what was sent."""
        place = place_of(self.request).link(f"/to-ho-tro/nhap/{self.programme}/{self.unit}")
        return RedirectResponse(f"{place}?xong={id_}", 303)

    async def found(self, form: Form) -> list[dict[str, Any]]:
        """Cards by words of the name or by number: of the unit, else of all that the visitor helps."""
        words = pages_of(self.request).words(self.request)
        if not form.value("q"):
            form.add("q", words("Viết tên hoặc số thẻ đoàn viên"))
            return []
        return await self._search(form.value("q"), self.unit) or await self._search(form.value("q"), None)

    async def add_person(self, form: Form) -> list[dict[str, Any]] | None:
        """Make the card of whoever has none and name them as an author; or the cards that may be theirs already."""
        words = pages_of(self.request).words(self.request)
        if not form.value("new_name"):
            form.add("new_name", words("Viết họ và tên"))
            return None
        if not picked.has_room(form, words):
            return None
        if form.value("new_sure") != "1":
            alike = namesakes(form.value("new_name"), await self._search(form.value("new_name"), self.unit))
            if alike:
                form.add("new_sure", words("Đã có người trùng tên. Chọn đúng người, hoặc đánh dấu đây là người khác."))
                return alike
        try:
            card = await self.apis.people.add(self.visit, picked.new_card(form, self.unit), form.value("person_key"))
        except Refused as refused:
            return await self._not_added(refused, form)
        picked.take_new(form, card)
        put_typed(self.request, list(form.values.items()))  # sent again, the card is not one of a namesake
        return None

    async def _not_added(self, refused: Refused, form: Form) -> list[dict[str, Any]] | None:
        problem = refused.problem
        words = pages_of(self.request).words(self.request)
        if problem.status == UNAUTHENTICATED:
            raise refused
        if problem.slug == "member-number-taken":
            form.add("new_number", words("Số thẻ này đã có trong đơn vị. Chọn đúng người, hoặc sửa số thẻ."))
            return await self._search(form.value("new_number"), self.unit)
        if problem.slug == "idempotency-key-reused":
            form.values["person_key"] = str(uuid4())
            form.add("new_name", words("Trang này đã thêm một người rồi. Nếu đây là người khác, hãy bấm lần nữa."))
            return None
        form.take(problem, NEW_FIELDS)
        return None

    async def _search(self, text: str, unit: str | None) -> list[dict[str, Any]]:
        page = await self.apis.people.of_unit(self.visit, unit, text[:100], limit=SHOWN)
        return by_given_name(card for card in page["items"] if not card.get("erased"))

    async def _sent(self) -> dict[str, Any] | None:
        """What was sent just before, with its receipt and for whom."""
        id_ = self.request.query_params.get("xong", "")
        if not is_id(id_):
            return None
        submission = self.apis.submission
        initiative = await if_told(submission.initiative(self.visit, id_))
        authors = await if_told(submission.authors(self.visit, id_))
        return None if initiative is None else {**initiative, "names": [one["name"] for one in authors or ()]}
