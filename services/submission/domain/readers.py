"""Settings of a programme that forbid something elsewhere, and so mean nothing before the readers keep to them.

Services exchange nothing about their versions: the deployment says which settings every running reader knows.
"""

from collections.abc import Collection
from enum import StrEnum

from services.submission.domain.refusals import ReadersNotReady
from shared.events.programmes import ProgrammeData
from shared.refusals import BadField


class ReaderSetting(StrEnum):
    """A programme's field that other services have to keep to."""

    BLIND_REVIEW = "blind_review"
    COUNCIL = "council"
    SEPARATE_CONFIRMATION = "separate_confirmation"


def check_readers(wanted: ProgrammeData, known: Collection[ReaderSetting]) -> None:
    """Refuse what is switched on and not known to the readers; what a programme has already is refused alike."""
    missing = [each for each in ReaderSetting if getattr(wanted, each.value) and each not in known]
    if missing:
        raise ReadersNotReady(fields=[BadField(each.value, ReadersNotReady.itself()) for each in missing])
