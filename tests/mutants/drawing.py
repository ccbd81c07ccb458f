"""One-token changes at random places of the domains, such as a tired person makes."""

import ast
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from deploy.local.processes import ROOT

COMPARISONS: Final[dict[type[ast.cmpop], type[ast.cmpop]]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
SUMS: Final[dict[type[ast.operator], type[ast.operator]]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
}
NO_CODE: Final = ("annotation", "returns", "decorator_list", "type_params", "bases")
WORDS: Final = ast.JoinedStr
NAMES: Final = {"min": "max", "max": "min", "any": "all", "all": "any"}


@dataclass(frozen=True, slots=True)
class Place:
    """A piece of a file's bytes, and what is put there instead."""

    file: Path
    line: int
    start: int
    end: int
    right: str
    wrong: str

    def __str__(self) -> str:
        return " ".join(f"{self.file}:{self.line}  {self.right}  →  {self.wrong}".split())

    def put_in(self, source: bytes) -> bytes:
        """The file with the change."""
        return source[: self.start] + self.wrong.encode() + source[self.end :]


def domain_files(root: Path = ROOT) -> list[Path]:
    """Relative to the root, in order."""
    return sorted(path.relative_to(root) for path in root.glob("services/*/domain/**/*.py"))


def draw(number: int, seed: int, root: Path = ROOT) -> list[Place]:
    """So many of all the places there are, none twice."""
    every = [place for file in domain_files(root) for place in places(file, (root / file).read_bytes())]
    return random.Random(seed).sample(every, min(number, len(every)))


def places(file: Path, source: bytes) -> Iterator[Place]:
    """Every change of one file."""
    lines = source.splitlines(keepends=True)
    offsets = [0]
    for line in lines:
        offsets.append(offsets[-1] + len(line))
    for node in _code(ast.parse(source)):
        for wrong in _changes(node):
            start = offsets[node.lineno - 1] + node.col_offset
            end = offsets[(node.end_lineno or node.lineno) - 1] + (node.end_col_offset or 0)
            yield Place(file, node.lineno, start, end, source[start:end].decode(), wrong)


def _code(tree: ast.Module) -> Iterator[ast.expr | ast.Return]:
    """What is computed: no annotations, no decorators, no docstrings."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        for name, value in ast.iter_fields(node):
            children = value if isinstance(value, list) else [value]
            if name not in NO_CODE:
                waiting += [part for part in children if isinstance(part, ast.AST) and not isinstance(part, WORDS)]
        if isinstance(node, ast.expr | ast.Return):
            yield node


def _changes(node: ast.expr | ast.Return) -> Iterator[str]:
    for kind, change in _CHANGES.items():
        if isinstance(node, kind) and (wrong := change(node)) is not None:
            yield wrong


def _compare(node: ast.Compare) -> str | None:
    other = COMPARISONS[type(node.ops[0])]()
    return f"({ast.unparse(ast.Compare(node.left, [other, *node.ops[1:]], node.comparators))})"


def _both(node: ast.BoolOp) -> str | None:
    other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
    return f"({ast.unparse(ast.BoolOp(other, node.values))})"


def _sum(node: ast.BinOp) -> str | None:
    other = SUMS.get(type(node.op))
    return f"({ast.unparse(ast.BinOp(node.left, other(), node.right))})" if other else None


def _not(node: ast.UnaryOp) -> str | None:
    return f"({ast.unparse(node.operand)})" if isinstance(node.op, ast.Not) else None


def _constant(node: ast.Constant) -> str | None:
    if isinstance(node.value, bool):
        return str(not node.value)
    return str(node.value + 1) if isinstance(node.value, int) else None


def _name(node: ast.Name) -> str | None:
    return NAMES.get(node.id) if isinstance(node.ctx, ast.Load) else None


def _choice(node: ast.IfExp) -> str | None:
    return f"({ast.unparse(ast.IfExp(node.test, node.orelse, node.body))})"


def _return(node: ast.Return) -> str | None:
    nothing = node.value is None or (isinstance(node.value, ast.Constant) and node.value.value is None)
    return None if nothing else "return None"


_CHANGES: Final[dict[type[ast.AST], Callable[..., str | None]]] = {
    ast.Compare: _compare,
    ast.BoolOp: _both,
    ast.BinOp: _sum,
    ast.UnaryOp: _not,
    ast.Constant: _constant,
    ast.Name: _name,
    ast.IfExp: _choice,
    ast.Return: _return,
}
