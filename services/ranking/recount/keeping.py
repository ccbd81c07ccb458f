"""What a rebuild asks of a store; Mongo's version is `store_mongo.rebuilding`."""

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from typing import Protocol

from services.ranking.domain.cells import Cell
from services.ranking.domain.changes import Days, Figures, Membership, Spot
from services.ranking.domain.facts import Facts
from services.ranking.domain.frame import Frame
from services.ranking.domain.targets import Target
from shared.refusals import Refusal, Text


class RebuildUnderWay(Refusal):
    """Another rebuild holds the pause."""

    slug = "rebuild-under-way"
    title = Text("Đang có một lần dựng lại khác, hãy đợi nó xong", "Another rebuild is under way; wait until it ends")


class RebuildOvertaken(Refusal):
    """The pause ran out and live applying went on: what was read is no longer all there is."""

    slug = "rebuild-overtaken"
    title = Text(
        "Việc dựng lại bị gián đoạn quá lâu, điểm đang dùng được giữ nguyên; hãy chạy lại",
        "The rebuild was held up for too long; the scores in use stay as they are, run it again",
    )


class Keeping(Protocol):
    """Writes beside what boards show, and the swap."""

    async def rest(self, token: str) -> None:
        """Make applying rest for a while; raises RebuildUnderWay."""
        ...

    async def rest_on(self, token: str) -> None:
        """Make the pause last, also when it ran out but nobody wrote since; raises RebuildOvertaken when it is lost."""
        ...

    def apart(self) -> AbstractContextManager["Keeping"]:
        """The same for the loop of another thread."""
        ...

    async def go_on(self, token: str) -> None:
        """End the pause, when it is still ours."""
        ...

    async def new_generation(self) -> int:
        """A number no generation had before."""
        ...

    async def put_facts(self, generation: int, facts: list[Facts]) -> None:
        """Write facts of a generation that is not shown yet."""
        ...

    async def put_days(self, generation: int, people: list[tuple[Membership, Days]]) -> None:
        """Write authors' days of a generation that is not shown yet."""
        ...

    async def put_cells(self, generation: int, cells: Mapping[Spot, Cell]) -> None:
        """Write cells of a generation that is not shown yet."""
        ...

    async def put_dailies(self, generation: int, dailies: Mapping[Spot, Figures]) -> None:
        """Write counts by day of a generation that is not shown yet."""
        ...

    async def adopt(self, frame: Frame, targets: Iterable[Target], token: str) -> None:
        """The swap: one transaction, which ends the pause too; raises RebuildOvertaken."""
        ...

    async def forget_before(self, generation: int) -> None:
        """Delete what older generations left."""
        ...
