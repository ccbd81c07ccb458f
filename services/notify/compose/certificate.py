"""The printable page of a certificate: data only, no script, nothing loaded from elsewhere."""

from services.notify.compose import wording
from services.notify.compose.letter import Surroundings, environment
from services.notify.domain.messages import Message


def certificate_page(message: Message, around: Surroundings) -> str:
    """The page of the award that `message` commends."""
    about, language = message.about, around.language
    return (
        environment()
        .get_template(f"{language}/certificate.html")
        .render(
            name=around.name,
            unit=around.unit_name,
            decided_by=around.decided_by_name,
            programme=around.programme_name,
            title=about.title,
            level=wording.level(about.level, language),
            award=award(message, language),
            amount=wording.money(about.amount_vnd, language) if about.amount_vnd else None,
            decision_number=about.decision_number,
            decided_on=wording.day(about.decided_on, language),
            verify_url=f"{around.public_url.rstrip('/')}/verify/{message.certificate_code}",
        )
    )


def award(message: Message, language: str) -> str:
    """What was awarded, in a few words."""
    recognised = "Initiative recognised" if language == "en" else "Công nhận sáng kiến"
    level = wording.level(message.about.level, language)
    return f"{wording.form(message.about.form, language) or recognised}, {level}"
