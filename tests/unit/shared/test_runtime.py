import logging
import time

import pytest
from pydantic_settings import SettingsConfigDict

from shared.runtime.health import Health, beat_check
from shared.runtime.logs import SeldomRepeated
from shared.runtime.settings import ServiceSettings


class Settings(ServiceSettings):
    model_config = SettingsConfigDict(env_prefix="REVIEW_")
    service: str = "review"
    port: int = 8002


def test_a_service_s_own_prefix_wins_over_the_common_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SANGKIEN_ISSUER", "https://common.example.vn")
    assert Settings().issuer == "https://common.example.vn"
    monkeypatch.setenv("REVIEW_ISSUER", "https://own.example.vn")
    assert Settings().issuer == "https://own.example.vn"


def test_run_says_which_half_of_the_service_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RUN", "worker")
    assert (Settings().runs_api, Settings().runs_worker) == (False, True)


def test_local_use_listens_on_this_machine_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SANGKIEN_LOCAL", "1")
    monkeypatch.setenv("REVIEW_HOST", "0.0.0.0")
    with pytest.raises(ValueError, match=r"127\.0\.0\.1"):
        Settings()


async def well() -> str | None:
    return None


async def away() -> str | None:
    return "away"


async def broken() -> str | None:
    raise ConnectionError("refused")


async def test_an_api_is_ready_and_degraded_while_its_worker_is_not_well() -> None:
    health = Health(runs_api=True, runs_worker=True, api={"store": well}, worker={"outbox": away})
    assert await health.readiness() == (True, {"status": "degraded", "reasons": {"outbox": "away"}})
    assert (await health.readiness("worker"))[0] is False


async def test_an_api_is_not_ready_without_its_store_and_says_why() -> None:
    health = Health(runs_api=True, runs_worker=False, api={"store": broken})
    ready, body = await health.readiness()
    assert not ready
    assert "refused" in body["reasons"]["store"]


async def test_a_worker_is_not_ready_when_its_own_parts_are_not_well() -> None:
    health = Health(runs_api=False, runs_worker=True, api={"store": well}, worker={"outbox": away})
    assert (await health.readiness())[0] is False


async def test_a_loop_that_stands_still_is_seen() -> None:
    assert await beat_check(time.monotonic, 1)() is None
    assert await beat_check(lambda: time.monotonic() - 5, 1)() == "no turn for 5 s"


def record(name: str, line: int) -> logging.LogRecord:
    return logging.LogRecord(name, logging.ERROR, "", line, "no broker", (), None)


def test_a_library_s_repeated_complaint_is_written_once_in_a_while() -> None:
    seldom = SeldomRepeated("aiokafka")
    assert [seldom.filter(record("aiokafka.client", 7)) for _ in range(3)] == [True, False, False]
    assert seldom.filter(record("aiokafka.client", 8))
    assert all(seldom.filter(record("services.review", 7)) for _ in range(3))
