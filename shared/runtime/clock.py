"""The one place that reads the wall clock, so that tests can set it."""

import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import structlog

from shared.calendar import day_of
from shared.events.envelope import to_millisecond

OFFSET_SECONDS = 0.2
"""How often the offset is read again."""

_log = structlog.get_logger(__name__)


class Clock:
    """The present moment; moved by the seconds that `offset_file` holds, where a test gives one."""

    def __init__(self, offset_file: Path | None = None) -> None:
        self._file = offset_file
        self._offset = timedelta(0)
        self._read_at = float("-inf")

    def now(self) -> datetime:
        """Now, in UTC, to the millisecond."""
        return to_millisecond(datetime.now(UTC) + self._moved())

    def today(self) -> date:
        """The day it is in Vietnam."""
        return day_of(self.now())

    def _moved(self) -> timedelta:
        if self._file is not None and time.monotonic() - self._read_at > OFFSET_SECONDS:
            self._read_at = time.monotonic()
            try:
                offset = timedelta(seconds=float(self._file.read_text()))
            except (OSError, ValueError):
                offset = timedelta(0)
            if offset != self._offset:
                _log.warning("clock.stepped", seconds=offset.total_seconds())
            self._offset = offset
        return self._offset
