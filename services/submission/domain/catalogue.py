"""What nearly every request is judged against: the tree of units and the programmes, as of one moment."""

from collections.abc import Mapping
from dataclasses import dataclass

from services.submission.domain.refusals import UnknownProgramme
from shared.events.programmes import ProgrammeData
from shared.units import UnitTree


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All units and programmes."""

    tree: UnitTree
    programmes: Mapping[str, ProgrammeData]

    def programme(self, id: str) -> ProgrammeData:  # noqa: A002
        """The programme a request names, refused when there is none."""
        found = self.programmes.get(id)
        if found is None:
            raise UnknownProgramme.at("programme")
        return found

    def knows(self, programme: str, *units: str) -> bool:
        """Whether all of these are in it; if not, a fresher catalogue may have them."""
        return programme in self.programmes and all(unit in self.tree for unit in units)
