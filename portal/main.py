"""What a server of ASGI applications is given: `portal.main:app`."""

from portal.app import build
from portal.settings import PortalSettings

app = build(PortalSettings())
