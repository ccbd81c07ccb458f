"""Cards, erasures and addresses."""

from datetime import datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notify.compose.letter import TEMPLATES
from services.notify.domain.absorb import BatchNews, Erasure, Known, absorb
from services.notify.domain.contacts import Contact, Leader, led_by
from services.notify.domain.delivery import Address, waiting, where_to
from services.notify.domain.messages import MessageState
from shared.access import Grant, Role, Scope, Source
from shared.addresses import mailable
from shared.appointments.terms import Term
from shared.events.authors import AuthorData
from shared.units import UnitTree
from tests.unit.notify import builders as b


def test_a_tombstone_erases_up_to_its_version_and_a_later_card_is_accepted() -> None:
    contact = Contact(b.LAN).with_card(b.card(version=2)).erased_up_to(3)
    assert contact == Contact(b.LAN, version=3, erased=True)
    assert contact.with_card(b.card(version=3)) is contact
    assert contact.with_card(b.card(version=4)).email == "lan@example.vn"


def test_a_tombstone_older_than_the_card_changes_nothing() -> None:
    contact = Contact(b.LAN).with_card(b.card(version=4))
    assert contact.erased_up_to(3) is contact


@pytest.mark.parametrize(
    ("language", "written"),
    [("vi", "vi"), ("en", "en"), ("zh", "en"), ("ko", "en"), ("ja", "en"), ("fr", "vi")],
)
def test_mails_in_languages_not_written_yet_go_out_in_english_and_the_card_s_own_is_kept(
    language: str, written: str
) -> None:
    card = b.card().model_copy(update={"language": language})
    contact = Contact(b.LAN).with_card(card)
    assert (contact.language, contact.mail_language) == (language, written)
    message = next(iter(_with_messages().messages.values()))
    address = where_to(message, contact, None)
    assert isinstance(address, Address)
    assert (TEMPLATES / address.language).is_dir()


CARDS: list[AuthorData | Erasure] = [b.card(version=1), b.card(version=2, email=None), Erasure(3), b.card(version=4)]


@given(st.lists(st.sampled_from(CARDS), max_size=8))
def test_cards_and_tombstones_in_any_order_end_as_the_newest_says(cards: list[AuthorData | Erasure]) -> None:
    known = Known()
    for item in cards:
        known = b.after(known, absorb(BatchNews(cards=((b.LAN, item),)), known, b.making()))
    newest = max(cards, key=lambda item: item.version, default=None)
    contact = known.contacts.get(b.LAN)
    if newest is None:
        assert contact is None
    else:
        assert contact is not None
        assert (contact.version, contact.erased) == (newest.version, isinstance(newest, Erasure))
        assert contact.email == (newest.email if isinstance(newest, AuthorData) else None)


def _with_messages() -> Known:
    news = b.news(b.face(), b.approved())
    return b.after(Known(), absorb(news, Known(), b.making()))


def _wait(known: Known, person: UUID) -> Known:
    one_day = b.making().hold * 720
    changed = {i: waiting(m, one_day) if m.person_id == person else m for i, m in known.messages.items()}
    return Known(known.initiatives, changed, known.contacts, known.units, known.programmes)


def test_waiting_messages_are_queued_when_the_address_comes_and_only_theirs() -> None:
    known = _wait(_with_messages(), b.LAN)
    writes = absorb(BatchNews(cards=((b.LAN, b.card()),)), known, b.making())
    assert [(m.person_id, m.state, m.due_at) for m in writes.messages] == [(b.LAN, MessageState.QUEUED, b.NOW)]


def test_a_card_without_an_address_leaves_messages_waiting() -> None:
    known = _wait(_with_messages(), b.LAN)
    writes = absorb(BatchNews(cards=((b.LAN, b.card(email=None)),)), known, b.making())
    assert writes.messages == ()


@pytest.mark.parametrize(
    "address",
    [
        "",
        "lan",
        "lan@",
        "@example.vn",
        "lan@example",
        "lan@example.vn\r\nBcc: all@example.vn",
        "lan nguyen@example.vn",
        "lan@exa mple.vn",
        "lan@example..vn",
        ".lan@example.vn",
        "lan@" + "a" * 64 + ".vn",
        "l" * 65 + "@example.vn",
        "a@b@example.vn",
        "lân@example.vn",
    ],
)
def test_an_address_no_server_takes_is_not_mailable(address: str) -> None:
    assert mailable(address) is None


def test_a_domain_goes_on_the_wire_in_ascii() -> None:
    assert mailable(" lan.nguyen+sk@bücher.vn ") == "lan.nguyen+sk@xn--bcher-kva.vn"


@given(st.text(max_size=40))
def test_whatever_is_mailable_is_one_line_of_ascii(address: str) -> None:
    found = mailable(f"{address}@example.vn")
    assert found is None or (found.isascii() and found.isprintable() and " " not in found and found.count("@") == 1)


def test_who_leads_by_appointment_is_told_as_long_as_it_holds_and_no_deputy_in_their_place() -> None:
    def term(unit: str, role: str = "leader", until: datetime | None = None, deputy_for: UUID | None = None) -> Term:
        source = Source(UUID(int=5), until, deputy_for)
        return Term(Grant(Role(role), unit, None, source), b.NOW, until)

    terms = (
        term("ninh-kieu"),
        term("o-mon", until=b.NOW),
        term("cai-rang", deputy_for=UUID(int=7)),
        term("thot-not", role="reviewer"),
    )
    led = led_by(terms, b.NOW)
    assert led == {Scope("ninh-kieu", None)}
    leader = Leader(Contact(UUID(int=1), 1), led)
    assert leader.leads("ninh-kieu", "9000-sang-kien", UnitTree(()))
    assert not leader.leads("o-mon", "9000-sang-kien", UnitTree(()))
    assert not Leader(Contact(UUID(int=1), 1, erased=True), led).leads("ninh-kieu", "9000-sang-kien", UnitTree(()))
