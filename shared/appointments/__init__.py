"""What people are appointed to, as each service knows it: kept from the log, joined to whoever calls.

Submission owns the appointments themselves; here is only what every service makes of them.
"""
