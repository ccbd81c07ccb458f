"""Canonical bytes (RFC 8785), their hashes, and Ed25519 signatures."""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

Json = dict[str, Any]

FORMATS: Final = ("vn.sangkien.snapshot.v1", "vn.sangkien.snapshot.v2")
"""Every format there was: what was frozen once stays verifiable."""


def canonical(value: Any) -> bytes:
    """The one way to write a JSON value."""
    return rfc8785.dumps(value)


def digest(value: Any) -> str:
    """SHA-256 of the canonical bytes, in hexadecimal."""
    return hashlib.sha256(canonical(value)).hexdigest()


class Signer:
    """Signs with one private key; `kid` is the thumbprint of its public half (RFC 7638)."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key
        raw = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        self.jwk: Json = {"crv": "Ed25519", "kty": "OKP", "x": _text(raw)}
        self.kid = _text(hashlib.sha256(canonical(self.jwk)).digest())
        self.jwk["kid"] = self.kid

    @classmethod
    def load(cls, path: Path) -> "Signer":
        """The key in a PEM file; raises ValueError when it is another kind of key."""
        key = load_pem_private_key(path.read_bytes(), password=None)
        if not isinstance(key, Ed25519PrivateKey):
            raise ValueError(f"{path} holds no Ed25519 key")  # noqa: TRY004 - the file's value is wrong
        return cls(key)

    def sign(self, header: Json) -> str:
        """The signature of a header's canonical bytes."""
        return _text(self._key.sign(canonical(header)))


def faults_of(file: Mapping[str, Any], keys: Sequence[Mapping[str, Any]]) -> list[str]:
    """What is wrong with one snapshot: its signature, or the chunks its header vouches for."""
    header, chunks = file["header"], file["chunks"]
    if header["format"] not in FORMATS:
        return [f"định dạng {header['format']} chưa biết · the format {header['format']} is not known"]
    faults = [] if _is_signed(header, file["signature"], keys) else ["chữ ký không đúng · the signature is wrong"]
    if [digest(chunk) for chunk in chunks] != [chunk["sha256"] for chunk in header["chunks"]]:
        faults.append("nội dung đã bị thay đổi · a part was changed, lost or moved")
    return faults


def chain_faults(files: Sequence[Mapping[str, Any]]) -> list[str]:
    """What is wrong between snapshots given in the order of their numbers: each names the hash of the one before."""
    faults = []
    for earlier, later in pairwise(files):
        name = later["header"]["number"]
        if name != earlier["header"]["number"] + 1:
            faults.append(f"thiếu hoặc sai thứ tự trước số {name} · a link is missing or out of order before {name}")
        elif later["header"]["previous"] != digest(earlier["header"]):
            faults.append(f"số {name} không nối với số trước · number {name} does not follow from the one before")
    return faults


def _is_signed(header: Json, signature: str, keys: Sequence[Mapping[str, Any]]) -> bool:
    for key in keys:
        if key["kid"] == header["key"]:
            try:
                Ed25519PublicKey.from_public_bytes(_bytes(key["x"])).verify(_bytes(signature), canonical(header))
            except (InvalidSignature, ValueError):
                return False
            return True
    return False


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
