"""The one place that reads the wall clock, so that tests can set it."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from shared.events.envelope import to_millisecond

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


class Clock:
    """The present moment."""

    def now(self) -> datetime:
        """Now, in UTC, to the millisecond."""
        return to_millisecond(datetime.now(UTC))

    def today(self) -> date:
        """The day it is in Vietnam."""
        return self.now().astimezone(VIETNAM).date()
