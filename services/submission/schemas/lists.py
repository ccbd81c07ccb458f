"""Values that must be among known ones; the refusal says which those are."""

from collections.abc import Callable, Collection

from shared.web.validation_messages import bad_value


def known(values: Collection[str]) -> Callable[[str], str]:
    """A validator that accepts these values alone."""
    listed = ", ".join(values)

    def check(value: str) -> str:
        if value not in values:
            raise bad_value(f"Dùng một trong: {listed}.", f"Use one of: {listed}.", kind="unknown_value")
        return value

    return check
