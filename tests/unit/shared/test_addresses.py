"""An address is taken exactly when mail can reach it, and goes to the domain the reader sees."""

import pytest
from pydantic import TypeAdapter, ValidationError

from shared.addresses import mailable
from shared.web.addresses import MailAddress
from shared.web.complaints import CARRIED


@pytest.mark.parametrize(
    ("address", "wire"),
    [
        ("lan@example.vn", "lan@example.vn"),
        ("Lan.Nguyen+x@EXAMPLE.vn", "Lan.Nguyen+x@EXAMPLE.vn"),
        ("lan@straße.example", "lan@xn--strae-oqa.example"),
        ("lan@sáng-kiến.vn", "lan@xn--sng-kin-hwa3399d.vn"),
        ("nguyễn@example.vn", None),
        ("lan@example", None),
        ("lan@-example.vn", None),
        ("lan@example.vn\r\nBcc: x@example.vn", None),
        ('"a b"@example.vn', None),
        ("l" * 65 + "@example.vn", None),
        ("lan@" + "x." * 200 + "vn", None),
        ("@example.vn", None),
        ("lan", None),
        ("lan@\u200b.vn", None),
    ],
)
def test_an_address_on_the_wire_is_ascii_by_idna_2008_or_there_is_none(address: str, wire: str | None) -> None:
    assert mailable(address) == wire


def test_an_address_that_would_fail_later_is_refused_at_once_in_plain_words() -> None:
    taken = TypeAdapter(MailAddress)
    assert taken.validate_python("lan@example.vn") == "lan@example.vn"
    with pytest.raises(ValidationError) as refused:
        taken.validate_python("nguyễn@example.vn")
    (error,) = refused.value.errors()
    assert "chữ không dấu" in error["ctx"][CARRIED].vi
