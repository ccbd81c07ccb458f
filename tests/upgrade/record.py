"""`python -m tests.upgrade.record`: plays by the code of the commit before, and keeps its records for the tests.

They are kept under version control; this is how they came to be, for whoever names another commit.
"""

import os
import subprocess
import sys
from pathlib import Path

from deploy.local.stack import JARS
from tests.upgrade.before import checked_out

PLAY = Path(__file__).parent / "play.py"
RECORDS = Path(__file__).parents[1] / "contract" / "records"


def main() -> int:
    """Play, on a stack of its own."""
    with checked_out() as place:
        (place / ".local").mkdir()
        if JARS.exists():
            (place / ".local" / "jars").symlink_to(JARS)
        environment = {**os.environ, "PYTHONPATH": str(place)}
        return subprocess.run(
            (sys.executable, str(PLAY), str(RECORDS)), cwd=place, env=environment, check=False
        ).returncode


if __name__ == "__main__":
    sys.exit(main())
