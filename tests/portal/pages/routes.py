"""Every route of the portal, and addresses of it."""

import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from fastapi.routing import APIRoute

from portal.app import ROUTES
from tests.portal.pages.samples import INITIATIVE, PROGRAMME, UNIT

ENDLESS: Final = "/stream"
FILLED: Final[Mapping[str, str]] = {
    "programme": PROGRAMME,
    "unit": UNIT,
    "id_": INITIATIVE,
    "subject": INITIATIVE,
    "invitation": INITIATIVE,
    "code": "SK-7K3M-Q2XA-9DTR-5",
    "section": "description",
    "name": "look.css",
}
_PARAMETER: Final = re.compile(r"{(\w+)(?::\w+)?}")


class Route(NamedTuple):
    """A method and a path with parameters."""

    method: str
    path: str

    @property
    def parameters(self) -> list[str]:
        """Their names."""
        return _PARAMETER.findall(self.path)

    def address(self, values: Mapping[str, str] = FILLED) -> str:
        """The path with its parameters filled in; what is not named is filled in as usual."""
        return _PARAMETER.sub(lambda found: values.get(found[1], FILLED.get(found[1], "x")), self.path)


QUERIES: Final = (
    *("q", "after", "next", "code", "ma", "unit", "programme", "window", "by", "among", "behind", "giu", "state"),
    *("loai", "don-vi", "chuong-trinh", "xep", "sau", "so", "ngay", "xong", "lam", "tiep", "status", "giay", "canh"),
    *("vua-gui", "da-luu", "da-gui-lai", "case"),
)
"""Names that pages read of an address."""


def _found() -> Iterator[Route]:
    for router in ROUTES:
        for route in router.routes:
            assert isinstance(route, APIRoute)
            yield from (Route(method, route.path) for method in route.methods or () if not route.path.endswith(ENDLESS))


ALL: Final = sorted(set(_found()))
"""All but those without an end."""
GETS: Final = [route for route in ALL if route.method == "GET"]
POSTS: Final = [route for route in ALL if route.method == "POST"]
