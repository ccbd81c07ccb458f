"""The four services as child processes, told by their environment where everything is."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass

from deploy.local.ports import HOST
from deploy.local.processes import Child, Room
from deploy.local.tokens import AUDIENCE
from deploy.local.wait import answers

START_SECONDS = 120


@dataclass(frozen=True, slots=True)
class Addresses:
    """What every service must know."""

    kafka_bootstrap: str
    mongo_url: str
    issuer: str
    smtp_port: int

    def env(self) -> dict[str, str]:
        """As environment variables of `shared.runtime.settings`; hold 0 mails at once (a demo's setting)."""
        return {
            "SANGKIEN_LOCAL": "1",
            "SANGKIEN_KAFKA_BOOTSTRAP": self.kafka_bootstrap,
            "SANGKIEN_MONGO_URL": self.mongo_url,
            "SANGKIEN_ISSUER": self.issuer,
            "SANGKIEN_AUDIENCE": AUDIENCE,
            "SANGKIEN_TRUSTED_PROXIES": f"{HOST}/32",  # the portal says whom it asks for
            "NOTIFY_SMTP_HOST": HOST,
            "NOTIFY_SMTP_PORT": str(self.smtp_port),
            "NOTIFY_HOLD_SECONDS": "0",
        }


class ServiceProcess(Child):
    """One process of one service; `start` returns when /health/ready answers 200."""

    def __init__(
        self, service: str, port: int, addresses: Addresses, *, room: Room, env: Mapping[str, str], name: str = ""
    ) -> None:
        self.url = f"http://{HOST}:{port}"
        super().__init__(
            name or service,
            [sys.executable, "-m", f"services.{service}"],
            room=room,
            ready=self.is_ready,
            port=port,
            env={**addresses.env(), f"{service.upper()}_PORT": str(port), **env},
            timeout=START_SECONDS,
        )

    def is_ready(self) -> bool:
        """Whether the service says it is ready now."""
        return answers(f"{self.url}/health/ready")
