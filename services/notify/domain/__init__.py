"""What notify decides: which messages should exist, what may be sent, what comes after an attempt. Pure."""
