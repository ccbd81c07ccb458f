"""Alerts speak of metrics that exist, in PromQL that parses, and each has its paragraph for whoever is called."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import promql_parser
import pytest
import yaml
from prometheus_client import REGISTRY

import portal.metrics
import services.notify.metrics
import shared.messaging.metrics
import shared.runtime.metrics
from tests.patience import patience

ROOT = Path(__file__).parents[2]
ALERTS = ROOT / "deploy" / "alerts"
MODULES = (portal.metrics, services.notify.metrics, shared.messaging.metrics, shared.runtime.metrics)
METRIC = re.compile(r"sangkien_\w+")
PROMTOOL = shutil.which("promtool")


def rules() -> list[dict[str, Any]]:
    """Every rule of every group."""
    told = yaml.safe_load((ALERTS / "sangkien.rules.yaml").read_text())
    return [rule for group in told["groups"] for rule in group["rules"]]


def exported() -> set[str]:
    """The names of our series, as Prometheus sees them."""
    names = {sample.name for metric in REGISTRY.collect() for sample in metric.samples}
    described = {metric.name for metric in REGISTRY.collect()}
    return names | described | {f"{name}_total" for name in described}


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule["alert"])
def test_an_alert_can_be_read_fires_on_what_exists_and_is_explained(rule: dict[str, Any]) -> None:
    promql_parser.parse(rule["expr"])
    used = set(METRIC.findall(rule["expr"]))
    assert used
    assert used <= exported(), f"unknown metrics {used - exported()}"
    page, _, anchor = rule["annotations"]["runbook"].partition("#")
    headings = re.findall(r"^## (.+)$", (ROOT / page).read_text(), re.MULTILINE)
    assert rule["alert"] in headings
    assert anchor == rule["alert"].lower()


def test_what_people_must_notice_has_an_alert() -> None:
    alerts = {rule["alert"] for rule in rules()}
    assert {"PagesLackAService", "SignInsFail", "BoardsNotHeard"} <= alerts
    assert {"ConsumerLags", "OutboxGrowsOld", "DeadLetters", "MailServerRefusesUs", "MailsFail"} <= alerts


@pytest.mark.skipif(PROMTOOL is None, reason="promtool is not installed; the expressions are parsed above")
def test_promtool_agrees_and_the_alerts_fire_and_fall_silent() -> None:
    for words in (["check", "rules", "sangkien.rules.yaml"], ["test", "rules", "sangkien.test.yaml"]):
        done = subprocess.run(
            [str(PROMTOOL), *words], cwd=ALERTS, capture_output=True, text=True, timeout=patience(30), check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
