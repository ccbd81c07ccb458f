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
    benefit_vnd: int = Field(
        description="Verified, of the first 12 months. A sum may pass 2^53 (9,007,199,254,740,992), beyond which "
        "JavaScript's numbers are not exact: read it as a whole number of 64 bits."
    )


class RowOut(FiguresOut):
    """One unit's row."""

    unit: str
    name: str
    closed: bool
    rank: int | None = Field(description="Units equal in the metric share it; null when not ranked.")
    target: int | None
    percent: float | None = Field(description="Percent of the target, two decimals, half up; null without one.")
    members: int | None = Field(description="Its own number, else its children's; null when nobody gave one.")
    submitters_per_100: float | None = Field(description="Submitters per 100 members, two decimals, half up.")
    moved: dict[str, int | None] | None = Field(
        default=None, description="Ranks risen (below 0: fallen) since `yesterday` and `last_week`; where asked for."
    )


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


class NextClassOut(ResponseBody):
    """The class above the one reached."""

    name: str
    missing: int = Field(description="Initiatives still missing to its cut-off.")
    missing_per_day: int | None = Field(description="Rounded up, over the days left; null when none is left.")


class WindowOut(FiguresOut):
    """A unit's figures in one window."""

    window: str
    target: int | None
    pledged: int | None
    percent: float | None = Field(description="Percent of the target, two decimals, half up.")
    missing: int | None = Field(description="Initiatives still missing to the target; 0 when reached.")
    members: int | None
    submitters_per_100: float | None = Field(description="Two decimals, half up.")
    days_left: int | None = Field(description="Days of the window still to begin.")
    missing_per_day: int | None = Field(description="Rounded up; null when nothing is missing or no day is left.")
    grade: str | None = Field(description="The class reached by now; null when ungraded.")
    next_class: NextClassOut | None
    ranks: dict[str, int | None] = Field(description="Rank among the units under the same parent, by metric.")
    ranks_in_cluster: dict[str, int | None] | None = Field(description="The same within its cluster.")
    ranks_in_level: dict[str, int | None] | None = Field(
        description="The same among all units of its level in the programme; for `all` and the phases alone."
    )


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
    percent: int | None = Field(default=None, description="What it multiplies by, in percent.")


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
