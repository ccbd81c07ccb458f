"""Receipts that nobody was given: how many an address, and all of them together, may try in a minute.

Whoever has used theirs up is refused before anything is looked up, else trying would go on. What others ask meanwhile
is answered: when all together tried too many, those are refused who tried one themselves.
"""

from services.review.settings import ReviewSettings
from shared.web.rates import Rates

_EVERYBODY = "everybody"


class Misses:
    """Both limits of one process; 0 of either admits all."""

    def __init__(self, of_one: Rates, of_all: Rates) -> None:
        self._of_one = of_one
        self._of_all = of_all

    @classmethod
    def limited_by(cls, settings: ReviewSettings) -> "Misses":
        """As the settings say."""
        return cls(Rates(settings.receipt_misses_per_minute), Rates(settings.receipt_misses_of_all_per_minute))

    def refuse_who_tried(self, address: str) -> None:
        """Refuse an address that has none left, or has tried while nobody has any left."""
        self._of_one.check(address)
        if self._of_one.knows(address):
            self._of_all.check(_EVERYBODY)

    def count(self, address: str) -> None:
        """Count a miss; refuses it when it is one too many."""
        self._of_one.admit(address)
        self._of_all.admit(_EVERYBODY)
