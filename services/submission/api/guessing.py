"""How often somebody may try a secret: guesses are few for a person, and for an address."""

from uuid import UUID

from fastapi import Request

from shared.web.proxies import address_of
from shared.web.rates import Rates

PER_PERSON = 10
PER_ADDRESS = 60
"""A minute, in a process: an address may be a whole plant's."""
_NAME = "guesses"


class Guesses:
    """What was tried lately."""

    def __init__(self) -> None:
        self.of_people = Rates(PER_PERSON)
        self.of_addresses = Rates(PER_ADDRESS)


def admit_guess(request: Request, person: UUID) -> None:
    """Count a try; refuses it when the person or the address had too many."""
    state = request.app.state
    if not hasattr(state, _NAME):
        setattr(state, _NAME, Guesses())
    guesses: Guesses = getattr(state, _NAME)
    guesses.of_people.admit(person)
    guesses.of_addresses.admit(address_of(request))
