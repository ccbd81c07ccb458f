"""One decision: whose card is this."""

import pytest

from services.submission.domain.authors import Card, Details, erase, make
from services.submission.domain.owning import Candidates, Holding, details_of, held_by
from services.submission.domain.refusals import CardBelongsToAnother, HomeUnitNeeded
from tests.unit.submission.samples import HUNG, LAN, NOW, an_id, caller

WITH_ADDRESS = caller("lan", email="LAN@example.vn")
UNPROVEN = caller("lan", unproven_email="lan@example.vn")


def by_proxy(name: str = "hồ sơ", email: str | None = "lan@example.vn") -> Card:
    return make(an_id(name), Details("Lan", "o-mon", email, member_number="01"), NOW, account=False, confirmed=True)


def of_account(home: str = "may-viet") -> Card:
    return make(LAN, Details("Lê Thị Lan", home), NOW, account=True)


def test_the_accounts_own_card_is_theirs_whatever_others_name_the_same_address() -> None:
    own = of_account()
    assert held_by(WITH_ADDRESS, Candidates(own, (by_proxy(),)), NOW) == Holding(own)
    gone = erase(own, NOW)
    assert held_by(WITH_ADDRESS, Candidates(gone, (by_proxy(),)), NOW) == Holding(gone)


def test_at_first_the_one_card_that_names_the_verified_address_becomes_theirs() -> None:
    old = by_proxy()
    holding = held_by(WITH_ADDRESS, Candidates(None, (old,)), NOW)
    assert holding.instead_of == old
    assert holding.card is not None
    assert holding.card.data is not None
    assert (holding.card.id, holding.card.account, holding.card.data.home_unit) == (LAN, True, "o-mon")


def test_of_two_cards_with_one_address_neither_is_taken() -> None:
    two = (by_proxy(), by_proxy("hồ sơ khác"))
    assert held_by(WITH_ADDRESS, Candidates(None, two), NOW) == Holding(None)


def test_a_member_number_brings_a_card_only_with_the_verified_address_on_it() -> None:
    old = by_proxy()
    assert held_by(WITH_ADDRESS, Candidates(of_account(), by_number=old), NOW).instead_of == old
    for stranger in (UNPROVEN, caller("lan"), caller("lan", email="khac@example.vn")):
        with pytest.raises(CardBelongsToAnother):
            held_by(stranger, Candidates(of_account(), by_number=old), NOW)
    with pytest.raises(CardBelongsToAnother):
        held_by(WITH_ADDRESS, Candidates(None, by_number=by_proxy(email=None)), NOW)


def test_the_number_of_another_account_is_not_theirs_and_their_own_is() -> None:
    others = make(HUNG, Details("Hùng", "o-mon", "lan@example.vn", member_number="01"), NOW, account=True)
    with pytest.raises(CardBelongsToAnother):
        held_by(WITH_ADDRESS, Candidates(None, by_number=others), NOW)
    own = of_account()
    assert held_by(WITH_ADDRESS, Candidates(own, by_number=own), NOW) == Holding(own)


def test_a_card_says_what_is_given_then_what_it_said_then_what_the_token_tells() -> None:
    assert details_of(None, WITH_ADDRESS, {}, "o-mon") == Details("Lan", "o-mon", "LAN@example.vn")
    assert details_of(None, UNPROVEN, {"name": "Lan"}, "o-mon").email is None
    assert details_of(of_account(), WITH_ADDRESS, {"phone": "0912345678"}) == Details(
        "Lê Thị Lan", "may-viet", None, "0912345678"
    )
    with pytest.raises(HomeUnitNeeded):
        details_of(None, WITH_ADDRESS, {})
