import pytest

from deploy.local.processes import ROOT
from tests.mutants.__main__ import DOMAIN
from tests.mutants.bugs import BUGS, Bug


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.name)
def test_a_written_bug_has_its_line(bug: Bug) -> None:
    assert (ROOT / DOMAIN / f"{bug.file}.py").read_text().count(bug.right) == 1
