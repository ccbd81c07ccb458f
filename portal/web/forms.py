"""What was typed into a form, what is wrong with it, and at which field: kept through every refusal."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import uuid4

from portal.upstream.problems import Problem

WHOLE_FORM = ""
"""Where a problem stands that is of no one field."""
LONGEST_NUMBER = 10
KEY_REUSED = "idempotency-key-reused"


@dataclass
class Form:
    """Values as typed, by field, and sentences about them."""

    values: dict[str, str] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)

    def value(self, name: str) -> str:
        """What was typed."""
        return self.values.get(name, "")

    def wrong(self, name: str) -> str | None:
        """What is wrong with a field."""
        return self.problems.get(name)

    def add(self, name: str, sentence: str) -> None:
        """Say something about a field; the first sentence stays."""
        self.problems.setdefault(name, sentence)

    @property
    def is_right(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems

    def whole(self, name: str) -> int:
        """A number that the page itself put there; 0 when somebody changed it to none."""
        return whole(self.value(name))

    def take(self, problem: Problem, fields: Mapping[str, str]) -> None:
        """What a service found; `fields` maps its names to ours, others stand above the form."""
        for one in problem.fields:
            self.add(fields.get(one.field, WHOLE_FORM), one.message)
        if problem.slug == KEY_REUSED and "key" in self.values:  # typed over what was sent: the next one is another
            self.values["key"] = str(uuid4())
        if not problem.fields:
            self.add(WHOLE_FORM, problem.detail or problem.title)


def whole(text: str) -> int:
    """A number that a page itself put into its form; 0 when somebody changed it to none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < LONGEST_NUMBER else 0
