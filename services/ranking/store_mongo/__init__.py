"""The Mongo version of ranking's store, with every query."""

from services.ranking.store_mongo.collections import INDEXES
from services.ranking.store_mongo.store import MongoStore

__all__ = ["INDEXES", "MongoStore"]
