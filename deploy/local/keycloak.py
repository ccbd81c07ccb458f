"""A real Keycloak on the JVM of the native stack, for `make test-oidc`: fetched once, its data thrown away."""

import hashlib
import os
import secrets
import shutil
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from jgo.maven import MavenContext

from deploy.alone import alone
from deploy.local.errors import DownloadFailed, WrongHash
from deploy.local.kafka import java
from deploy.local.ports import HOST
from deploy.local.processes import ROOT, Child, Room
from deploy.local.wait import answers

VERSION: Final = "26.7.0"
SHA256: Final = "e63bd0167199c0092b8a4d22cc137e6b7a70e0089070f6f7799b1be504b69a8a"
REALM: Final = "sangkien"
REALM_FILE: Final = ROOT / "deploy" / "keycloak" / "realm.json"
ADMIN: Final = "quan-tri"
START_SECONDS: Final = 120


class Keycloak:
    """Starts with the realm of `deploy/keycloak/realm.json` and an administrator whose password lives as long.

    `portal` are PORTAL_PUBLIC_URL and PORTAL_CLIENT_SECRET, which the realm's client names.
    """

    def __init__(self, room: Room, port: int, cache: Path, portal: Mapping[str, str]) -> None:
        self.url = f"http://{HOST}:{port}"
        self.issuer = f"{self.url}/realms/{REALM}"
        self.password = secrets.token_urlsafe(18)
        self._room, self._port, self._cache, self._portal = room, port, cache, portal
        self._child: Child | None = None

    def start(self) -> None:
        """Fetch, unpack, import the realm, and wait until it answers discovery."""
        home = self._unpacked()
        imports = home / "data" / "import"
        imports.mkdir(parents=True, exist_ok=True)
        shutil.copy(REALM_FILE, imports / "realm.json")
        runtime = java()
        env = {
            "JAVA_HOME": str(runtime.parent.parent) if runtime else os.environ.get("JAVA_HOME", ""),
            "KC_BOOTSTRAP_ADMIN_USERNAME": ADMIN,
            "KC_BOOTSTRAP_ADMIN_PASSWORD": self.password,
            "JAVA_OPTS_KC_HEAP": "-Xms64m -Xmx512m",
            **self._portal,
        }
        options = [f"--http-port={self._port}", f"--http-host={HOST}", "--import-realm"]
        self._child = Child(
            "keycloak",
            [home / "bin" / "kc.sh", "start-dev", *options],
            room=self._room,
            port=self._port,
            ready=self._answers,
            env=env,
            timeout=START_SECONDS,
        )
        self._child.start()

    def stop(self) -> None:
        """End it."""
        if self._child is not None:
            self._child.stop()

    def _answers(self) -> bool:
        return answers(f"{self.issuer}/.well-known/openid-configuration")

    def _unpacked(self) -> Path:
        folder = self._room.state / "keycloak"
        home = folder / f"keycloak-{VERSION}"
        if not home.exists():
            with zipfile.ZipFile(self._fetched()) as archive:
                archive.extractall(folder)
            (home / "bin" / "kc.sh").chmod(0o755)
        return home

    def _fetched(self) -> Path:
        self._cache.mkdir(parents=True, exist_ok=True)
        try:
            project = MavenContext(repo_cache=self._cache).project("org.keycloak", "keycloak-quarkus-dist")
            with alone(self._cache):
                path = Path(project.at_version(VERSION).artifact(packaging="zip").resolve())
        except Exception as error:
            raise DownloadFailed("keycloak", repr(error)) from error
        found = hashlib.sha256(path.read_bytes()).hexdigest()
        if found != SHA256:
            path.unlink()
            raise WrongHash("keycloak", SHA256, found)
        return path
