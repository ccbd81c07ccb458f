"""Values that must be among known ones; the refusal says which those are."""

from collections.abc import Callable, Collection

from shared.web.complaints import ONE_OF, bad_value


def known(values: Collection[str]) -> Callable[[str], str]:
    """A validator that accepts these values alone."""
    complaint = ONE_OF.given(values=tuple(values))

    def check(value: str) -> str:
        if value not in values:
            raise bad_value(complaint)
        return value

    return check
