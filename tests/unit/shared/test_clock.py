"""The clock may be moved by a file, in local use alone."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError

from services.notify.settings import NotifySettings
from shared.runtime import clock
from shared.runtime.clock import Clock


def test_the_file_moves_the_clock_and_its_absence_moves_it_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "OFFSET_SECONDS", 0.0)
    file = tmp_path / "offset"
    moved = Clock(file)
    assert abs(moved.now() - datetime.now(UTC)) < timedelta(seconds=5)
    file.write_text("-86400")
    assert abs(moved.now() - datetime.now(UTC) + timedelta(days=1)) < timedelta(seconds=5)
    file.write_text("nonsense")
    assert abs(moved.now() - datetime.now(UTC)) < timedelta(seconds=5)


def test_outside_local_use_it_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValidationError, match="local use alone"):
        NotifySettings(local=False, clock_offset_file=tmp_path)
    assert NotifySettings(local=True, clock_offset_file=tmp_path).clock_offset_file == tmp_path
