"""The type of an e-mail address in requests."""

from typing import Annotated

from pydantic import AfterValidator, EmailStr
from pydantic_core import PydanticCustomError

from shared.addresses import mailable


def _reachable(address: str) -> str:
    if mailable(address) is None:
        vi = "Phần trước @ chỉ gồm chữ không dấu, chữ số và dấu như . _ -, ví dụ ten.ho@example.vn."
        en = "Before the @ use letters without marks, digits and signs such as . _ -, as in name@example.vn."
        raise PydanticCustomError("unreachable_address", "not an address mail can reach", {"vi": vi, "en": en})
    return address


MailAddress = Annotated[EmailStr, AfterValidator(_reachable)]
"""An address every mail server can take: see `shared.addresses.mailable`."""
