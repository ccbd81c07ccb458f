"""Where a sign-in goes on to: a page of ours, and nothing else."""

from typing import Final
from urllib.parse import urlsplit

LONGEST: Final = 2000
"""An address is quoted on its way to the sign-in, and header fields have a most."""


def local_path(path: str | None) -> str:
    """A path of ours to go on to; the first page for anything that leads elsewhere or is too long."""
    if not path or len(path) > LONGEST or not path.startswith("/") or path.startswith(("//", "/\\")):
        return "/"
    parts = urlsplit(path)
    is_ours = not parts.scheme and not parts.netloc and path.isprintable() and "\\" not in path
    return path if is_ours else "/"
