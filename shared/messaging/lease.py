"""A lease: one process at a time, by the store's clock. For economy only; what must be exact is fenced besides."""

from uuid import uuid4

from shared.mongo import Database, Document, DuplicateKeyError

LEASES = "leases"
LEASE_SECONDS = 10.0


class Lease:
    """A document that names its holder and until when; whoever finds it run out may take it."""

    def __init__(self, db: Database, name: str, *, owner: str | None = None, seconds: float = LEASE_SECONDS) -> None:
        self.name = name
        self.owner = owner or str(uuid4())
        self.held = False
        self._leases = db[LEASES]
        self._milliseconds = int(seconds * 1000)

    async def hold(self) -> bool:
        """Take or renew the lease; False while another holds it. PyMongoError when the store is away."""
        try:
            found = await self._leases.find_one_and_update(
                {"_id": self.name}, self._take_if_free, upsert=True, return_document=True
            )
        except DuplicateKeyError:  # two made it at once; the other did
            found = None
        self.held = found is not None and found["owner"] == self.owner
        return self.held

    @property
    def _take_if_free(self) -> list[Document]:
        """One write that changes nothing while another holds it; what is missing is less than any date."""
        free = {"$or": [{"$eq": ["$owner", self.owner]}, {"$lt": ["$until", "$$NOW"]}]}
        until = {"$dateAdd": {"startDate": "$$NOW", "unit": "millisecond", "amount": self._milliseconds}}
        return [
            {"$set": {"free": free}},
            {
                "$set": {
                    "owner": {"$cond": ["$free", self.owner, "$owner"]},
                    "until": {"$cond": ["$free", until, "$until"]},
                }
            },
            {"$unset": "free"},
        ]

    async def release(self) -> None:
        """Let the next one take it at once."""
        self.held = False
        await self._leases.delete_one({"_id": self.name, "owner": self.owner})
