"""Make the virtual environment from the lock; runs on the system's Python, so it imports nothing but the library."""

import subprocess
import sys
import time
import venv
from pathlib import Path

MINIMUM = (3, 11)


def main(environment: Path, lock: Path) -> int:
    """Create `environment` and install exactly what `lock` names, each file checked against its hash."""
    if sys.version_info < MINIMUM:
        print(f"Cần Python 3.11 trở lên, đang có {sys.version.split()[0]}.")
        print(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}. Try: make PYTHON=python3.12 ...")
        return 1
    began = time.monotonic()
    print("Đang cài thư viện vào .venv · Installing libraries into .venv ...", flush=True)
    try:
        venv.create(environment, with_pip=True, clear=False, symlinks=True)
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"Không tạo được .venv · Could not make .venv: {error}")
        print("Trên Debian/Ubuntu · On Debian or Ubuntu: apt install python3-venv")
        return 1
    if not _install(environment / "bin" / "python", lock):
        print("Cài đặt không xong; hãy kiểm tra mạng rồi chạy lại lệnh make.")
        print("Installing did not finish; check the network, then run the same make command again.")
        return 1
    print(f"Xong sau {time.monotonic() - began:.0f} giây · Done in {time.monotonic() - began:.0f} s.")
    return 0


def _install(python: Path, lock: Path) -> bool:
    """Install uv alone with pip, then everything with uv, which is several times faster."""
    uv = lock.parent / ".local" / "uv.lock"
    uv.parent.mkdir(exist_ok=True)
    uv.write_text(_pinned("uv", lock.read_text()))
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    if subprocess.run([*pip, "--require-hashes", "-r", str(uv)], check=False).returncode:
        return False
    sync = [str(python), "-m", "uv", "pip", "sync", "--python", str(python), "--require-hashes", str(lock)]
    return subprocess.run(sync, check=False).returncode == 0


def _pinned(name: str, lock: str) -> str:
    """One package's lines of the lock, hashes included."""
    lines: list[str] = []
    inside = False
    for line in lock.splitlines():
        if not line.startswith((" ", "#")):
            inside = line.startswith(f"{name}==")
        if inside and not line.strip().startswith("#"):
            lines.append(line)
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
