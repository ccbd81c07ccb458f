"""The portal as a child process: a client of the services that run beside it."""

import sys
from collections.abc import Mapping

from deploy.local.ports import HOST, Ports
from deploy.local.processes import Child, Room
from deploy.local.secrets import PORTAL
from deploy.local.services import START_SECONDS
from deploy.local.wait import answers
from deploy.node import serve
from shared.events import SERVICES


class PortalProcess(Child):
    """One portal; `start` returns when it answers."""

    def __init__(self, ports: Ports, issuer: str, mongo_url: str, *, room: Room, env: Mapping[str, str]) -> None:
        serve()
        self.url = f"http://{HOST}:{ports.portal}"
        where = {f"PORTAL_{name.upper()}_URL": f"http://{HOST}:{ports.of(name)}" for name in SERVICES}
        common = {
            "SANGKIEN_LOCAL": "1",
            "SANGKIEN_ISSUER": issuer,
            "PORTAL_PORT": str(ports.portal),
            "PORTAL_PUBLIC_URL": self.url,
            "PORTAL_MONGO_URL": mongo_url,
        }
        super().__init__(
            PORTAL,
            [sys.executable, "-m", PORTAL],
            room=room,
            ready=self.is_ready,
            port=ports.portal,
            env={**common, **where, **env},
            timeout=START_SECONDS,
        )

    def is_ready(self) -> bool:
        """Whether it says it is ready now."""
        return answers(f"{self.url}/health/ready")
