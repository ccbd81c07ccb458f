"""After a restore: what was decided before it may have been mailed already, so it rests until it is released."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

HELD_BACK = "decided before a restore and released without mail"


@dataclass(frozen=True, slots=True)
class Hold:
    """Messages on what was decided before `before` are recorded and not mailed, but for those somebody resends.

    `mail` is None until an administrator released it: True mails them, False gives them up, each resendable.
    """

    before: datetime
    mail: bool | None = None
    released_by: UUID | None = None
    released_at: datetime | None = None

    @property
    def binds(self) -> bool:
        """Whether what is older is still not mailed."""
        return self.mail is not True
