"""Whatever authors do, in any order: what a decision looked at can be shown later as it was seen."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from services.submission.domain import acts
from services.submission.domain.acts import Correction
from services.submission.domain.initiative import Initiative
from services.submission.domain.judging import judged
from services.submission.domain.supplements import (
    DESCRIPTION,
    Addition,
    Supplement,
    newest_of_each,
    supplement,
    text_of,
)
from services.submission.published import face
from shared.events.decisions import ReviewState
from shared.refusals import Refusal
from tests.unit.submission.samples import BY_LAN, NOW, a_decision, submitted
from tests.unit.submission.test_supplements import SETTING

SECTIONS = (DESCRIPTION, "bien-ban", "anh")
Seen = dict[str, str | None]
Moment = tuple[int, int]
"""What a decision names: the content version, and the supplement."""


@dataclass
class Course:
    """One initiative with all that was added to it, and what whoever judged it saw at each moment."""

    initiative: Initiative = field(default_factory=submitted)
    added: list[Supplement] = field(default_factory=list)
    seen: dict[Moment, Seen] = field(default_factory=dict)
    decisions: int = 0

    def at(self, content_version: int, number: int) -> Seen:
        lines = [(one.number, one.section, one.content_version) for one in self.added]
        counting = newest_of_each(lines, number)
        present = [one for one in self.added if one.number in counting]
        return {section: text_of(self.initiative, section, present, content_version) for section in SECTIONS}

    def look(self) -> None:
        """A reviewer looks: what they see is the same as whoever saw this moment before."""
        moment = (self.initiative.content_version, self.initiative.supplement)
        shown = self.at(*moment)
        assert self.seen.setdefault(moment, shown) == shown
        assert (face(self.initiative).content_version, face(self.initiative).supplement) == moment

    def do(self, act: str, section: str, text: str) -> None:
        setting = replace(SETTING, now=NOW + timedelta(minutes=len(self.added)))
        one = self.initiative
        if act == "supplement":
            change, entry = supplement(one, Addition(section, text), self.added, BY_LAN, setting)
            self.added.append(entry)
            self.initiative = change.initiative
        elif act == "patch":
            self.initiative = acts.amend(one, replace(one.content, description=text), setting).initiative
        elif act == "submit":
            self.initiative = acts.submit(one, BY_LAN, setting).initiative
        elif act == "reclassify":
            kind = "management" if one.public.kind == "technical" else "technical"
            self.initiative = acts.reclassify(one, Correction(kind=kind), BY_LAN, setting).initiative
        else:
            self.decisions += 1
            returned = a_decision(ReviewState.RETURNED, version=self.decisions, content_version=one.content_version)
            self.initiative = judged(one, returned)


ACTS = st.tuples(
    st.sampled_from(["supplement", "supplement", "patch", "submit", "reclassify", "return"]),
    st.sampled_from(SECTIONS),
    st.sampled_from(["Một.", "Hai.", "Ba."]),
)


@settings(max_examples=200)
@given(st.lists(ACTS, max_size=25))
def test_what_was_seen_is_shown_and_an_author_never_loses_a_word(course: list[tuple[str, str, str]]) -> None:
    one = Course()
    one.look()
    for act, section, text in course:
        before = one.initiative
        try:
            one.do(act, section, text)
        except Refusal:
            assert one.initiative is before
        one.look()
        if act == "submit" and one.initiative is not before:
            assert one.at(one.initiative.content_version, one.initiative.supplement)[DESCRIPTION] == (
                before.content.description
            )
    for moment, shown in one.seen.items():
        assert one.at(*moment) == shown
