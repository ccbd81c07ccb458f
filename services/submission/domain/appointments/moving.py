"""What becomes of appointments when a card becomes an account's."""

from collections.abc import Iterable
from datetime import datetime

from services.submission.domain.appointments.appointee import MOST_APPOINTMENTS, Appointee, Appointment


def moved(
    card: Appointee, account: Appointee, principals: Iterable[Appointee], now: datetime
) -> tuple[Appointee, Appointee]:
    """(the card's, with none left; the account's, with both). `principals` are those the card is a deputy of.

    What would make the account its own appointer, its own deputy, or the deputy of its deputy ends here, as does what
    the account holds already or has no room for.
    """
    each_other = {one.id for one in principals if any(held.deputy_for == account.id for held in one.appointments)}
    present = account.without_over(now)
    room = MOST_APPOINTMENTS - len(present.appointments)
    fit = [
        one
        for one in card.appointments
        if not one.is_over(now)
        and account.id not in (one.appointed_by, one.deputy_for)
        and one.deputy_for not in each_other
        and not _is_held(one, present)
    ][:room]
    return card.given_up(tuple(fit), now), present.with_those_of(tuple(fit), now)


def _is_held(one: Appointment, account: Appointee) -> bool:
    return any(one.overlaps(held) for held in account.appointments if one.is_like(held))
