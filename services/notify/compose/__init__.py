"""From a message to the bytes that go to the mail server, and to the page of a certificate."""

from services.notify.compose.certificate import certificate_page
from services.notify.compose.letter import Letter, Surroundings, letter
from services.notify.compose.mime import From, to_bytes

__all__ = ["From", "Letter", "Surroundings", "certificate_page", "letter", "to_bytes"]
