"""The review store in MongoDB."""

from services.review.store_mongo.indexes import CASES, INDEXES
from services.review.store_mongo.store import MongoReviewStore

__all__ = ["CASES", "INDEXES", "MongoReviewStore"]
