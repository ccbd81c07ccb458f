"""The changes that are drawn for `make mutants`."""

import ast
from pathlib import Path

from deploy.local.processes import ROOT
from tests.mutants.drawing import domain_files, draw, places

SOURCE = '''\
"""A docstring with 1 < 2."""

@dataclass(frozen=True)
class Case:
    number: int = 3


def rule(á: int, b: Literal[5]) -> Literal[7] | None:
    if á < b and not á:
        return min(á, b) + 1
    return None
'''


def test_every_kind_of_token_is_changed_and_nothing_that_computes_nothing() -> None:
    found = {place.right: place.wrong for place in places(Path("x.py"), SOURCE.encode())}
    assert found == {
        "3": "4",
        "á < b": "(á <= b)",
        "á < b and not á": "(á < b or not á)",
        "not á": "(á)",
        "return min(á, b) + 1": "return None",
        "min(á, b) + 1": "(min(á, b) - 1)",
        "min": "max",
        "1": "2",
    }


def test_every_change_of_the_domains_can_be_read_and_is_one() -> None:
    for file in domain_files()[::5]:
        source = (ROOT / file).read_bytes()
        for place in places(file, source):
            changed = place.put_in(source)
            assert changed != source
            ast.parse(changed)


def test_a_seed_draws_the_same_places_again() -> None:
    assert draw(20, 7) == draw(20, 7)
    assert len(set(draw(200, 7))) == 200
