"""What a reader of mail decodes is what was written: any text, by two parsers, in lines and words as RFC 2047 asks."""

import email
import email.policy
import random
import re
from datetime import UTC, datetime
from email.header import decode_header, make_header
from email.utils import parseaddr
from uuid import UUID

import pytest
from faker import Faker
from hypothesis import given, settings
from hypothesis import strategies as st

from services.notify.compose import From, Letter, Surroundings, letter, to_bytes
from services.notify.compose.headers import one_line, shortened
from services.notify.domain.messages import Template
from tests.unit.notify import builders as b

SENDER = From("sang-kien@example.vn", "Chương trình Sáng kiến", "example.vn")
ID = UUID(int=7)
_WORD = re.compile(rb"=\?[^?]*\?[^?]*\?[^?]*\?=")
_fake = Faker("vi_VN")
_fake.seed_instance(23)
_chance = random.Random(23)
SIGNS = [
    "“",
    "”",
    "=?utf-8?q?abc?=",
    "?=",
    "\t",
    "\u00a0",
    "👩‍🔧",
    "đồng",
    "…",
    "=",
    "_",
    '"',
    "\\",
    "(x)",
    "<a@b.vn>",
    ",",
]


def sentences() -> list[str]:
    made = ["Cải tiến máy bơm", "=?utf-8?q?abc?=", "a=?utf-8?q?abc?= b", "x" * 300, "ễ" * 300, "", "e\u0301" * 90]
    for _ in range(1000):
        words = _fake.sentence(nb_words=_chance.randint(1, 40)).split()
        words.insert(_chance.randrange(len(words) + 1), _chance.choice(SIGNS))
        made.append(_chance.choice(["", " ", "  "]).join(words)[:300])
    return made


def mail_of(subject: str, name: str) -> bytes:
    words = Letter(subject=subject, text="x\n", html="<p>x</p>\n")
    return to_bytes(
        words, message_id=ID, date=datetime(2026, 1, 2, tzinfo=UTC), to="lan@example.vn", name=name, sender=SENDER
    )


def assert_read_as_written(subject: str, name: str) -> None:
    raw = mail_of(subject, name)
    subject, name = one_line(subject), shortened(one_line(name), 200)
    modern = email.message_from_bytes(raw, policy=email.policy.default)
    assert modern["Subject"] == subject
    (recipient,) = modern["To"].addresses
    assert recipient.addr_spec == "lan@example.vn"
    if len(name.encode()) <= 45:  # longer ones take several words, between which this parser puts blanks
        assert recipient.display_name == name
    old = email.message_from_bytes(raw)
    assert str(make_header(decode_header(old["Subject"].replace("\r\n", "")))) == subject
    phrase, address = parseaddr(old["To"])
    assert (str(make_header(decode_header(phrase))), address) == (name, "lan@example.vn")
    head = raw.partition(b"\r\n\r\n")[0]
    assert max(map(len, _WORD.findall(head)), default=0) <= 75
    assert max(map(len, head.split(b"\r\n"))) <= 78
    assert head.isascii()


def test_thousands_of_vietnamese_subjects_and_names_are_read_as_they_were_written() -> None:
    for text in sentences():
        assert_read_as_written(text, text)


@settings(max_examples=100)
@given(st.text(max_size=300), st.text(max_size=300))
def test_any_text_is_read_as_it_was_written(subject: str, name: str) -> None:
    assert_read_as_written(subject, name)


def test_no_text_adds_a_header() -> None:
    raw = mail_of("a\r\nBcc: x@example.vn\u2028b\x00", "Lan\nCc: y@example.vn")
    assert set(email.message_from_bytes(raw)) == {
        "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "Content-Type", "MIME-Version",
    }  # fmt: skip


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("template", list(Template))
def test_a_long_title_never_cuts_off_what_became_of_it(template: Template, language: str) -> None:
    def subject(long: str) -> str:
        message = b.message(template, title=long)
        around = Surroundings(language, "Lan", long, "CĐCS", "9.000 sáng kiến", "https://example.vn")
        return letter(message, around).subject

    brief, endless = subject("§"), subject("Sáng kiến " * 30)
    before, _, after = brief.partition("§")
    assert endless.startswith(before)
    assert endless.endswith(after)
    assert len(endless) <= 200


def test_a_shortened_text_keeps_marks_with_their_letters() -> None:
    assert shortened("abc", 3) == "abc"
    assert shortened("abcd", 3) == "ab…"
    assert shortened("ae\u0301e\u0301e\u0301", 5) == "ae\u0301…"
    assert shortened("👩\u200d🔧👩\u200d🔧", 4) == "👩\u200d🔧…"
    assert shortened("👩\u200d🔧👩\u200d🔧", 3) == "…"
