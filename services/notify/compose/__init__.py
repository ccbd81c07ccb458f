"""From a message to the bytes that go to the mail server, and to the page of a certificate."""

from services.notify.compose.certificate import Certificate, certificate, certificate_page, printed
from services.notify.compose.letter import Letter, Surroundings, letter
from services.notify.compose.mime import From, to_bytes

__all__ = [
    "Certificate",
    "From",
    "Letter",
    "Surroundings",
    "certificate",
    "certificate_page",
    "letter",
    "printed",
    "to_bytes",
]
