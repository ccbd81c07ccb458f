"""What counts as a fault survived."""

from collections import Counter
from types import SimpleNamespace
from typing import cast

from tests.durability.__main__ import kinds_in_turn
from tests.durability.audit import Found
from tests.durability.faults import Faults
from tests.durability.report import FEWEST, FEWEST_OF_A_KIND, KINDS, line, too_few
from tests.durability.system import System


class Scripted(Faults):
    """Faults that have an effect when the script says so."""

    script: list[bool | Exception]

    async def _kill(self, target: str) -> bool:
        outcome = self.script.pop(0)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome


def faults(*script: bool | Exception) -> Scripted:
    under_way = Scripted(cast("System", SimpleNamespace()))
    under_way.script = list(script)
    return under_way


async def test_a_fault_that_another_stood_in_the_way_of_is_put_in_again() -> None:
    under_way = faults(OSError("away"), False, True)
    await under_way.put_in("kill", "review")
    assert under_way.counted() == Counter(kill=1)
    assert under_way.without_effect() == []


async def test_a_fault_without_effect_is_no_fault_survived_and_is_told_apart() -> None:
    under_way = faults(False, False, False)
    await under_way.put_in("kill", "review")
    assert under_way.counted().total() == 0
    assert under_way.without_effect() == ["kill review"]
    assert "faults 0 (and 1 without effect)" in line(Found(), 10, under_way.counted(), 1)


def test_a_run_holds_enough_of_every_kind() -> None:
    enough = Counter(dict.fromkeys(KINDS, FEWEST))
    assert too_few(enough) == []
    enough["clock"] = FEWEST_OF_A_KIND - 1
    assert too_few(enough) == [f"clock: {FEWEST_OF_A_KIND - 1}"]


def test_a_lane_has_one_of_each_kind_before_the_second_of_any() -> None:
    lane = [("kill", "a"), ("kill", "b"), ("pause", "a"), ("clock", "a"), ("pause", "b")]
    assert [kind for kind, _ in kinds_in_turn(lane)] == ["kill", "pause", "clock", "kill", "pause"]
