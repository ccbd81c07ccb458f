"""Addresses that mail can reach: one rule for those who take an address and those who write to it. Pure."""

import re

import idna

_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*", re.ASCII)
_LABEL = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?", re.ASCII)
_LONGEST_LOCAL = 64
_LONGEST_ADDRESS = 254


def mailable(address: str) -> str | None:
    """The address as it goes on the wire (RFC 5321), or None when not every mail server could take it.

    The domain becomes ASCII by IDNA 2008 (RFC 5891): by the older rules `straße.example` is another domain. The
    part before the @ has to be ASCII already: beyond it, mail needs SMTPUTF8 (RFC 6531) at every hop.
    """
    local, at, domain = address.strip().rpartition("@")
    if not at or len(local) > _LONGEST_LOCAL or len(domain) > _LONGEST_ADDRESS:
        return None
    ascii_domain = _ascii(domain)
    labels = ascii_domain.split(".")
    fits = len(local) + 1 + len(ascii_domain) <= _LONGEST_ADDRESS
    well_formed = _LOCAL.fullmatch(local) and len(labels) > 1 and all(_LABEL.fullmatch(label) for label in labels)
    return f"{local}@{ascii_domain}" if fits and well_formed else None


def _ascii(domain: str) -> str:
    if domain.isascii():
        return domain
    try:
        return idna.encode(domain, uts46=True).decode("ascii")
    except idna.IDNAError:
        return ""
