"""What is added after submission: whoever decides has seen it, and a level may ask for it before it looks."""

from dataclasses import replace
from typing import Any

import pytest

from services.review.domain.case import Case
from services.review.domain.claims import claim
from services.review.domain.commands import Why
from services.review.domain.decide import approve, decline, give_back, reject
from services.review.domain.placing import placed
from services.review.domain.programme import NeededSection, ProgrammeRules, rules_of
from services.review.domain.refusals import ContentChanged, SectionsMissing
from services.review.domain.turn import Turn
from shared.events.programmes import Section
from shared.events.submissions import Attachment
from shared.refusals import Refusal
from shared.units import Level, UnitTree
from tests.unit.review.test_handlers import programme
from tests.unit.review.world import (
    DAY,
    PAPER,
    RULES,
    T0,
    TREE,
    UNITS,
    WHY,
    face,
    followed,
    opened,
    person,
    turn,
)

MINUTES = NeededSection("bien-ban", "Biên bản họp", Level.UPPER)
FIGURES = NeededSection("so-lieu", "Số liệu trước và sau", Level.PROVINCIAL)
FIRST = NeededSection("anh", "Ảnh hiện trường", Level.GRASSROOTS)


def needing(*sections: NeededSection) -> ProgrammeRules:
    return replace(RULES, sections=sections)


def supplemented(case: Case, *sections: str, rules: ProgrammeRules = RULES, at: Any = T0 + 3 * DAY) -> Case:
    data = case.face.model_copy(
        update={"version": case.face.version + 1, "supplement": case.face.supplement + 1, "sections": sections}
    )
    return placed(followed(case, data, at), TREE, rules, waits_since=at)


def waiting(case: Case) -> str | None:
    return case.awaited.unit if case.awaited else None


def recommended(case: Case, rules: ProgrammeRules, unit: str = "benh-vien") -> Case:
    return approve(turn(case, unit, rules=rules), PAPER, Why(), recommend=True).case


def test_a_decision_says_which_supplement_and_submission_version_it_looked_at() -> None:
    case = supplemented(opened(), "anh")
    decided = give_back(turn(case), WHY)
    assert (decided.data.submission_version, decided.data.supplement) == (2, 1)
    line = decided.case.history[-1]
    assert (line.submission_version, line.supplement) == (2, 1)


@pytest.mark.parametrize(
    "act", [lambda t: approve(t, PAPER, Why()), lambda t: give_back(t, WHY), lambda t: reject(t, WHY)]
)
@pytest.mark.parametrize("seen", [{"supplement": 0}, {"supplement": 2}, {"submission_version": 1}])
def test_whatever_was_added_since_is_looked_at_before_anything_is_decided(act: Any, seen: dict[str, Any]) -> None:
    case = supplemented(opened(), "anh")
    with pytest.raises(ContentChanged):
        act(turn(case, **seen))


def test_attachments_that_were_added_are_something_new_to_look_at() -> None:
    picture = Attachment(id=person("ảnh"), sha256="ab", kind="image/png", size=5)
    case = followed(opened(), face(2, supplement=1, attachments=(picture,)), T0 + DAY)
    with pytest.raises(ContentChanged):
        approve(turn(case, supplement=0), PAPER, Why())


def test_what_is_added_after_a_decision_leaves_it_as_it_was() -> None:
    decided = approve(turn(opened()), PAPER, Why())
    case = supplemented(decided.case, "anh")
    assert (decided.data.supplement, case.approvals, case.face.supplement) == (0, decided.case.approvals, 1)
    assert [line.act for line in case.history] == ["submitted", "approved", "supplemented"]


def test_a_receipt_that_is_added_changes_nothing_that_was_looked_at() -> None:
    case = followed(opened(), face(2, receipt="SK-1"), T0 + DAY)
    assert approve(turn(case, submission_version=1), PAPER, Why()).case.approvals
    assert [line.act for line in case.history] == ["submitted"]
    assert case.face.receipt == "SK-1"


def test_a_supplement_ends_no_claim_and_starts_no_clock_anew() -> None:
    case = claim(turn(opened()))
    after = supplemented(case, "anh")
    assert (after.claim, after.since, after.due_at) == (case.claim, case.since, case.due_at)


def test_recommended_without_a_section_the_next_level_needs_a_case_waits_for_its_author() -> None:
    rules = needing(MINUTES, FIGURES)
    case = recommended(opened(), rules)
    assert (case.awaited, case.due_at, case.missing_sections) == (None, None, ("bien-ban",))
    after = supplemented(case, "bien-ban", rules=rules, at=T0 + 9 * DAY)
    assert (waiting(after), after.missing_sections) == ("ninh-kieu", ())
    assert (after.since, after.due_at) == (T0 + 9 * DAY, T0 + 24 * DAY)


