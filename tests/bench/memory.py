"""Resident memory of each service after the demo, as build/demo.json tells it."""

import json

from deploy.local.processes import ROOT
from tests.bench.report import Figure

GOAL_MB = 200
DEMO = ROOT / "build" / "demo.json"


def memory() -> list[Figure]:
    """One figure a service; none before the demo was run."""
    if not DEMO.exists():
        return []
    told: dict[str, float] = json.loads(DEMO.read_text()).get("resident_mb", {})
    return [Figure(f"memory {service}", ours=mb, goal=GOAL_MB, unit="MB") for service, mb in sorted(told.items())]
