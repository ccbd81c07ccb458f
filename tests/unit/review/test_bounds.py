"""What one case can hold, whatever anybody does with it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from bson import encode
from bson.codec_options import CodecOptions

from services.review.domain import claims, decide
from services.review.domain.case import MOST_FACES, Case
from services.review.domain.commands import Why
from services.review.domain.history import MOST_DECISIONS, MOST_NOTES, Entry
from services.review.store_mongo.documents import case_document, case_of
from shared.access import Role
from shared.events.submissions import AuthorShare
from tests.unit.review.world import DAY, T0, face, followed, opened, person, reviewer, turn

FEW_MEGABYTES = 8_000_000
UUIDS: CodecOptions[dict[str, object]] = CodecOptions(uuid_representation=4)


def kinds(case: Case, act: str) -> int:
    return sum(entry.act == act for entry in case.history)


def test_reclassified_for_ever_a_case_keeps_the_newest_and_counts_the_others() -> None:
    case = opened()
    for version in range(2, 502):
        case = followed(case, face(version, kind=f"kind-{version}"), T0 + timedelta(seconds=version))
    assert (kinds(case, "reclassified"), case.earlier) == (MOST_NOTES, 500 - MOST_NOTES)
    assert case.history[-1].at == T0 + timedelta(seconds=501)
    assert case.history[0].act == "submitted"


def test_claims_taken_from_each_other_for_ever_push_no_decision_out() -> None:
    case = decide.give_back(turn(opened()), Why(("no-effect-shown",), "Cần số liệu.")).case
    case = followed(case, face(2, content_version=2), T0 + 2 * DAY)
    leaders = [reviewer(name=name, role=Role.LEADER) for name in ("một", "hai")]
    for n in range(500):
        case = claims.claim(turn(case, leaders[n % 2], at=T0 + 3 * DAY), take_over=True)
    assert kinds(case, "claim-taken-over") == MOST_NOTES
    assert kinds(case, "returned") == 1


def test_decided_for_ever_a_case_keeps_the_newest_decisions() -> None:
    case = opened()
    for n in range(MOST_DECISIONS + 50):
        case = decide.reassess(turn(case), n + 1).case
    assert (kinds(case, "reassessed"), case.earlier) == (MOST_DECISIONS, 51)
    assert case.history[-1].verified_benefit_vnd == MOST_DECISIONS + 50
    assert case_of({"_id": case.id, "revision": 1, **case_document(case)}) == replace(case, revision=1)


def test_a_case_with_the_longest_of_everything_stays_far_below_what_a_document_holds() -> None:
    authors = tuple(
        AuthorShare(id=person(f"author {n}"), share=1, home_unit="đ" * 100, formerly=person(f"card {n}"))
        for n in range(1000)
    )
    longest: dict[str, Any] = {"title": "ẵ" * 300, "summary": "ẵ" * 1000, "field": "ẵ" * 300, "authors": authors}
    case = opened(face(**longest))
    for version in range(2, 40):
        case = followed(case, face(version, content_version=version, **longest), T0 + version * DAY)
    assert len(case.faces) == MOST_FACES
    assert case.content_version == 39
    line = Entry(T0, "returned", 1, person("r"), "reviewer", "đ" * 100, comment="ẵ" * 4000, reasons=("ẵ" * 300,) * 8)
    note = Entry(T0, "reclassified", 1)
    for _ in range(1000):
        case = case.noting(line).noting(note)
    assert len(encode(case_document(case), codec_options=UUIDS)) < FEW_MEGABYTES
