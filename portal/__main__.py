"""`python -m portal`: serve."""

from portal.settings import PortalSettings
from shared.runtime.cli import serve

if __name__ == "__main__":
    serve("portal.main:app", PortalSettings())
