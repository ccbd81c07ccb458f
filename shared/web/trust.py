"""The authorities whose certificates are believed when we ask others over TLS."""

import ssl
from functools import cache

import httpx


@cache
def roots(*, of_environment: bool = False) -> ssl.SSLContext:
    """Read once in a process: that takes tens of milliseconds, in which nobody else is answered.

    `of_environment`: where SSL_CERT_FILE or SSL_CERT_DIR name others, those.
    """
    return httpx.create_ssl_context(trust_env=of_environment)
