"""What every test of the portal needs."""

import pytest

from deploy.node import serve


@pytest.fixture(scope="session", autouse=True)
def served() -> None:
    """The packages' files that the portal sends to browsers."""
    serve()
