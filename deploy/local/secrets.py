"""Passwords of the local stack: made once for a state folder, never in the repository."""

import base64
import json
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from shared.events import SERVICES

PORTAL: Final = "portal"
"""Has a database of its own, and no part in the broker."""
FILE: Final = "secrets.json"
KEY_FILE: Final = "mongo-keyfile"
RECEIPT_KEY: Final = "receipt.key"
PORTAL_FILE: Final = "portal.json"
ROOT: Final = "root"
OWNER_ONLY: Final = 0o600


@dataclass(frozen=True, slots=True)
class Secrets:
    """One password for each service's Kafka principal and MongoDB user, and the store's administrator."""

    kafka: dict[str, str]
    mongo: dict[str, str]
    key_file: Path

    @classmethod
    def of(cls, state: Path) -> "Secrets":
        """Those of a state folder, made when there are none."""
        state.mkdir(parents=True, exist_ok=True)
        path = state / FILE
        if not path.exists():
            made = {
                "kafka": {name: _password() for name in SERVICES},
                "mongo": {name: _password() for name in (ROOT, *SERVICES, PORTAL)},
            }
            path.touch(OWNER_ONLY)
            path.write_text(json.dumps(made))
        key_file = state / KEY_FILE
        if not key_file.exists():
            key_file.touch(OWNER_ONLY)
            key_file.write_text(secrets.token_hex(64))
            key_file.chmod(0o400)
        known = json.loads(path.read_text())
        if PORTAL not in known["mongo"]:  # of a state folder from before there was a portal
            known["mongo"][PORTAL] = _password()
            path.write_text(json.dumps(known))
        return cls(known["kafka"], known["mongo"], key_file)


def portal_secrets(state: Path) -> dict[str, str]:
    """What the portal proves itself with at the issuer, and the key of its sessions, as its environment."""
    path = state / PORTAL_FILE
    state.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        path.touch(OWNER_ONLY)
        key = base64.b64encode(secrets.token_bytes(32)).decode()
        path.write_text(json.dumps({"PORTAL_CLIENT_SECRET": _password(), "PORTAL_SESSION_KEY": key}))
    environment: dict[str, str] = json.loads(path.read_text())
    return environment


def receipt_key(state: Path) -> str:
    """The key of receipts' codes of a state folder, made when there is none."""
    path = state / RECEIPT_KEY
    state.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        path.touch(OWNER_ONLY)
        path.write_text(secrets.token_urlsafe(48))
    return path.read_text()


def _password() -> str:
    return secrets.token_urlsafe(24)
