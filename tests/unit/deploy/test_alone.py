"""Several processes of one checkout fetch into one cache: one does, the others find what it fetched."""

import hashlib
import multiprocessing
import time
from pathlib import Path

import pytest

from deploy.local import jars
from tests.patience import patience

CONTENT = b"half" * 2
SHA256 = hashlib.sha256(CONTENT).hexdigest()
JARS = tuple(jars.Jar("vn.example", f"part-{number}", "1.0", SHA256) for number in range(3))
PROCESSES = 4


def _fetch_slowly(jar: jars.Jar, cache: Path) -> None:
    """As a download does: fails where a file is already, and for a while there is half of it."""
    path = jar.path(cache)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as file:
        file.write(CONTENT[:4])
        file.flush()
        time.sleep(0.05)
        file.write(CONTENT[4:])
    with (cache.parent / "fetched").open("a") as log:
        log.write(f"{jar.artifact}\n")


def test_processes_that_fetch_at_once_fetch_each_jar_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jars, "_fetch", _fetch_slowly)
    context = multiprocessing.get_context("fork")
    cache = tmp_path / "jars"
    processes = [context.Process(target=jars.fetched, args=(cache, JARS)) for _ in range(PROCESSES)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(patience(30))
    assert [process.exitcode for process in processes] == [0] * PROCESSES
    assert sorted((tmp_path / "fetched").read_text().split()) == [jar.artifact for jar in JARS]
    assert all(jar.is_in(cache) for jar in JARS)


def test_half_a_jar_of_a_process_that_died_is_fetched_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jars, "_fetch", _fetch_slowly)
    cache = tmp_path / "jars"
    path = JARS[0].path(cache)
    path.parent.mkdir(parents=True)
    path.write_bytes(CONTENT[:4])
    assert jars.fetched(cache, JARS) == [jar.path(cache) for jar in JARS]
    assert path.read_bytes() == CONTENT
