"""What a fault leaves in the logs."""

import subprocess
import sys

import pytest

from tests.patience import patience

FAULT = """
import sys
import structlog
from shared.runtime import logs

def fail(owner):
    held = sys.argv[1] + owner
    raise ValueError("the-reason")

logs.configure(service="review", level="INFO", as_json={as_json})
try:
    fail(sys.argv[2])
except ValueError:
    structlog.get_logger("faults").exception("it.failed")
"""


SECRETS = """
import structlog
from pymongo.errors import BulkWriteError, DuplicateKeyError
from shared.runtime import logs

logs.configure(service="notify", level="INFO", as_json={as_json})
log = structlog.get_logger("faults")
log.warning("path", path="/receipts/SK-7ZQ4-0000-ABCD-9", told=["to hoa.nguyen@cong-ty.example.vn"])
log.warning("token", said={{"header": "Bearer eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJob2EifQ.c2ln"}})
log.warning("url", url="mongodb://submission:p%40ss@127.0.0.1:27017/?replicaSet=rs0")
for error in (
    BulkWriteError({{"writeErrors": [{{"op": {{"name": "Nguyễn Thị Hoa"}}}}]}}),
    DuplicateKeyError('E11000 dup key: {{ member_number: "CT-12}}34" }}', 11000, {{"keyValue": "CT-12}}34"}}),
):
    try:
        raise error
    except Exception:
        log.exception("fault", said=repr(error))
"""


@pytest.mark.parametrize("as_json", [True, False])
def test_no_line_has_an_address_a_token_a_receipt_a_password_or_a_document(as_json: bool) -> None:
    words = [sys.executable, "-c", SECRETS.format(as_json=as_json)]
    done = subprocess.run(words, capture_output=True, text=True, timeout=patience(30), check=True)
    for secret in ("hoa.nguyen", "eyJhb", "eyJzdWIi", "7ZQ4", "p%40ss", "Thị Hoa", "CT-12"):
        assert secret not in done.stderr, secret
    for word in ("/receipts/SK-***", "***@***", "BulkWriteError", "E11000", "127.0.0.1:27017"):
        assert word in done.stderr, word


@pytest.mark.parametrize("as_json", [True, False])
def test_a_fault_s_traceback_names_the_place_but_no_variable_s_value(as_json: bool) -> None:
    words = [sys.executable, "-c", FAULT.format(as_json=as_json), "value-of-a-variable", "given-to-the-function"]
    done = subprocess.run(words, capture_output=True, text=True, timeout=patience(30), check=True)
    assert "the-reason" in done.stderr
    assert "fail" in done.stderr
    assert "value-of-a-variable" not in done.stderr
    assert "given-to-the-function" not in done.stderr
