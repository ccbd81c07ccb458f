"""The seed of this run: a fresh one each time, printed at the end, and SEED=… to have the same again."""

import os
import secrets
from functools import cache
from typing import Final

VARIABLE: Final = "SEED"


@cache
def seed() -> int:
    """One number for every process of a run."""
    if not os.environ.get(VARIABLE):
        os.environ[VARIABLE] = str(secrets.randbelow(1_000_000))
    return int(os.environ[VARIABLE])
