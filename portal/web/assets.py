"""Style sheets and scripts: joined at start, named by their content, kept by browsers for ever."""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException

STATIC: Final = Path(__file__).parent.parent / "static"
FOR_EVER: Final = "public, max-age=31536000, immutable"
BUNDLES: Final[dict[str, tuple[str, ...]]] = {
    "look.css": (
        "css/order.css",
        "css/tokens.css",
        "css/base.css",
        "css/parts.css",
        "css/worker.css",
        "css/page.css",
        "css/screen.css",
        "css/print.css",
    ),
    "desk.css": ("css/desk.css",),
    "admin.css": ("css/admin.css",),
    "proxy.css": ("css/proxy.css",),
    "desk.js": ("vendor/htmx.js", "js/desk/keys.js", "js/desk/desk.js"),
    "live.js": ("js/rows.js", "js/stream.js", "js/live.js"),
    "ceremony.js": ("js/rows.js", "js/stream.js", "js/ceremony.js"),
    "icon.svg": ("icon.svg",),
    "outbox.js": ("js/outbox.js", "js/keep.js", "js/sending.js"),
    "form.js": ("js/amounts.js", "js/draft.js", "js/form.js"),
    "waiting.js": ("js/waiting.js",),
    "invited.js": ("js/invited.js",),
    "wait.js": ("js/wait.js",),
    "once.js": ("js/once.js",),
}
"""What pages name, and the files it is joined from; `vendor/` is not ours and comes at set-up."""
TYPES: Final = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}


_ALONE: Final = re.compile(rb"^import .*?;\n|^export (?=const|let|class|function|async)|^\s*//.*\n|^ +", re.MULTILINE)
"""Of a module: what it takes from and gives to its neighbours, remarks, and the blanks before a line."""

MISSING: Final = """\
Thiếu portal/static/{0}. Hãy chạy: .venv/bin/python -m deploy.node serve (make run tự làm việc này).
portal/static/{0} is missing. Run: .venv/bin/python -m deploy.node serve (make run does it by itself)."""


def joined(parts: tuple[str, ...]) -> bytes:
    """One file of several: modules in the order they need each other, under the names they have there."""
    content = b"\n".join(read_part(part) for part in parts)
    if not parts[0].endswith(".js"):
        return content
    return b"{" + content + b"}"  # a block: names of one file are not those of another


def read_part(part: str) -> bytes:
    """One file, without what browsers need not read."""
    file = STATIC / part
    if part.startswith("vendor/"):
        if not file.exists():
            raise SystemExit(MISSING.format(part))
        return file.read_bytes()
    content = file.read_bytes()
    return _ALONE.sub(b"", content) if part.endswith(".js") else content


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as browsers get it."""

    content: bytes
    media_type: str


class Assets:
    """All that pages may name."""

    def __init__(self) -> None:
        self._addresses: dict[str, str] = {}
        self._known: dict[str, Asset] = {}
        for name, parts in BUNDLES.items():
            self.add(name, joined(parts))

    def add(self, name: str, content: bytes) -> None:
        """Offer `content` as `name`."""
        stem, suffix = name.rsplit(".", 1)
        kept_as = f"{stem}.{hashlib.sha256(content).hexdigest()[:12]}.{suffix}"
        self._addresses[name] = f"/static/{kept_as}"
        self._known[kept_as] = Asset(content, TYPES[f".{suffix}"])

    def address(self, name: str) -> str:
        """Where a page finds it."""
        return self._addresses[name]

    def get(self, kept_as: str) -> Asset | None:
        """The file that has this name now."""
        return self._known.get(kept_as)


router = APIRouter()


@router.get("/static/{name}")
async def get_asset(name: str, request: Request) -> Response:
    """A file under its present name; another name was of another version and is not here any more."""
    assets: Assets = request.app.state.assets
    asset = assets.get(name)
    if asset is None:
        raise HTTPException(404)
    return Response(asset.content, media_type=asset.media_type, headers={"Cache-Control": FOR_EVER})
