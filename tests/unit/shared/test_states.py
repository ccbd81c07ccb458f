"""One state of an initiative, whoever tells it."""

import pytest

from shared.states import effective_state


@pytest.mark.parametrize(
    ("withdrawn", "content", "judged", "judged_content", "state"),
    [
        (False, 1, None, 0, "pending"),
        (False, 1, "approved", 1, "approved"),
        (False, 2, "approved", 1, "pending"),
        (False, 2, "returned", 2, "returned"),
        (False, 1, "rejected", 2, "rejected"),  # the content it judged is on its way
        (True, 1, "approved", 1, "withdrawn"),
        (True, 1, None, 0, "withdrawn"),
    ],
)
def test_withdrawn_wins_and_what_was_judged_of_older_content_counts_for_nothing(
    withdrawn: bool, content: int, judged: str | None, judged_content: int, state: str
) -> None:
    told = effective_state(withdrawn=withdrawn, content_version=content, judged=judged, judged_content=judged_content)
    assert told == state
