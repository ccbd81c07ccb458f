"""A message in words: subject, plain text and HTML in the reader's language."""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from services.notify.compose import wording
from services.notify.compose.headers import one_line, shortened
from services.notify.domain.messages import Message, Template

TEMPLATES = Path(__file__).parent.parent / "templates"
_LONGEST_IN_SUBJECT = 140
"""Letters of a title or unit in a subject: what the subject says of it always follows."""
_BLANK_LINES = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a message says besides its decision: names as they are known when it is written."""

    language: str
    name: str | None
    unit_name: str
    decided_by_name: str
    programme_name: str
    public_url: str
    to_office: bool = False
    decided_above: tuple[str, ...] = ()
    """Names of the unit that decided and of all above it, from the top."""


@dataclass(frozen=True, slots=True)
class Letter:
    """What the reader sees."""

    subject: str
    text: str
    html: str


def letter(message: Message, around: Surroundings) -> Letter:
    """The words of a message. The same message and surroundings always give the same words."""
    values = _values(message, around)
    brief = values | {name: shortened(one_line(values[name]), _LONGEST_IN_SUBJECT) for name in ("title", "unit")}
    subject = _rendered(message.template, around.language, "subject.txt", brief)
    text, html = (_rendered(message.template, around.language, f"body.{kind}", values) for kind in ("txt", "html"))
    return Letter(subject=one_line(subject), text=_BLANK_LINES.sub("\n\n", text).strip() + "\n", html=html + "\n")


def _values(message: Message, around: Surroundings) -> dict[str, Any]:
    about, language = message.about, around.language
    code = message.certificate_code
    return {
        "name": around.name,
        "to_office": around.to_office,
        "unit": around.unit_name,
        "decided_by": around.programme_name if about.threshold else around.decided_by_name,
        "programme": around.programme_name,
        "title": about.title or around.programme_name,
        "level": wording.level(about.level, language),
        "decision_number": about.decision_number,
        "decided_on": wording.day(about.decided_on, language),
        "form": wording.form(about.form, language),
        "amount": wording.money(about.amount_vnd, language) if about.amount_vnd else None,
        "reasons": [wording.reason(code, language) for code in about.reasons],
        "comment": about.comment,
        "window": wording.window(about.window, language),
        "threshold": about.threshold,
        "verify_url": f"{around.public_url.rstrip('/')}/verify/{code}" if code else None,
    }


def _rendered(template: Template, language: str, part: str, values: dict[str, Any]) -> str:
    return environment().get_template(f"{language}/{template.value}.{part}").render(values)


@lru_cache
def environment() -> Environment:
    """Templates: HTML is escaped, a missing value is an error."""
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(("html",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
