"""The four services, as pages have them."""

import httpx

from portal.settings import PortalSettings
from portal.upstream.client import Api, Localise, Visit
from portal.upstream.mail import Mail
from portal.upstream.names import Names
from portal.upstream.notify import Notify
from portal.upstream.operations import Operations
from portal.upstream.people import People
from portal.upstream.programmes import Programmes
from portal.upstream.ranking import Ranking
from portal.upstream.review import Review
from portal.upstream.submission import Submission
from portal.upstream.units import Units

__all__ = ["Apis", "Visit"]


class Apis:
    """One client a service."""

    def __init__(
        self, settings: PortalSettings, localise: Localise, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        self.localise = localise
        how = (settings.upstream_seconds, localise, transport)
        self.submission = Submission(Api("submission", settings.submission_url, *how))
        self.units = Units(self.submission.api)
        self.programmes = Programmes(self.submission.api)
        self.people = People(self.submission.api)
        self.review = Review(Api("review", settings.review_url, *how))
        self.ranking = Ranking(Api("ranking", settings.ranking_url, *how))
        self.names = Names(self.submission)
        self.notify = Notify(Api("notify", settings.notify_url, *how))

        self.mail = Mail(self.notify.api)
        services = (self.submission, self.review, self.ranking, self.notify)
        self.operations = {one.api.name: Operations(one.api) for one in services}

    async def close(self) -> None:
        """Close all connections."""
        for one in self.operations.values():
            await one.api.close()
