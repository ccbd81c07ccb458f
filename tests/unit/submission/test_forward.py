"""From any moment an initiative or a card can be brought forward by what was published since."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from services.submission.domain import acts, authors
from services.submission.domain.acts import Correction, Setting
from services.submission.domain.authors import Details
from services.submission.domain.forward import card_erased, card_told, initiative_told
from services.submission.domain.initiative import Change, Initiative
from services.submission.domain.judging import judged
from services.submission.published import face
from shared.events.decisions import ReviewState
from tests.unit.submission.samples import BY_LAN, LAN, NOW, PROGRAMME, SETTING, TREE, a_decision, content, draft


def course() -> list[Change]:
    """Submitted, returned, amended and submitted again, reclassified, withdrawn."""
    first = acts.submit(draft(), BY_LAN, SETTING)
    back = judged(first.initiative, a_decision(ReviewState.RETURNED))
    amended = acts.amend(back, content(summary="Đã đo trong 3 tháng.", description="Mới."), SETTING).initiative
    again = acts.submit(amended, BY_LAN, replace_now(1))
    moved = acts.reclassify(again.initiative, Correction(kind="management"), BY_LAN, replace_now(2))
    returned = judged(moved.initiative, a_decision(ReviewState.RETURNED, version=2, content_version=2))
    return [first, again, moved, acts.withdraw(returned, BY_LAN, NOW + timedelta(hours=3))]


def replace_now(hours: int) -> Setting:
    return Setting(PROGRAMME, TREE, NOW + timedelta(hours=hours))


def times(initiative: Initiative) -> list[tuple[int, datetime]]:
    """When each content version was submitted."""
    return [(version.content_version, version.at) for version in initiative.versions]


@pytest.mark.parametrize("backed_up_after", range(5))
def test_a_restored_initiative_arrives_where_it_was(backed_up_after: int) -> None:
    changes = course()
    restored: Initiative | None = changes[backed_up_after - 1].initiative if backed_up_after else None
    for change in changes[backed_up_after:]:
        made = change.initiative
        assert made.last_event_at is not None
        restored = initiative_told(restored, made.id, "told", face(made), made.last_event_at)
        assert face(restored) == face(made)
        assert (restored.state, restored.version, restored.last_event_at) == (
            made.state,
            made.version,
            made.last_event_at,
        )
        assert times(restored) == times(made)
    assert restored is not None
    assert len(restored.acts) >= len(changes) - backed_up_after


def test_what_only_the_store_knew_stays_while_the_content_is_the_same() -> None:
    _first, again, moved, _withdrawn = (change.initiative for change in course())
    assert moved.last_event_at is not None
    restored = initiative_told(again, moved.id, "reclassified", face(moved), moved.last_event_at)
    assert restored.public.description == "Mới."
    unknown = initiative_told(None, moved.id, "reclassified", face(moved), moved.last_event_at)
    assert unknown.public.description is None, "the log never has it"


def test_a_restored_card_is_the_newest_or_erased() -> None:
    made = authors.make(LAN, Details("Trần Thị Lan", "p-an-khanh", "lan@example.vn"), NOW, account=True)
    assert made.data is not None
    assert made.last_event_at is not None
    assert card_told(None, LAN, made.data, made.last_event_at) == replace(made, created_at=made.last_event_at)
    erased = card_erased(made, LAN, 2, NOW)
    assert (erased.data, erased.version, erased.account) == (None, 2, True)
    assert not card_erased(None, uuid4(), 1, NOW).account, "a card a proxy had made"
