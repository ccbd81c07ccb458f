"""Answers as OpenAPI describes them; boards are sent as ready bytes of this shape."""

from pydantic import Field

from shared.web.schemas import ResponseBody


class FiguresOut(ResponseBody):
    """Figures of a unit in a window. The six states of the funnel add up to `submitted`."""

    points: int
    submitted: int
    pending: int
    returned: int
    approved: int
    rejected: int
    revoked: int
    withdrawn: int
    registered: int = Field(description="pending + returned + approved")
    submitters: int
    benefit_vnd: int


class RowOut(FiguresOut):
    """One unit's row."""

    unit: str
    name: str
    closed: bool
    rank: int | None = Field(description="Units equal in the metric share it; null when not ranked.")
    target: int | None
    percent: int | None = Field(description="Hundredths of a percent of the target; null without one.")


class BoardOut(ResponseBody):
    """One page of a board."""

    programme: str
    programme_name: str
    unit: str
    among: str
    by: str
    window: str
    revision: str
    policy_version: int
    recomputing_to: int | None = Field(description="The policy version whose figures are being made; null at rest.")
    target_basis: str
    total: RowOut | None
    direct: FiguresOut
    rows: list[RowOut]
    next: str | None


class WindowOut(FiguresOut):
    """A unit's figures in one window."""

    window: str
    target: int | None
    pledged: int | None
    percent: int | None
    missing: int | None = Field(description="Initiatives still missing to the target; 0 when reached.")
    ranks: dict[str, int | None] = Field(description="Rank among the units under the same parent, by metric.")


class StandingOut(ResponseBody):
    """Where a unit stands in every window."""

    programme: str
    unit: str
    name: str
    revision: str
    among: int = Field(description="How many units the ranks compare.")
    windows: list[WindowOut]


class LineOut(ResponseBody):
    """One line of an explanation."""

    text: str
    points: int | None = None
    percent: int | None = None


class ContributionOut(ResponseBody):
    """Why an initiative has its points."""

    initiative_id: str
    programme: str
    unit: str
    state: str
    points: int
    benefit_vnd: int
    policy_version: int
    windows: list[str]
    lines: list[LineOut]
