"""What build/demo.json holds."""

import psutil

from deploy.demo.report import Seen
from deploy.local.stack import Stack
from shared.events import SERVICES

MESSAGE = ("initiative_id", "to", "subject", "message_id", "state")


def as_json(seen: Seen, seconds: float, resident: dict[str, float]) -> dict[str, object]:
    """The file's content; `benefit_vnd` is the verified benefit of what is approved, 0 otherwise."""
    return {
        "initiatives": seen.initiatives,
        "standings": seen.standings,
        "boards": seen.boards,
        "messages": [{name: message[name] for name in MESSAGE} for message in seen.messages],
        "mail_received": [mail["message_id"] for mail in seen.received],
        "dead_letters": seen.dead_letters,
        "seconds": round(seconds, 1),
        "resident_mb": resident,
    }


def resident_mb(stack: Stack) -> dict[str, float]:
    """Resident memory of each service's process, in MB (10⁶ bytes)."""
    found: dict[str, float] = {}
    for name in SERVICES:
        pid = stack.services[name].pid
        if pid is not None:
            found[name] = round(psutil.Process(pid).memory_info().rss / 1e6, 1)
    return found
