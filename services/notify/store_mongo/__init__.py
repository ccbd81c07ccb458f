"""Notify's store on MongoDB."""

from services.notify.store_mongo.indexes import INDEXES
from services.notify.store_mongo.store import MongoNotifyStore

__all__ = ["INDEXES", "MongoNotifyStore"]
