"""`check=true` writes nothing: the whole store is the same before and after, whatever was judged."""

import copy
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from services.submission import api
from services.submission.domain import authors
from services.submission.domain.authors import Details
from services.submission.domain.programmes import change_programme
from services.submission.domain.units import change
from services.submission.store import Store
from services.submission.store_mongo import INDEXES, MongoStore
from shared.access import Caller, Role
from shared.mongo import Mongo
from shared.web import limits, problems
from shared.web.idempotency import FirstAnswer
from tests.fakes.routed import routed
from tests.fakes.submission_store import FakeSubmissionStore
from tests.unit.submission.samples import NOW, PROGRAMME, TREE, an_id, caller

UNIT = "p-an-khanh"
INITIATIVE = {
    "programme": PROGRAMME.id,
    "unit": UNIT,
    "kind": "technical",
    "field": "y tế",
    "title": "Giá đỡ bình truyền",
    "summary": "Gắn giá đỡ vào xe đẩy.",
    "submit": True,
}
CARD = {"name": "Lê Thị Hoa", "home_unit": UNIT, "member_number": "CT-02"}
PLAN = {"changes": [{"code": UNIT, "name": "Tên mới"}, {"code": "o-mon", "parent": "thanh-hoa"}]}
SETTINGS: dict[str, Any] = {
    **PROGRAMME.model_dump(mode="json", exclude={"version", "id"}),
    "policy": None,
    "name": "Tên mới",
}
GOOD = (
    ("POST", "/initiatives", INITIATIVE),
    ("POST", "/initiatives", {**INITIATIVE, "submit": False}),
    ("POST", "/authors", CARD),
    ("POST", "/units/changes", PLAN),
    ("POST", "/units/changes", {**PLAN, "on": "2022-09-01"}),
    ("PUT", f"/programmes/{PROGRAMME.id}", SETTINGS),
    ("PUT", "/programmes/moi", SETTINGS),
)
BAD = (
    ("POST", "/initiatives", {**INITIATIVE, "unit": "dong-cua"}, "unit", "closed-unit"),
    ("POST", "/initiatives", {**INITIATIVE, "title": ""}, "title", "too-short"),
    ("POST", "/authors", {**CARD, "member_number": "CT-01"}, None, "member-number-taken"),
    ("POST", "/units/changes", {"changes": [{"code": UNIT, "parent": UNIT}]}, None, "unit-cycle"),
    ("PUT", f"/programmes/{PROGRAMME.id}", {**SETTINGS, "ends_on": "2021-01-01"}, "ends_on", "programme-dates"),
)


class Asked:
    """The service over a store, asked by an administrator of everything."""

    def __init__(self, store: Store, mongo: Mongo | None) -> None:
        self.store, self._mongo = store, mongo
        app = routed(*api.ROUTES)
        problems.install(app)
        limits.install(app)
        clock = SimpleNamespace(now=lambda: NOW, today=NOW.date)
        settings = SimpleNamespace(readers_know=(), receipt_secret=b"khoa")
        app.state.service = SimpleNamespace(store=store, clock=clock, settings=settings)
        app.state.verifier = SimpleNamespace(verify=self._verify)
        self.http = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://service")

    async def _verify(self, _token: str) -> Caller:
        return caller("qt", *((role, "tld") for role in Role), email="qt@cd.example.vn")

    async def ask(self, method: str, path: str, body: Any, *, check: bool = True) -> httpx.Response:
        headers = {"Authorization": "Bearer x", "Idempotency-Key": "mot-khoa"}
        return await self.http.request(
            method, path, json=body, headers=headers, params={"check": "true"} if check else {}
        )

    async def everything(self) -> Any:
        """All that is kept, events that wait to be published among it."""
        if self._mongo is None:
            assert isinstance(self.store, FakeSubmissionStore)
            kept = {name: vars(part) for name, part in vars(self.store).items() if hasattr(part, "__dict__")}
            plain = {
                name: [(n, v) for n, v in part.items() if isinstance(v, dict | list)] for name, part in kept.items()
            }
            return copy.deepcopy((plain, self.store.events))
        db = self._mongo.db
        return {name: await db[name].find().sort("_id").to_list(None) for name in await db.list_collection_names()}


@pytest.fixture(params=["memory", "mongo"])
def mongo_or_none(request: pytest.FixtureRequest) -> Mongo | None:
    return request.getfixturevalue("mongo") if request.param == "mongo" else None


@pytest.fixture
async def asked(mongo_or_none: Mongo | None) -> AsyncIterator[Asked]:
    mongo = mongo_or_none
    store: Store = FakeSubmissionStore() if mongo is None else MongoStore(mongo)
    if mongo is not None:
        await mongo.ensure_indexes(INDEXES)
    for unit in TREE:
        tree = (await store.units.catalogue(fresh=True)).tree
        await store.units.save_unit(change(None, unit, tree, NOW), tree.version)
    await store.units.save_programme(change_programme(None, PROGRAMME, TREE, NOW))
    details = Details("Nguyễn Thị Lan", UNIT, member_number="CT-01", email="qt@cd.example.vn")
    card = authors.make(an_id("the card of a proxy"), details, NOW, account=False)
    await store.cards.create(card, FirstAnswer(None, b""))
    made = Asked(store, mongo)
    yield made
    await made.http.aclose()


async def test_what_is_judged_is_not_made_and_uses_no_key_up(asked: Asked) -> None:
    before = await asked.everything()
    for method, path, body in GOOD:
        answer = await asked.ask(method, path, body)
        assert (answer.status_code, answer.json()["problems"]) == (200, []), answer.text
        assert answer.json()["would"], path
    assert await asked.everything() == before
    made = await asked.ask("POST", "/initiatives", INITIATIVE, check=False)
    assert made.status_code == 201, "its key is as new"
    assert await asked.everything() != before, "what is compared holds what is made"


async def test_a_check_lists_what_is_wrong_with_its_fields(asked: Asked) -> None:
    before = await asked.everything()
    for method, path, body, field, code in BAD:
        answer = await asked.ask(method, path, body)
        assert answer.status_code == 200, answer.text
        assert answer.json()["would"] is None
        (problem,) = answer.json()["problems"]
        if field is None:
            assert problem["type"].endswith(code)
        else:
            assert (field, code) in [(bad["field"], bad["code"]) for bad in problem["errors"]], problem
    assert await asked.everything() == before


async def test_a_check_after_the_act_is_judged_and_is_no_repeat_of_it(asked: Asked) -> None:
    await asked.ask("POST", "/initiatives", INITIATIVE, check=False)
    before = await asked.everything()
    again = await asked.ask("POST", "/initiatives", {**INITIATIVE, "unit": "dong-cua"})
    assert again.json()["problems"][0]["type"] == "urn:sangkien:problem:closed-unit"
    assert (await asked.ask("POST", "/initiatives", INITIATIVE)).json()["problems"] == []
    assert await asked.everything() == before


async def test_a_plan_s_check_shows_the_units_as_they_would_stand(asked: Asked) -> None:
    units = (await asked.ask("POST", "/units/changes", PLAN)).json()["would"]["units"]
    assert [(unit["code"], unit["name"]) for unit in units] == [(UNIT, "Tên mới"), ("o-mon", "LĐLĐ quận Ô Môn")]
    assert [above["code"] for above in units[1]["path"]] == ["tld", "thanh-hoa"]
