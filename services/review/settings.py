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
    place_again_seconds: float = Field(default=2, description="How often cases below changed units are placed again.")
