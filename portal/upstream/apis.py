"""The four services, as pages have them."""

import httpx

from portal.settings import PortalSettings
from portal.upstream.client import Api, Told, Visit
from portal.upstream.names import Names
from portal.upstream.notify import Notify
from portal.upstream.people import People
from portal.upstream.ranking import Ranking
from portal.upstream.review import Review
from portal.upstream.submission import Submission

__all__ = ["Apis", "Visit"]


class Apis:
    """One client a service."""

    def __init__(self, settings: PortalSettings, told: Told, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self.told = told
        how = (settings.upstream_seconds, told, transport)
        self.submission = Submission(Api("submission", settings.submission_url, *how))
        self.people = People(self.submission.api)
        self.review = Review(Api("review", settings.review_url, *how))
        self.ranking = Ranking(Api("ranking", settings.ranking_url, *how))
        self.names = Names(self.submission)
        self.notify = Notify(Api("notify", settings.notify_url, *how))

    async def close(self) -> None:
        """Close all connections."""
        for one in (self.submission, self.review, self.ranking, self.notify):
            await one.api.close()
