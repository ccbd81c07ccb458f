"""Notify's metrics, declared once."""

from prometheus_client import Counter, Gauge

# What became of attempts to send: sent, retry, fail, stop, suppressed, waiting, lost (lease), unmailable.
ATTEMPTS = Counter("sangkien_notify_attempts_total", "Attempts to send a message, by outcome", ["outcome"])

# 1 while the mail server refuses us altogether.
HALTED = Gauge("sangkien_notify_sender_halted", "Whether sending is stopped because the mail server refuses us")
