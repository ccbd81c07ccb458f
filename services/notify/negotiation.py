"""Which of the forms a thing comes in is answered with (RFC 9110 §12.5.1)."""

from collections.abc import Mapping, Sequence
from typing import Final

from starlette.requests import Request

from shared.refusals import Refusal, Text

FORMS: Final[Mapping[str, str]] = {"json": "application/json", "html": "text/html", "pdf": "application/pdf"}
"""Name of a form → its media type; the first wins a tie."""


class NotAcceptable(Refusal):
    """There is no such form."""

    slug = "not-acceptable"
    status = 406
    title = Text("Không có dạng dữ liệu này", "There is no such form")

    def __init__(self) -> None:
        offered = ", ".join(FORMS.values())
        super().__init__(Text(f"Chỉ có: {offered}.", f"There are: {offered}."))


def form_of(request: Request, named: str | None) -> str:
    """The form named in the query, else the one that Accept weighs highest; raises NotAcceptable."""
    if named is not None:
        return named
    ranges = [_weighed(part) for line in request.headers.getlist("accept") for part in line.split(",") if part.strip()]
    if not ranges:
        return next(iter(FORMS))
    weights = {form: _weight(media, ranges) for form, media in FORMS.items()}
    best = max(weights, key=lambda form: weights[form])
    if not weights[best]:
        raise NotAcceptable
    return best


def _weighed(part: str) -> tuple[str, float]:
    media, *parameters = (piece.strip().lower() for piece in part.split(";"))
    weight = next((piece[2:] for piece in parameters if piece.startswith("q=")), "1")
    try:
        return media, min(1.0, max(0.0, float(weight)))
    except ValueError:
        return media, 0.0


def _weight(media: str, ranges: Sequence[tuple[str, float]]) -> float:
    """Of the most specific range that covers it."""
    for covering in (media, f"{media.partition('/')[0]}/*", "*/*"):
        if found := [weight for name, weight in ranges if name == covering]:
            return found[0]
    return 0.0
