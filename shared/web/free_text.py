"""Free text must not carry e-mail addresses or telephone numbers: events that hold it are kept for ever (design §2)."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from shared.refusals import BadField, Refusal, Text
from shared.web.contacts import contacts_in

PERSONAL_DATA = "personal_data_in_text"
"""The kind of pydantic error a `FreeText` field reports."""

_MESSAGES: Mapping[str, Text] = {
    "email": Text("Không ghi địa chỉ e-mail ở đây.", "Do not put an e-mail address here."),
    "phone": Text("Không ghi số điện thoại ở đây.", "Do not put a telephone number here."),
}


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
    fields = [BadField(field, message) for field, text in texts.items() if text for message in _complaints(text)]
    if fields:
        raise PersonalDataInText(fields=fields)


def _complaints(text: str) -> list[Text]:
    return [_MESSAGES[kind] for kind in (found.kind for found in contacts_in(text))]


def _checked(text: str) -> str:
    complaints = _complaints(text)
    if complaints:
        vi = " ".join(complaint.vi for complaint in complaints)
        en = " ".join(complaint.en for complaint in complaints)
        raise PydanticCustomError(PERSONAL_DATA, "personal data", {"vi": vi, "en": en})
    return text


FreeText = Annotated[str, AfterValidator(_checked)]
"""Text of a request body that everyone who may read the initiative reads."""
