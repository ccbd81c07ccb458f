"""What a certificate says: as fields, as a page for the screen (no script, nothing loaded), as data for the press."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import segno

from services.notify.compose import wording
from services.notify.compose.letter import Surroundings, environment
from services.notify.domain.messages import Message
from services.notify.domain.places import place_of
from shared.calendar import day_of

PAPER: Final = Path(__file__).parent.parent / "templates" / "certificate.typ"
"""The template of the printed page."""
_WORDS = {
    "vi": {
        "nation": "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "motto": "Độc lập - Tự do - Hạnh phúc",
        "heading": "GIẤY CHỨNG NHẬN",
        "author-of": "Tác giả sáng kiến",
        "check": "Kiểm tra tại",
        "revoked": "ĐÃ THU HỒI",
    },
    "en": {
        "nation": "SOCIALIST REPUBLIC OF VIET NAM",
        "motto": "Independence - Freedom - Happiness",
        "heading": "CERTIFICATE",
        "author-of": "Author of the initiative",
        "check": "Check at",
        "revoked": "REVOKED",
    },
}


@dataclass(frozen=True, slots=True)
class Certificate:
    """All that is said of one award to one person, in their language."""

    language: str
    name: str
    unit: str
    decided_by: str
    programme: str
    title: str
    award: str
    level: str
    amount: str | None
    decision_number: str | None
    day: date
    """Of the decision; of the day it was published, should that be unknown."""
    place: str | None
    verify_url: str
    revoked: bool


def certificate(message: Message, around: Surroundings) -> Certificate:
    """The certificate of the award that `message` commends; `around` names its author."""
    about, language = message.about, around.language
    return Certificate(
        language=language,
        name=around.name or "",
        unit=around.unit_name,
        decided_by=around.decided_by_name,
        programme=around.programme_name,
        title=about.title,
        award=award(message, language),
        level=wording.level(about.level, language),
        amount=wording.money(about.amount_vnd, language) if about.amount_vnd else None,
        decision_number=about.decision_number,
        day=about.decided_on or day_of(about.decided_at),
        place=place_of(around.decided_above),
        verify_url=f"{around.public_url.rstrip('/')}/verify/{message.certificate_code}",
        revoked=not message.stands,
    )


def certificate_page(shown: Certificate) -> str:
    """The page for a screen."""
    return (
        environment()
        .get_template(f"{shown.language}/certificate.html")
        .render(certificate=shown, decided_on=wording.day(shown.day, shown.language))
    )


def printed(shown: Certificate) -> dict[str, Any]:
    """What the template of the press is given (`templates/certificate.typ`), all of it JSON."""
    vi = shown.language == "vi"
    number = shown.decision_number and f"{'Số' if vi else 'No.'}: {shown.decision_number}"
    return {
        "language": shown.language,
        "words": _WORDS[shown.language],
        "title": f"{_WORDS[shown.language]['heading'].capitalize()}: {shown.title}",
        "issuer": shown.decided_by,
        "number": number,
        "dated": wording.dated(shown.place, shown.day, shown.language),
        "day": [shown.day.year, shown.day.month, shown.day.day],
        "programme": shown.programme,
        "name": shown.name,
        "unit": shown.unit,
        "work": f"“{shown.title}”",
        "award": shown.award,
        "amount": shown.amount,
        "address": shown.verify_url,
        "qr": segno.make(shown.verify_url, error="m", micro=False).svg_inline(border=0, dark="#1d1d1f"),
        "revoked": shown.revoked,
    }


def award(message: Message, language: str) -> str:
    """What was awarded, in a few words."""
    recognised = "Initiative recognised" if language == "en" else "Công nhận sáng kiến"
    level = wording.level(message.about.level, language)
    return f"{wording.form(message.about.form, language) or recognised}, {level}"
