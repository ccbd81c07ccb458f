"""The image is built of the files its Dockerfile names, and these are enough."""

import ast
import re
from pathlib import Path

from deploy.node import ROOT

COPY = re.compile(r"^COPY (?!--from)(.+) \S+$", re.MULTILINE)
OURS = ("deploy", "portal", "services", "shared")


def stages() -> list[list[Path]]:
    """What each stage takes from this folder."""
    text = (ROOT / "deploy" / "Dockerfile").read_text()
    named = [COPY.findall(stage) for stage in text.split("\nFROM ")]
    return [[ROOT / name for copied in copies for name in copied.split()] for copies in named]


def modules(path: Path) -> list[Path]:
    return sorted(path.rglob("*.py")) if path.is_dir() else [path] if path.suffix == ".py" else []


def imported(module: Path) -> set[str]:
    """Modules of ours that it imports, wherever in the file."""
    names = set()
    for node in ast.walk(ast.parse(module.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return {name for name in names if name.partition(".")[0] in OURS}


def file_of(name: str) -> Path | None:
    """The file of a module; None for what is a name in one."""
    path = ROOT.joinpath(*name.split("."))
    return next((file for file in (path.with_suffix(".py"), path / "__init__.py") if file.exists()), None)


def test_each_stage_has_every_module_that_its_own_import() -> None:
    found = stages()
    assert sum(len(paths) for paths in found) > 10
    for paths in found:
        there = {module for path in paths for module in modules(path)}
        missing = {
            f"{module.relative_to(ROOT)} imports {name}"
            for module in there
            for name in imported(module)
            if (file := file_of(name)) is not None and file not in there
        }
        assert missing == set()
