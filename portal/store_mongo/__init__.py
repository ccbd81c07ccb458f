"""The portal's store in MongoDB, with every query."""

from portal.signin.sealing import Seal
from portal.store_mongo import logins, sessions
from shared.mongo import Mongo

INDEXES = (*sessions.INDEXES, *logins.INDEXES)


class MongoStore:
    """See `store.Store`."""

    def __init__(self, mongo: Mongo, seal: Seal) -> None:
        self.sessions = sessions.MongoSessions(mongo, seal)
        self.logins = logins.MongoLogins(mongo, seal)
