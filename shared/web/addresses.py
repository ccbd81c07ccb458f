"""The type of an e-mail address in requests."""

from typing import Annotated

from pydantic import AfterValidator, EmailStr

from shared.addresses import mailable
from shared.web import complaints
from shared.web.complaints import bad_value


def _reachable(address: str) -> str:
    if mailable(address) is None:
        raise bad_value(complaints.UNREACHABLE_EMAIL)
    return address


MailAddress = Annotated[EmailStr, AfterValidator(_reachable)]
"""An address every mail server can take: see `shared.addresses.mailable`."""
