"""The ratio guard: when most of a topic is invalid, the topic or we are wrong, and nothing is poured away."""

from collections import Counter, deque
from collections.abc import Iterable

REMEMBERED = 200


class TooManyInvalid(Exception):  # noqa: N818 - why a reader stands still
    """More of a topic is invalid than single accidents explain."""

    def __init__(self, topic: str, invalid: int, of: int) -> None:
        super().__init__(f"{invalid} of the last {of} records of {topic} are invalid")


class Guard:
    """Remembers, by topic, how the last records went; small batches add up.

    A reader stops when more than `allowed` records of a topic, and more than `share` of those remembered, are bad.
    """

    def __init__(self, allowed: int = 20, share: float = 0.5) -> None:
        self._allowed, self._share = allowed, share
        self._recent: dict[str, deque[bool]] = {}

    def check(self, outcomes: Iterable[tuple[str, bool]]) -> None:
        """Raise TooManyInvalid when these (topic, is valid) with the remembered ones are too bad."""
        invalid, seen = Counter[str](), Counter[str]()
        for topic, valid in self._with_remembered(outcomes):
            seen[topic] += 1
            invalid[topic] += not valid
        for topic, count in invalid.items():
            if count > self._allowed and count > self._share * seen[topic]:
                raise TooManyInvalid(topic, count, seen[topic])

    def remember(self, outcomes: Iterable[tuple[str, bool]]) -> None:
        """Note how records went whose offsets are about to be committed."""
        for topic, valid in outcomes:
            self._recent.setdefault(topic, deque(maxlen=REMEMBERED)).append(valid)

    def _with_remembered(self, outcomes: Iterable[tuple[str, bool]]) -> Iterable[tuple[str, bool]]:
        for topic, recent in self._recent.items():
            yield from ((topic, valid) for valid in recent)
        yield from outcomes
