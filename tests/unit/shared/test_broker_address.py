"""Where brokers are, and who we are to them, as a setting says it."""

import pytest

from shared.messaging.broker import Address


def test_a_plain_address_signs_nobody_in() -> None:
    assert Address.of("a:9092,b:9092").options == {"bootstrap_servers": "a:9092,b:9092"}
    assert Address.of("a:9092").security is None


def test_credentials_may_hold_anything_and_tls_is_asked_for() -> None:
    address = Address.of("sasls://review:p%40ss%3Aword@a:9094,b:9094")
    assert address == Address("a:9094,b:9094", "review", "p@ss:word", tls=True)
    assert address.options["security_protocol"] == "SASL_SSL"
    assert address.options["sasl_mechanism"] == "SCRAM-SHA-512"
    plain = Address.of("sasl://review:word@a:9094").options
    assert plain["security_protocol"] == "SASL_PLAINTEXT"
    assert plain["sasl_plain_username"] == "review"


@pytest.mark.parametrize("wrong", ["kafka://a:9092", "sasl://a:9092", "sasl://user@a:9092", "sasl://:p@a:9092"])
def test_anything_else_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="user and password"):
        Address.of(wrong)
