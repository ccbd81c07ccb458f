"""Free text must not carry e-mail addresses or telephone numbers: events that hold it are kept for ever (design §2)."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import AfterValidator

from shared.refusals import BadField, Complaint, Refusal, Text
from shared.web.complaints import bad_value
from shared.web.contacts import contacts_in

_EMAIL = Complaint("email-in-text", "Không ghi địa chỉ e-mail ở đây.", "Do not put an e-mail address here.")
_PHONE = Complaint("phone-in-text", "Không ghi số điện thoại ở đây.", "Do not put a telephone number here.")
_BOTH = Complaint(
    "contacts-in-text",
    "Không ghi địa chỉ e-mail hay số điện thoại ở đây.",
    "Do not put e-mail addresses or telephone numbers here.",
)
CONTACTS = (_EMAIL, _PHONE, _BOTH)
"""What a text is told that holds personal data."""


class PersonalDataInText(Refusal):
    """A text meant for all readers names someone's address or number."""

    slug = "personal-data-in-text"
    status = 422
    title = Text(
        "Nội dung có địa chỉ e-mail hoặc số điện thoại, hãy bỏ ra",
        "The text contains an e-mail address or a telephone number; take it out",
    )


def refuse_personal_data(texts: Mapping[str, str | None]) -> None:
    """Refuse when one of `texts` (field path → text) names an address or number."""
    complaints = {field: _complaint(text) for field, text in texts.items() if text}
    if fields := [BadField(field, complaint) for field, complaint in complaints.items() if complaint]:
        raise PersonalDataInText(fields=fields)


def _complaint(text: str) -> Complaint | None:
    kinds = {found.kind for found in contacts_in(text)}
    if len(kinds) > 1:
        return _BOTH
    return {"email": _EMAIL, "phone": _PHONE}[kinds.pop()] if kinds else None


def _checked(text: str) -> str:
    if complaint := _complaint(text):
        raise bad_value(complaint)
    return text


FreeText = Annotated[str, AfterValidator(_checked)]
"""Text of a request body that everyone who may read the initiative reads."""
