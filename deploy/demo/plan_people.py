"""The people of the demo: authors of every unit and the proxies who help them, all made up."""

import random
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import replace

from faker import Faker

from deploy.demo.names import full_name
from deploy.demo.sample import path, units
from deploy.demo.steps import Person

WITHOUT_ACCOUNT = 0.3
SHARE_OF_NEW_AUTHORS = 0.7


def proxy_unit(unit: str) -> str:
    """The unit whose proxies help `unit`: the union directly above the grassroots ones, or the city's."""
    return next(code for code in path(unit) if units()[code].level in ("upper", "provincial"))


class People:
    """Hands out authors of units, now and then somebody who posted before; the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 - sample data, not secrets
        self._faker = Faker("vi_VN")
        self._faker.seed_instance(seed)
        self._by_unit: dict[str, list[Person]] = {}
        self._count = 0

    def author(self, unit: str, *, apart_from: Iterable[Person] = (), account: bool | None = None) -> Person:
        """An author whose home is `unit`."""
        known = [
            person
            for person in self._by_unit.get(unit, [])
            if person not in apart_from and account in (None, person.account)
        ]
        if known and self._random.random() > SHARE_OF_NEW_AUTHORS:
            return self._random.choice(known)
        if account is None:
            account = self._random.random() > WITHOUT_ACCOUNT
        person = self._make(unit, account=account)
        self._by_unit.setdefault(unit, []).append(person)
        return person

    def proxy(self, unit: str) -> Person:
        """The helper of a unit, who has an account and a card."""
        return replace(self._make(unit, account=True), key=f"to-ho-tro-{unit}")

    def _make(self, unit: str, *, account: bool) -> Person:
        self._count += 1
        name = full_name(self._faker)
        return Person(
            key=f"tac-gia-{self._count:03}",
            name=name,
            home_unit=unit,
            email=f"{_ascii(name)}.{self._count}@example.vn",
            account=account,
            language="en" if self._count % 17 == 0 else "vi",
        )


def _ascii(name: str) -> str:
    spelled = unicodedata.normalize("NFD", name.lower().replace("đ", "d"))
    return re.sub(r"[^a-z]+", ".", "".join(c for c in spelled if c.isascii() and (c.isalpha() or c == " "))).strip(".")
