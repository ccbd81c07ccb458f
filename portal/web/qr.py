"""Addresses as QR codes in a page: one path, no style of its own."""

import segno
from markupsafe import Markup


def qr_of(text: str) -> Markup:
    """The code as an SVG element of class `qr`; level M bears a fold or a stain."""
    code = segno.make(text, error="m", micro=False)
    return Markup(code.svg_inline(border=4, svgclass="qr", lineclass=None, omitsize=True))  # noqa: S704 - digits alone
