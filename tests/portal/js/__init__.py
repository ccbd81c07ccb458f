"""Scripts that run in Node what pages run in browsers."""

from pathlib import Path

SCRIPTS = Path(__file__).parent