def test_some_of_the_sections_are_not_all() -> None:
    rules = needing(MINUTES, replace(MINUTES, code="anh"))
    case = supplemented(recommended(opened(), rules), "anh", rules=rules)
    assert (waiting(case), case.missing_sections) == (None, ("bien-ban",))


def test_a_section_needed_before_a_level_that_is_passed_over_is_needed_above_it() -> None:
    tree = UnitTree([*(unit for unit in UNITS if unit.code != "benh-vien"), replace(UNITS[4], parent="can-tho")])
    case = approve(turn(opened(), tree=tree, rules=needing(MINUTES)), PAPER, Why(), recommend=True).case
    assert (case.awaited, case.missing_sections) == (None, ("bien-ban",))


def test_a_section_needed_at_the_first_level_is_waited_for_at_once() -> None:
    rules = needing(FIRST)
    case = placed(opened(), TREE, rules, waits_since=T0)
    assert (case.awaited, case.missing_sections) == (None, ("anh",))
    after = supplemented(case, "anh", rules=rules)
    assert (waiting(after), after.since) == ("benh-vien", T0 + 3 * DAY)


def test_a_level_neither_claims_nor_approves_what_lacks_a_section_but_turns_it_down() -> None:
    rules = needing(FIRST, MINUTES)
    case = placed(opened(), TREE, rules, waits_since=T0)
    for unit in ("benh-vien", "ninh-kieu"):
        with pytest.raises(SectionsMissing, match="Ảnh hiện trường" if unit == "benh-vien" else "Biên bản họp"):
            approve(turn(case, unit, rules=rules), PAPER, Why())
        with pytest.raises(SectionsMissing):
            claim(turn(case, unit, rules=rules))
    assert give_back(turn(case, rules=rules), WHY).case.missing_sections == ()
    assert reject(turn(case, rules=rules), WHY).case.missing_sections == ()
    above = decline(turn(recommended(supplemented(case, "anh", rules=rules), rules), "ninh-kieu", rules=rules), WHY)
    assert (above.case.awaited, above.case.missing_sections) == (None, ())


def test_a_revocation_that_is_asked_for_waits_for_no_section() -> None:
    rules = needing(FIRST)
    case = replace(recommended(opened(), RULES), asked_to_revoke=None)
    asked = replace(case, asked_to_revoke=case.approvals[0].id)
    assert waiting(placed(asked, TREE, rules)) == "benh-vien"


def test_a_programme_that_asks_for_less_lets_a_case_go_on_and_its_wait_begins_then() -> None:
    case = placed(opened(), TREE, needing(FIRST), waits_since=T0)
    after = placed(case, TREE, RULES, released_at=T0 + 40 * DAY)
    assert (waiting(after), after.since, after.due_at) == ("benh-vien", T0 + 40 * DAY, T0 + 55 * DAY)
    moved = placed(opened(), TREE, RULES, released_at=T0 + 40 * DAY)
    assert moved.since == T0


def test_a_section_needed_before_a_level_nobody_knows_holds_nothing_up() -> None:
    sections = (Section(code="a", name="A", needed_before="galactic"), Section(code="b", name="B"))
    data: Any = programme(sections=(*sections, Section(code="c", name="C", needed_before="upper"))).event
    rules = rules_of(data.data)
    assert [section.code for section in rules.sections] == ["c"]
    assert rules.missing(Level.GRASSROOTS, ()) == ()
    assert rules.missing(Level.NATIONAL, ()) == rules.sections


def test_a_closed_unit_is_passed_over_by_whoever_comes_next_above_it() -> None:
    closed = UnitTree([*(unit for unit in UNITS if unit.code != "benh-vien"), replace(UNITS[4], closed=True)])
    assert waiting(placed(opened(), closed, RULES)) == "ninh-kieu"
    nobody = UnitTree([replace(unit, closed=True) for unit in UNITS])
    assert waiting(placed(opened(), nobody, RULES)) == "benh-vien"


def test_nobody_stands_above_the_highest_unit_to_recommend_it_to() -> None:
    case = recommended(opened(), RULES, "tong")
    assert (case.awaited, case.missing_sections, case.due_at) == (None, (), None)


def test_a_supplement_between_reading_and_deciding_is_noticed() -> None:
    read: Turn = turn(opened())
    raced = replace(read, case=supplemented(read.case, "anh"))
    with pytest.raises(Refusal) as refused:
        approve(raced, PAPER, Why())
    assert refused.type is ContentChanged
