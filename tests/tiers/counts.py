"""How many tests passed, failed and were skipped, from pytest's own XML."""

import xml.etree.ElementTree as ET
from pathlib import Path


def count(results: Path) -> dict[str, int]:
    """A run that wrote nothing is one failure."""
    counts = {"passed": 0, "failed": 0, "skipped": 0}
    if not results.exists():
        return counts | {"failed": 1}
    for suite in ET.parse(results).getroot().iter("testsuite"):  # noqa: S314 - written by our own run
        failed = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
        skipped = int(suite.get("skipped", 0))
        counts["failed"] += failed
        counts["skipped"] += skipped
        counts["passed"] += int(suite.get("tests", 0)) - failed - skipped
    return counts
