"""What the whole run says at its end."""

import sys
from functools import partial
from pathlib import Path

import psutil
import pytest

from deploy.local.processes import ROOT
from tests.e2e.waiting import until
from tests.patience import patience
from tests.tiers.__main__ import environment, report
from tests.tiers.counts import count
from tests.tiers.parts import Part, lanes
from tests.tiers.programs import run_to_end


def part(name: str = "unit", *, ok: bool = True, seconds: float = 1, **counts: int) -> Part:
    return Part(name, ("true",), 60, counted=bool(counts), seconds=seconds, counts=counts, ok=ok)


def test_no_part_fails_for_being_slow(capsys: pytest.CaptureFixture[str]) -> None:
    assert report([part(seconds=6_000, passed=3, failed=0, skipped=1)], 6_000) == 0
    said = capsys.readouterr().out
    assert "6000 s (usually 60)" in said
    assert said.endswith("3 passed, 0 failed, 1 skipped\n")


def test_a_check_that_fails_is_counted_as_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert report([part("lint", ok=False), part(passed=3, failed=0, skipped=0)], 9) == 1
    assert capsys.readouterr().out.endswith("3 passed, 1 failed, 0 skipped\n")


def test_a_run_that_wrote_no_results_is_a_failure(tmp_path: Path) -> None:
    assert count(tmp_path / "none.xml") == {"passed": 0, "failed": 1, "skipped": 0}


def test_every_folder_of_tests_is_in_some_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("STACK", raising=False)
    words = {str(word) for lane in lanes() for each in lane for word in each.command}
    folders = {path.parent for path in (ROOT / "tests").rglob("test_*.py")}
    left = {folder for folder in folders if not any(str(each.relative_to(ROOT)) in words for each in upwards(folder))}
    assert left == {ROOT / "tests" / "oidc"}, "with Keycloak, which is fetched for it"


ENDED = (psutil.STATUS_DEAD, psutil.STATUS_ZOMBIE)
HANGING = "import subprocess, time; started = subprocess.Popen(['sleep', '600'], start_new_session=True, stdout=-3)"


async def test_what_hangs_is_ended_with_all_it_started_and_says_where_it_was() -> None:
    program = f"{HANGING}; print(started.pid, flush=True); time.sleep(600)"
    ended = run_to_end((sys.executable, "-c", program), environment(), patience(1))
    assert ended.hung
    assert ended.code != 0
    assert 'File "<string>", line 1 in <module>' in ended.output
    await until("the end of what it started", partial(state_of, int(ended.output.split()[0])), ENDED.__contains__)


async def state_of(pid: int) -> str:
    """Of an orphan that nobody has asked for yet something is left."""
    try:
        return psutil.Process(pid).status()
    except psutil.NoSuchProcess:
        return psutil.STATUS_DEAD


def test_what_ends_is_left_its_code_and_its_words() -> None:
    assert run_to_end((sys.executable, "-c", "print('xong'); raise SystemExit(3)"), environment(), patience(30)) == (
        3,
        "xong\n",
        False,
    )


def upwards(folder: Path) -> list[Path]:
    """The folder and those around it, up to that of all tests."""
    return [each for each in (folder, *folder.parents) if each.is_relative_to(ROOT / "tests")]


def test_what_starts_over_and_over_is_compiled_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.delenv("PYTHONPYCACHEPREFIX", raising=False)
    assert "PYTHONDONTWRITEBYTECODE" not in environment()
    assert environment()["PYTHONPYCACHEPREFIX"].startswith(str(ROOT / "build"))
