"""Whatever can be read of an event survives every codec and every rule of every service, and folds alike each time."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from bson import decode, encode
from bson.codec_options import CodecOptions
from hypothesis import HealthCheck, given, settings

from services.notify.domain.absorb import Known, absorb
from services.notify.handlers import to_news
from services.notify.store_mongo import documents as notify
from services.ranking.domain.closing import Deadlines
from services.ranking.domain.contribution import contribution_of
from services.ranking.domain.facts import Facts, Judgement, Submission
from services.ranking.domain.policy import Policy
from services.ranking.domain.programme import ScoringProgramme
from services.ranking.domain.targets import Target
from services.ranking.recount.attendance import Attendance
from services.ranking.recount.table import Table
from services.ranking.store_mongo import codecs as ranking
from services.review.domain.following import follow
from services.review.domain.forward import decided
from services.review.domain.placing import placed
from services.review.domain.programme import rules_of
from services.review.store_mongo.documents import case_document, case_of
from services.submission.domain.forward import card_told, initiative_told
from services.submission.domain.judging import Decision, judged
from services.submission.store_mongo.documents import card_document, card_of, initiative_document, initiative_of
from shared.calendar import HOME
from shared.events import AUTHORS, DECISIONS, EVENT_TOPICS, MILESTONES, PROGRAMMES, SUBMISSIONS, TARGETS, UNITS
from shared.events.folding import to_millisecond
from shared.events.reading import read
from shared.events.topics import Topic
from shared.messaging.consumer import Record
from shared.unit_store import unit_document, unit_of
from shared.units import UnitTree
from tests.fakes.batch import FakeBatch
from tests.unit.extremes import ID, records
from tests.unit.notify.builders import making

UUIDS: CodecOptions[dict[str, Any]] = CodecOptions(uuid_representation=4, tz_aware=True, tzinfo=UTC)
INITIATIVE = UUID(ID)
thorough = settings(max_examples=60, suppress_health_check=list(HealthCheck))


def kept(document: dict[str, Any]) -> dict[str, Any]:
    """The document as the store gives it back."""
    return decode(encode(document, codec_options=UUIDS), codec_options=UUIDS)


def data_of(record: Record) -> Any:
    return record.event.data  # type: ignore[union-attr]


@pytest.mark.parametrize("topic", EVENT_TOPICS, ids=lambda topic: topic.name)
def test_what_was_folded_is_read_as_it_is(topic: Topic) -> None:
    @thorough
    @given(records(topic))
    def as_it_is(record: Record) -> None:
        event: Any = record.event
        again = read(topic.name, ID.encode(), event.model_dump_json().encode(), {})
        assert again == event

    as_it_is()


@thorough
@given(records(SUBMISSIONS), records(DECISIONS), records(PROGRAMMES))
def test_ranking_keeps_and_counts_it(face: Record, decision: Record, programme: Record) -> None:
    submission, judgement = Submission.of(data_of(face)), Judgement.of(data_of(decision))
    facts = Facts(ID).learn(submission, judgement)
    shown = ScoringProgramme.of(data_of(programme))
    assert ranking.facts_of(kept(ranking.facts_to(1, facts))) == facts
    again = ranking.programme_of(kept(ranking.programme_to(shown)))
    assert again == shown
    assert shown.scores_as(again), "else it is recomputed for ever"
    assert shown.policy.classes is not None
    counted = contribution_of(facts, shown)
    assert counted is not None
    assert 0 <= counted.points * 9_000_000 < 2**63
    assert 0 <= counted.benefit_vnd * 9_000_000 < 2**63
    table, attendance = Table(shown), Attendance()
    table.add(facts)
    attendance.add(facts)
    list(attendance.grouped())
    for name in ("all", *counted.windows):
        span = shown.calendar.span(name)
        if span is not None:
            due = Deadlines.of(shown, span)
            assert due.closes_on(None) < date.max
            assert (
                due.as_stated()
                == Deadlines.of(ranking.programme_of(kept(ranking.programme_to(shown))), span).as_stated()
            )


@thorough
@given(records(TARGETS), records(UNITS), records(PROGRAMMES))
def test_ranking_keeps_targets_and_units(target: Record, unit: Record, programme: Record) -> None:
    told, shown = Target.told(data_of(target)), ScoringProgramme.of(data_of(programme))
    assert ranking.target_of(kept(ranking.target_to(told))) == told
    for window in ("all", *told.windows):
        told.of(window, shown.calendar)
        told.pledge(window, shown.calendar)
    known = data_of(unit).to_unit()
    assert unit_of(kept(unit_document(known, 1))) == known
    assert UnitTree([known]).path(known.code)
    assert Policy({}).scores_as(Policy({}))


@thorough
@given(records(SUBMISSIONS), records(DECISIONS), records(PROGRAMMES), records(UNITS))
def test_review_follows_and_places_it(face: Record, decision: Record, programme: Record, unit: Record) -> None:
    event: Any = face.event
    known, rules = data_of(unit).to_unit(), rules_of(data_of(programme))
    case = follow(None, INITIATIVE, data_of(face), event.time)
    assert case is not None
    after: Any = decision.event
    for told in (case, decided(case, after.act, data_of(decision), after.time)):
        waiting = placed(told, UnitTree([known]), rules, waits_since=event.time)
        document = kept({"_id": INITIATIVE, "revision": 0, **case_document(waiting)})
        assert case_of(document) == waiting


@thorough
@given(records(SUBMISSIONS), records(DECISIONS), records(AUTHORS))
def test_submission_brings_itself_forward_by_it(face: Record, decision: Record, card: Record) -> None:
    event: Any = face.event
    made = initiative_told(None, INITIATIVE, event.act, data_of(face), event.time)
    after: Any = decision.event
    made = judged(made, Decision(after.act, after.time, data_of(decision)))
    again = initiative_of(kept({"_id": INITIATIVE, "revision": 0, **initiative_document(made)}))
    assert (again.version, again.status, again.acts) == (made.version, made.status, made.acts)
    person = card_told(None, INITIATIVE, data_of(card), event.time)
    assert card_of(kept({"_id": INITIATIVE, "revision": 0, **card_document(person)})).version == person.version


@thorough
@given(*map(records, (SUBMISSIONS, DECISIONS, AUTHORS, UNITS, PROGRAMMES, MILESTONES)))
def test_notify_absorbs_and_keeps_it(
    face: Record, decision: Record, card: Record, unit: Record, programme: Record, milestone: Record
) -> None:
    news = to_news(FakeBatch([face, decision, card, unit, programme, milestone]))
    writes = absorb(news, Known(), making())
    for message in (*writes.new_messages, *writes.messages):
        assert notify.to_message(kept(notify.of_message(message))) == message
    for initiative in writes.initiatives:
        assert notify.to_initiative(kept(notify.of_initiative(initiative))) == initiative
    for document in (
        *map(notify.of_contact, writes.contacts),
        *(unit_document(changed, 1) for changed in writes.units),
        *map(notify.of_programme, writes.programmes),
        *map(notify.of_milestone, writes.milestones),
    ):
        kept(document)


@pytest.mark.parametrize("edge", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59.999999-23:59"])
def test_every_moment_has_a_day_at_home(edge: str) -> None:
    moment = to_millisecond(datetime.fromisoformat(edge))
    assert to_millisecond(moment) == moment
    assert moment.astimezone(HOME).date().year in (1900, 3000)
