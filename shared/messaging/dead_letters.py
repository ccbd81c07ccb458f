"""Dead letters: records a service can never apply, set aside with the reason so that the rest goes on."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shared.messaging.consumer import Record


class InvalidRecord(Exception):  # noqa: N818 - it is a verdict on a record
    """A handler says that this record can never be applied: it is set aside, the batch goes on without it."""

    def __init__(self, record: "Record", reason: str) -> None:
        super().__init__(reason)
        self.record = record
        self.reason = reason
