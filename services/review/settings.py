"""Review's settings: `REVIEW_…`, and `SANGKIEN_…` for what services have in common."""

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from shared.runtime.settings import ServiceSettings


class ReviewSettings(ServiceSettings):
    """What review adds to the settings of every service."""

    model_config = SettingsConfigDict(env_prefix="REVIEW_")

    service: str = "review"
    port: int = Field(default=8002, description="Port to listen on.")
    expire_claims_seconds: float = Field(default=30, description="How often claims that ran out are taken away.")
    receipt_misses_per_minute: int = Field(
        default=30, ge=0, description="Receipts that nobody was given, per address and minute; 0 is no limit."
    )
    receipt_misses_of_all_per_minute: int = Field(
        default=1000, ge=0, description="The same of all addresses together, in one process."
    )
    place_again_seconds: float = Field(default=2, description="How often cases below changed units are placed again.")
