"""What notify knows of one initiative: its newest public face and its newest standing (design §2)."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from shared.events.decisions import DecisionData, Standing
from shared.events.submissions import SubmissionData, SubmissionState


@dataclass(frozen=True, slots=True)
class Initiative:
    """Face and standing come on two topics in any order; each is replaced by its own newest version."""

    id: UUID
    face: SubmissionData | None = None
    standing: Standing | None = None
    standing_version: int = 0
    standing_at: datetime | None = None

    def with_face(self, face: SubmissionData) -> "Initiative":
        """The initiative with this public face, unless a version as new is known."""
        if self.face is not None and self.face.version >= face.version:
            return self
        return replace(self, face=face)

    def with_decision(self, decision: DecisionData, at: datetime) -> "Initiative":
        """The initiative with what stands after `decision`, published at `at`, unless as new is known."""
        if self.standing_version >= decision.version:
            return self
        return replace(self, standing=decision.standing, standing_version=decision.version, standing_at=at)

    @property
    def in_force(self) -> tuple[SubmissionData, Standing] | None:
        """Face and standing where the standing counts: not withdrawn, and judged on the present content.

        A standing on newer content than the known face waits: authors may have changed with that content.
        """
        if self.face is None or self.standing is None or self.face.state is SubmissionState.WITHDRAWN:
            return None
        if self.standing.content_version != self.face.content_version:
            return None
        return self.face, self.standing
