"""`make audit`; exit 1 when anything was found. What could not be looked up is said, and is no failure."""

import json
import subprocess
import sys

from rich.console import Console

from deploy.audit import leaks, licences
from deploy.local.processes import ROOT

FOUND = 1
SECONDS = 300


def vulnerabilities() -> tuple[list[str], list[str]]:
    """Known vulnerabilities of what requirements.lock names, and what the index could not say anything of."""
    command = [sys.executable, "-m", "pip_audit", "-r", "requirements.lock", "--disable-pip", "--no-deps"]
    command += ["--format", "json", "--progress-spinner", "off"]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return [], [f"no answer within {SECONDS} s"]
    return read(done.stdout, done.stderr)


def read(output: str, complaints: str) -> tuple[list[str], list[str]]:
    """What pip-audit's JSON says; without any, why it could look nothing up."""
    try:
        dependencies = json.loads(output)["dependencies"]
    except (ValueError, LookupError, TypeError):
        return [], [complaints.strip()[-300:] or "pip-audit said nothing"]
    bad = [
        f"{one['name']} {one['version']}: {flaw['id']}, fixed in {', '.join(flaw['fix_versions']) or 'nothing yet'}"
        for one in dependencies
        for flaw in one.get("vulns", ())
    ]
    return bad, [one["name"] for one in dependencies if "skip_reason" in one]


def main() -> int:
    """All three, each told."""
    console = Console()
    flaws, unknown = vulnerabilities()
    parts = (
        ("Lỗ hổng đã biết · known vulnerabilities", flaws),
        ("Giấy phép · licences", licences.findings()),
        ("Bí mật trong mã nguồn · secrets", leaks.findings(ROOT)),
    )
    for title, found in parts:
        console.print(f"{title}: {len(found) or 'không có · none'}", style="red" if found else "green")
        for line in found:
            console.print(f"  {line}", markup=False, soft_wrap=True)
    if unknown:
        console.print(
            f"Chưa tra cứu được · could not be looked up: {len(unknown)} ({', '.join(unknown)[:200]})", style="yellow"
        )
    return FOUND if any(found for _, found in parts) else 0


if __name__ == "__main__":
    sys.exit(main())
