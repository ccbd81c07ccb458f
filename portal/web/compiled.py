"""Templates are compiled once for all languages: what one says in a language is known when a page is made."""

from collections.abc import Callable
from types import CodeType
from typing import Any

from jinja2 import BytecodeCache, pass_context
from jinja2.bccache import Bucket


class Compiled(BytecodeCache):
    """In memory, by template."""

    def __init__(self) -> None:
        self._known: dict[str, CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give what another language's environment compiled, if one did."""
        bucket.code = self._known.get(bucket.key)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it for the other languages."""
        if bucket.code is not None:
            self._known[bucket.key] = bucket.code


def in_language(write: Callable[..., str], language: str) -> Callable[..., str]:
    """A filter that writes in a language; never worked out while compiling, for that is done for all languages."""

    @pass_context
    def written(_context: object, *values: Any) -> str:
        return write(*values, language=language)

    return written
