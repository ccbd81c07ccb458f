"""`SABOTAGE=cell`: one cell of ranking is altered behind its back, to see that the report notices."""

from pymongo import MongoClient

from deploy.demo.programmes import PAST
from deploy.demo.sample import CITY
from shared.mongo import Document

KINDS = ("", "cell")


def alter_cell(mongo_url: str) -> str:
    """Add one point to the city's total of the whole programme; returns which cell that was."""
    with MongoClient[Document](mongo_url) as client:
        cells = client["sangkien-ranking"]["cells"]
        where = {"_id": {"$regex": f"/{PAST}/{CITY}/all$"}}
        cell = cells.find_one_and_update(where, {"$inc": {"total.points": 1}})
        if cell is None:
            raise LookupError(f"no cell {PAST}/{CITY}/all")
        head = str(cell["_id"]).removesuffix(f"/{CITY}/all")
        # As a wrong write would: without a new revision the pages kept of it would go on being shown.
        client["sangkien-ranking"]["heads"].update_one({"_id": head}, {"$inc": {"revision": 1}})
        return str(cell["_id"])
