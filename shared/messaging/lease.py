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
        free: Document = {
            "_id": self.name,
            "$or": [{"owner": self.owner}, {"$expr": {"$lt": ["$until", "$$NOW"]}}],
        }
        until: Document = {"$dateAdd": {"startDate": "$$NOW", "unit": "millisecond", "amount": self._milliseconds}}
        try:
            await self._leases.update_one(free, [{"$set": {"owner": self.owner, "until": until}}], upsert=True)
        except DuplicateKeyError:
            self.held = False
        else:
            self.held = True
        return self.held

    async def release(self) -> None:
        """Let the next one take it at once."""
        self.held = False
        await self._leases.delete_one({"_id": self.name, "owner": self.owner})
