"""Tokens proved a moment ago: a caller's next request need not have the same signature verified again.

A proof holds while the token has not expired and its key is still the one the issuer publishes, so neither an end nor
a withdrawn key is noticed later than without it.
"""

from collections import OrderedDict
from dataclasses import dataclass
from hashlib import sha256

import jwt

from shared.access import Caller
from shared.runtime import metrics

MOST = 4096


@dataclass(frozen=True, slots=True)
class Proof:
    """Who a token speaks for, the key that proved it, and its `exp` in seconds."""

    caller: Caller
    kid: str | None
    key: jwt.PyJWK
    expires: int


class Proofs:
    """The latest proofs, by the token's digest: a copy of the process's memory holds no tokens of theirs."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._kept: OrderedDict[bytes, Proof] = OrderedDict()

    def get(self, token: str) -> Proof | None:
        """What proved this very token before."""
        name = _digest(token)
        if name in self._kept:
            self._kept.move_to_end(name)
        return self._kept.get(name)

    def put(self, token: str, proof: Proof) -> None:
        """Keep a proof; the one not asked for longest leaves."""
        self._kept[_digest(token)] = proof
        if len(self._kept) > self._most:
            self._kept.popitem(last=False)
        metrics.KEPT.labels("proofs").set(len(self._kept))


def _digest(token: str) -> bytes:
    return sha256(token.encode()).digest()
