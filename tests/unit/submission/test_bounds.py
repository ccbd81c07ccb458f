"""What one initiative can hold, whatever its authors and reviewers do with it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from bson import encode
from bson.codec_options import CodecOptions

from services.submission.domain import acts
from services.submission.domain.acts import MOST_CORRECTIONS, MOST_SUBMISSIONS, Correction
from services.submission.domain.content import Share
from services.submission.domain.initiative import MOST_DECISIONS, MOST_OWN_ACTS, Act, Actor, Initiative
from services.submission.domain.judging import judged
from services.submission.store_mongo.documents import initiative_document, initiative_of
from shared.events.decisions import ReviewState
from shared.refusals import TooManyChanges
from tests.unit.submission.samples import BY_LAN, HUNG, NOW, SETTING, a_decision, an_id, returned, submitted

FEW_MEGABYTES = 8_000_000
UUIDS: CodecOptions[dict[str, object]] = CodecOptions(uuid_representation=4)
KINDS = ("management", "technical")


def again(initiative: Initiative, n: int) -> Initiative:
    """Returned and submitted once more."""
    back = judged(initiative, a_decision(ReviewState.RETURNED, version=n, content_version=initiative.content_version))
    return acts.submit(back, BY_LAN, SETTING).initiative


def corrected(initiative: Initiative, by: Actor, times: int) -> Initiative:
    for n in range(times):
        kind = KINDS[initiative.public.kind == "management"]
        setting = replace(SETTING, now=NOW + timedelta(seconds=n))
        initiative = acts.reclassify(initiative, Correction(kind=kind), by, setting).initiative
    return initiative


def test_one_person_reclassifies_so_often_and_no_more_and_takes_nobody_else_s_turn() -> None:
    worn = corrected(submitted(), BY_LAN, MOST_CORRECTIONS)
    with pytest.raises(TooManyChanges, match="at most 50 times"):
        corrected(worn, BY_LAN, 1)
    assert corrected(worn, Actor(HUNG), 1).public.kind != worn.public.kind


def test_it_is_submitted_so_often_and_no_more() -> None:
    initiative = submitted()
    for n in range(1, MOST_SUBMISSIONS):
        initiative = again(initiative, n)
    with pytest.raises(TooManyChanges) as refused:
        again(initiative, MOST_SUBMISSIONS)
    assert refused.value.detail is not None
    assert "12 lần" in refused.value.detail.vi


def test_decided_for_ever_the_timeline_keeps_the_newest_and_a_repeat_of_the_oldest_changes_nothing() -> None:
    initiative = submitted()
    decisions = [
        a_decision(ReviewState.RETURNED, version=n, at=NOW + timedelta(seconds=n))
        for n in range(1, MOST_DECISIONS + 51)
    ]
    for decision in decisions:
        initiative = judged(initiative, decision)
    numbers = [act.decision_version for act in initiative.acts if act.decision_version]
    assert numbers == list(range(51, MOST_DECISIONS + 51))
    assert initiative.earlier_acts == 50
    assert [act.kind for act in initiative.acts[:2]] == ["entered", "submitted"]
    for decision in decisions:
        assert judged(initiative, decision) is initiative


def test_what_was_written_before_lines_were_counted_is_read() -> None:
    document: dict[str, Any] = {"_id": an_id("x"), "revision": 1, **initiative_document(returned())}
    del document["earlier_acts"]
    assert initiative_of(document).earlier_acts == 0


def test_an_initiative_with_the_longest_of_everything_stays_far_below_what_a_document_holds() -> None:
    shares = tuple(Share(an_id(f"a{n}"), 1, "đ" * 100, an_id(f"c{n}")) for n in range(1000))
    longest = replace(
        submitted().content, title="ẵ" * 300, summary="ẵ" * 1000, description="ẵ" * 20_000, authors=shares
    )
    first = submitted()
    version = replace(first.versions[0], content=longest)
    initiative = replace(first, versions=(version,) * MOST_SUBMISSIONS, content=replace(longest, title="khác"))
    line = Act("returned", NOW, 1, None, "đ" * 100, ("ẵ" * 300,) * 8, "ẵ" * 4000, 1)
    for n in range(2000):
        at = NOW + timedelta(seconds=n)
        initiative = initiative.with_act(replace(line, at=at, decision_version=n)).noting("reclassified", BY_LAN, at)
    assert len(initiative.acts) == MOST_DECISIONS + MOST_OWN_ACTS
    assert initiative_of({"_id": initiative.id, **initiative_document(initiative), "revision": 0}) == initiative
    assert len(encode(initiative_document(initiative), codec_options=UUIDS)) < FEW_MEGABYTES
