"""The scoring policy as people write it: what submission takes and ranking counts by (design §4)."""

from typing import Annotated, Any

from pydantic import AfterValidator, Field

from shared.percent import policy_in_hundredths
from shared.reference import KINDS, OWNERSHIPS, REWARD_FORMS, SECTORS
from shared.units import Level
from shared.web.known import known
from shared.web.schemas import RequestBody, Vnd
from shared.web.values import two_decimals

DEFAULT = "default"
MOST_PEAKS = 50
MOST_TIERS = 100
Points = Annotated[int, Field(ge=0, le=1_000_000)]
Percent = Annotated[int, Field(ge=0, le=10_000, description="100 is neutral.")]
CutOff = Annotated[float, Field(ge=0, le=1000, description="88.5 is 88.5 %."), AfterValidator(two_decimals)]
PerHundred = Annotated[float, Field(ge=0, le=100), AfterValidator(two_decimals)]
KindOrDefault = Annotated[str, AfterValidator(known([*KINDS, DEFAULT]))]
LevelOrDefault = Annotated[str, AfterValidator(known([*Level, DEFAULT]))]
Kind = Annotated[str, AfterValidator(known(KINDS))]
Sector = Annotated[str, AfterValidator(known(SECTORS))]
Ownership = Annotated[str, AfterValidator(known(OWNERSHIPS))]
Form = Annotated[str, AfterValidator(known(REWARD_FORMS))]


class TierIn(RequestBody):
    """Points for a verified benefit from this amount on."""

    from_vnd: Vnd
    points: Points


class ClassIn(RequestBody):
    """One class of the grading: from how many percent of the target and submitters per 100 members."""

    name: str = Field(min_length=1, max_length=50)
    from_percent: CutOff
    min_submitters_per_100: PerHundred | None = None


class GradingIn(RequestBody):
    """Classes of the emulation grading, highest first."""

    classes: list[ClassIn] = Field(max_length=20)


class PolicyIn(RequestBody):
    """The scoring policy as data (design §4); what is left out is neutral."""

    version: int = Field(default=1, ge=1)
    base: dict[Level, dict[KindOrDefault, Points]] = Field(default_factory=dict)
    sector: dict[Sector, Percent] = Field(default_factory=dict)
    ownership: dict[Ownership, Percent] = Field(default_factory=dict)
    peaks: dict[str, Percent] = Field(default_factory=dict, max_length=MOST_PEAKS)
    benefit_tiers: list[TierIn] = Field(default_factory=list, max_length=MOST_TIERS)
    rewards: dict[Form, dict[LevelOrDefault, Points]] = Field(default_factory=dict)
    grading: GradingIn | None = None

    def to_data(self) -> dict[str, Any]:
        """The policy as events carry it."""
        return policy_in_hundredths(self.model_dump(mode="json", exclude_none=True))
