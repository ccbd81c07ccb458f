"""A service's dead letters in memory."""

from datetime import UTC, datetime
from typing import Any

from shared.mongo import Document
from shared.refusals import NotFound


class MemoryLetters:
    """Stands for the functions of `shared.messaging.dead_letters` that the API calls."""

    def __init__(self, letters: list[Document]) -> None:
        self._at_first = letters
        self.reset()

    @classmethod
    def with_one(cls, letter: str) -> "MemoryLetters":
        topic, partition, offset = letter.rsplit("-", 2)
        place = {"topic": topic, "partition": int(partition), "offset": int(offset), "key": "k", "group": "g"}
        why = {"reason": "unreadable", "error": "", "attempts": 1, "state": "waiting", "at": datetime.now(UTC)}
        return cls([{"_id": letter, **place, **why}])

    def reset(self) -> None:
        self.kept = {letter["_id"]: dict(letter) for letter in self._at_first}

    async def list_letters(self, _db: Any, *, state: str | None, after: Any, limit: int) -> list[Document]:
        return [letter for letter in self.kept.values() if state in (None, letter["state"])][:limit]

    async def replay(self, _bootstrap: str, _mongo: Any, _consumers: Any, letter: str, *, by: str) -> Document:
        return self._settled(letter, "replayed", by)

    async def discard(self, _db: Any, letter: str, *, by: str) -> Document:
        return self._settled(letter, "discarded", by)

    def _settled(self, letter: str, state: str, by: str) -> Document:
        if letter not in self.kept:
            raise NotFound
        self.kept[letter] |= {"state": state, "by": by, "settled_at": datetime.now(UTC)}
        return self.kept[letter]
