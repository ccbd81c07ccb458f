"""Submission's API over its store in memory, and what the other services hear: one application for all histories."""

import random
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any, Final
from uuid import UUID, uuid5

import httpx

from services.submission import api
from services.submission.api.guessing import Guesses
from services.submission.appointing import sweep
from services.submission.domain import authors
from services.submission.domain.authors import Details
from services.submission.domain.programmes import change_programme
from services.submission.domain.units import change
from services.submission.store_mongo.appointee_documents import appointee_document
from shared.access import Caller, Grant, Role
from shared.appointments.joining import Joining
from shared.appointments.kept import PersonNews
from shared.appointments.reading import news_of
from shared.appointments.terms import Terms, terms_of
from shared.events.appointments import APPOINTMENTS
from shared.events.reading import read
from shared.messaging.consumer import Record
from shared.units import Level, Unit, UnitTree
from shared.web import problems
from shared.web.idempotency import FirstAnswer
from shared.web.rates import Rates
from tests.fakes.appointments import MemoryAppointments
from tests.fakes.batch import FakeBatch
from tests.fakes.routed import routed
from tests.fakes.submission_store import FakeSubmissionStore
from tests.unit.submission.samples import ISSUER, PROGRAMME

NAMES: Final = UUID("00000000-0000-4000-8000-00000000000a")
START: Final = datetime(2022, 8, 15, 3, 0, tzinfo=UTC)
LEVELS: Final = (Level.NATIONAL, Level.PROVINCIAL, Level.UPPER, Level.GRASSROOTS)
PARENTS: Final[Mapping[str, str | None]] = {
    "t": None,
    **{f"c{n}": "t" for n in range(2)},
    **{f"u{n}": f"c{n // 2}" for n in range(4)},
    **{f"g{n}": f"u{n // 2}" for n in range(8)},
}
PROGRAMMES: Final = ("p0", "p1")


def card_id(name: str) -> UUID:
    return uuid5(NAMES, name)


def level_of(code: str) -> Level:
    return LEVELS["tcug".index(code[0])]


class AppointingWorld:
    """Who sends what; `tokens` are what tokens say of people, `now` the server's time."""

    def __init__(self) -> None:
        self.app = routed(*api.ROUTES)
        problems.install(self.app)
        self.http = httpx.AsyncClient(transport=httpx.ASGITransport(self.app), base_url="http://portal.example.vn")
        self.app.state.verifier = SimpleNamespace(verify=self._verify)
        self.app.state.joining = Joining(self, self, remembered_seconds=0)
        self.app.state.guesses = Guesses()
        self.app.state.guesses.of_people = self.app.state.guesses.of_addresses = Rates(0)
        self.own = True

    async def begin(self, tokens: Mapping[UUID, tuple[str, str]], subjects: Mapping[UUID, str]) -> None:
        """Everything anew: the units, two programmes, nobody appointed."""
        self.store, self._now = FakeSubmissionStore(), START
        self.tokens, self.subjects = tokens, {name: id_ for id_, name in subjects.items()}
        for code, parent in PARENTS.items():
            unit, tree = Unit(code, code.upper(), level_of(code), parent), self.store.units.tree
            await self.store.units.save_unit(change(None, unit, tree, START), tree.version)
        for id_ in PROGRAMMES:
            wanted = PROGRAMME.model_copy(update={"id": id_, "root_unit": "t", "phases": ()})
            await self.store.units.save_programme(change_programme(None, wanted, self.store.units.tree, START))
        self.store.events.clear()
        self.app.state.service = SimpleNamespace(
            store=self.store, clock=SimpleNamespace(now=self.now, today=self._today), settings=None
        )

    def now(self) -> datetime:
        return self._now

    def _today(self) -> date:
        return self._now.date()

    def go_on(self, days: int) -> None:
        self._now += timedelta(days=days)

    async def sweep(self) -> None:
        """What is over by the clock is dropped."""
        await sweep(self.store, self._now)

    async def put_card(self, id_: UUID, home: str, email: str, *, account: bool) -> None:
        details = Details(f"Nguyễn Thị {email}", home, email)
        card = authors.make(id_, details, self._now, account=account, confirmed=True)
        await self.store.cards.create(card, FirstAnswer(None, b""))

    async def send(self, who: str, method: str, path: str, body: Any = None) -> httpx.Response:
        headers = {"authorization": f"Bearer {who}"}
        if path.startswith("/appointments/") or path.endswith("/confirmation"):
            headers["if-match"] = "*"
        content = {"json": body} if body is not None else {}
        answer = await self.http.request(method, path, headers=headers, **content)
        assert answer.status_code < 500, f"{method} {path} {body} of {who}: {answer.text}"
        return answer

    async def _verify(self, name: str) -> Caller:
        id_ = self.subjects[name]
        said = (Grant(Role(self.tokens[id_][0]), self.tokens[id_][1]),) if id_ in self.tokens else ()
        return Caller(id_, name, ISSUER, said, name, f"{name}@example.vn")

    async def of(self, person: UUID) -> Terms:
        """What submission itself knows: nothing between its documents and a request."""
        return terms_of(appointee_document(await self.store.appointees.get(person), self._now)["appointments"])

    async def known_at(self) -> datetime | None:
        return self._now

    @property
    def tree(self) -> UnitTree:
        return self.store.units.tree

    async def heard(self, random_: random.Random) -> MemoryAppointments:
        """What a service knows that heard every event, in any order, some of them again."""
        records = [_record(entry) for entry in self.store.appointees.told]
        heard = [*records, *random_.sample(records, len(records) // 3)]
        random_.shuffle(heard)
        kept = MemoryAppointments()
        while heard:
            part = [heard.pop() for _ in range(min(len(heard), random_.randint(1, 4)))]
            news: list[PersonNews] = news_of(FakeBatch(part))
            await kept.learn(news, None)
        return kept


def _record(entry: Mapping[str, Any]) -> Record:
    headers = {name: value.encode() for name, value in entry["headers"].items()}
    event = read(APPOINTMENTS.name, entry["key"].encode(), entry["body"], headers)
    assert event is not None
    return Record(APPOINTMENTS.name, 0, 0, entry["key"], event)
