"""A programme as it stands, ready to be written again with a part of it changed."""

from collections.abc import Mapping
from typing import Any, Final

NOT_WRITTEN: Final = ("version", "revision", "id")


def written_again(programme: Mapping[str, Any]) -> dict[str, Any]:
    """All that PUT takes; an empty policy is none."""
    body = {name: value for name, value in programme.items() if name not in NOT_WRITTEN}
    return body if body.get("policy") else {name: value for name, value in body.items() if name != "policy"}
