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


@pytest.mark.parametrize("as_json", [True, False])
def test_a_fault_s_traceback_names_the_place_but_no_variable_s_value(as_json: bool) -> None:
    words = [sys.executable, "-c", FAULT.format(as_json=as_json), "value-of-a-variable", "given-to-the-function"]
    done = subprocess.run(words, capture_output=True, text=True, timeout=patience(30), check=True)
    assert "the-reason" in done.stderr
    assert "fail" in done.stderr
    assert "value-of-a-variable" not in done.stderr
    assert "given-to-the-function" not in done.stderr
