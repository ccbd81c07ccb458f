"""Documents written before the present spelling are renewed, once."""

from uuid import uuid4

from services.submission.card_store import CardQuery
from services.submission.domain import authors
from services.submission.domain.authors import Card, Details
from services.submission.initiative_store import Query
from services.submission.store_mongo import INDEXES, MongoStore
from shared.mongo import Mongo
from shared.web.idempotency import FirstAnswer
from tests.store.test_submission_store import a_change
from tests.unit.submission.samples import NOW

NO_KEY = FirstAnswer(None, b"")


def a_card(number: str) -> Card:
    details = Details("Ðỗ Thị Đào", "p-an-khanh", None, member_number=number)
    return authors.make(uuid4(), details, NOW, account=False)


async def test_what_an_earlier_version_wrote_is_found_and_compared_by_the_present_spelling(mongo: Mongo) -> None:
    store = MongoStore(mongo)
    await mongo.ensure_indexes(INDEXES)
    first, second, other = a_card("AB-01"), a_card("ab‑01"), a_card("7")
    change = a_change(title="Ðồng hồ đo nước")
    await store.initiatives.create(change, NO_KEY)
    for card in (first, other):
        await store.cards.create(card, NO_KEY)
    await mongo.db["authors"].update_many({}, {"$set": {"folded": "ðo"}, "$unset": {"number_key": "", "spelling": ""}})
    await mongo.db["initiatives"].update_many({}, {"$set": {"folded": "ðo"}, "$unset": {"spelling": ""}})
    await store.cards.create(second, NO_KEY)

    assert await store.cards.by_number("p-an-khanh", "AB-01") is not None
    assert await store.renew_spelling() == 4 - 1
    found = await store.cards.by_number("p-an-khanh", "７")
    assert found == await store.cards.get(other.id)
    assert {card.id for card in await store.cards.find(CardQuery({"p-an-khanh"}, ("do",)))} == {
        card.id for card in (first, second, other)
    }
    assert [i.id for i in await store.initiatives.find(Query(words=("dong",)))] == [change.initiative.id]
    kept = {doc["_id"]: doc["number_key"] async for doc in mongo.db["authors"].find()}
    assert kept == {first.id: None, second.id: "ab-01", other.id: "7"}
    assert await store.renew_spelling() == 0
