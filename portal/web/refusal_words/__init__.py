"""The portal's words for each slug and code of docs/problems.json; by who may read them."""

from collections.abc import Mapping
from typing import Final

from portal.web.refusal_words import everybody, staff

SLUGS: Final[Mapping[str, str]] = {**everybody.SLUGS, **everybody.OWN, **staff.SLUGS}
"""A refusal's sentence, by its slug."""
CODES: Final[Mapping[str, str]] = {**everybody.CODES, **staff.CODES}
"""A field's sentence, by its code; it names the complaint's parameters."""
