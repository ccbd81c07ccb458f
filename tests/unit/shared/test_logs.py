"""What a fault leaves in the logs."""

import subprocess
import sys

import pytest

FAULT = """
import structlog
from shared.runtime import logs

def fail(owner):
    held = "value-of-a-variable " + owner
    raise ValueError("the-reason")

logs.configure(service="review", level="INFO", as_json={as_json})
try:
    fail("given-to-the-function")
except ValueError:
    structlog.get_logger("faults").exception("it.failed")
"""


@pytest.mark.parametrize("as_json", [True, False])
def test_a_fault_s_traceback_names_the_place_but_no_variable_s_value(as_json: bool) -> None:
    program = FAULT.format(as_json=as_json)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=30, check=True)
    assert "the-reason" in done.stderr
    assert "fail" in done.stderr
    assert "value-of-a-variable" not in done.stderr.replace('held = "value-of-a-variable "', "")
    assert "given-to-the-function" not in done.stderr
