"""Batches as a busy fortnight brings them: submissions and decisions over a tree of five levels and 201 units."""

import random
from datetime import timedelta
from uuid import UUID

from shared.events.submissions import AuthorShare
from shared.messaging.consumer import Record
from shared.units import Level
from tests.unit.ranking.builders import NOW, decided, named, programme, reward, submitted, unit

UPPER, GRASSROOTS, SUBDIVISIONS = 8, 48, 143
MEMBERS = 3000
DAYS = 14
BATCH = 1000
KINDS = ("technical", "management", "operational", "application", "research")
PARTITIONS = 12


def frame() -> list[Record]:
    """The tree and the programme."""
    places = [unit(code, f"cap-tren-{n % UPPER}", Level.GRASSROOTS) for n, code in enumerate(_grassroots())]
    parts = [unit(code, f"co-so-{n % GRASSROOTS}", Level.SUBDIVISION) for n, code in enumerate(_subdivisions())]
    uppers = [unit(f"cap-tren-{n}", "can-tho") for n in range(UPPER)]
    top = [unit("tld", None, Level.NATIONAL), unit("can-tho", "tld", Level.PROVINCIAL)]
    return [*top, *uppers, *places, *parts, programme()]


class Traffic:
    """Six in ten are new initiatives, the others decisions on some that came before."""

    def __init__(self, seed: int = 1) -> None:
        self._random = random.Random(seed)
        self._open: list[tuple[str, int]] = []
        self._made = 0
        self._offset = 0

    @property
    def made(self) -> int:
        """How many initiatives there are."""
        return self._made

    def batch(self) -> list[Record]:
        """The next 1,000 records, spread over the partitions of both topics."""
        return [self._placed(self._next()) for _ in range(BATCH)]

    def _next(self) -> Record:
        if len(self._open) > BATCH // 10 and self._random.random() < 0.4:
            return self._decided(*self._open.pop(self._random.randrange(len(self._open))))
        return self._submitted()

    def _submitted(self) -> Record:
        self._made += 1
        name = f"initiative-{self._made}"
        self._open.append((name, 0))
        at = NOW + timedelta(days=self._random.randrange(DAYS))
        home = self._random.choice(_subdivisions() + _grassroots())
        return submitted(name, home, kind=self._random.choice(KINDS), authors=self._authors(home), registered_at=at)

    def _authors(self, home: str) -> tuple[AuthorShare, ...]:
        count = self._random.choice((1, 1, 2, 3))
        people = self._random.sample(range(MEMBERS), count)
        return tuple(AuthorShare(id=named(f"member-{n}"), share=100 // count, home_unit=home) for n in people)

    def _decided(self, name: str, version: int) -> Record:
        state = self._random.choice(("approved", "approved", "approved", "returned", "rejected"))
        levels = ("grassroots", "upper")[: self._random.randint(1, 2)]
        rewards = (reward("giay-khen"),) if self._random.random() < 0.2 else ()
        benefit = self._random.choice((None, 5_000_000, 25_000_000, 250_000_000))
        return decided(name, state, version + 1, levels=levels, rewards=rewards, benefit=benefit)

    def _placed(self, record: Record) -> Record:
        self._offset += 1
        partition = UUID(record.key).int % PARTITIONS
        return Record(record.topic, partition, self._offset, record.key, record.event)


def _grassroots() -> list[str]:
    return [f"co-so-{n}" for n in range(GRASSROOTS)]


def _subdivisions() -> list[str]:
    return [f"bo-phan-{n}" for n in range(SUBDIVISIONS)]
