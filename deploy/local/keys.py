"""Signing keys of the local token issuer, kept in the state folder so that tokens survive a restart."""

import json
import secrets
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

ALGORITHM = "RS256"
KEY_BITS = 2048


class SigningKey:
    """One RSA key with its id."""

    def __init__(self, kid: str, private: rsa.RSAPrivateKey) -> None:
        self.kid = kid
        self.private = private

    @classmethod
    def new(cls) -> "SigningKey":
        """A key nobody has seen; also what a test forges tokens with."""
        return cls(secrets.token_hex(8), rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS))

    def jwk(self) -> dict[str, Any]:
        """The public half as RFC 7517 writes it."""
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.private.public_key()))
        return {**public, "kid": self.kid, "use": "sig", "alg": ALGORITHM}

    def pem(self) -> bytes:
        """The private half, for the key file."""
        return self.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


class KeyFolder:
    """`current.pem` signs; `jwks.json` is what the issuer publishes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.jwks_path = folder / "jwks.json"

    def current(self) -> SigningKey:
        """The key that signs now; made at the first call."""
        if not self._pem.exists():
            self.replace(keep_old=False)
        kid = (self._folder / "current.kid").read_text()
        private = load_pem_private_key(self._pem.read_bytes(), password=None)
        if not isinstance(private, rsa.RSAPrivateKey):
            raise TypeError(f"{self._pem} is not an RSA key")
        return SigningKey(kid, private)

    def replace(self, *, keep_old: bool) -> SigningKey:
        """A new key signs from now on; `keep_old` goes on publishing the ones before."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        published = json.loads(self.jwks_path.read_text())["keys"] if keep_old and self.jwks_path.exists() else []
        key = SigningKey.new()
        self._write(self._pem, key.pem())
        self._write(self._folder / "current.kid", key.kid.encode())
        self._write(self.jwks_path, json.dumps({"keys": [key.jwk(), *published]}).encode())
        return key

    @property
    def _pem(self) -> Path:
        return self._folder / "current.pem"

    @staticmethod
    def _write(path: Path, content: bytes) -> None:
        """Replace the file at once, so that the issuer never serves half of it."""
        new = path.with_suffix(".new")
        new.touch(mode=0o600)
        new.write_bytes(content)
        new.replace(path)
