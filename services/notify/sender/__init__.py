"""The sender: several kept-open connections that take messages from the store by lease."""

from services.notify.sender.worker import Sender, sender

__all__ = ["Sender", "sender"]
