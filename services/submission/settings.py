"""Settings of submission (prefix SUBMISSION_)."""

from typing import Annotated, Any

from pydantic import Field, field_validator
from pydantic_settings import NoDecode, SettingsConfigDict

from services.submission.domain.readers import ReaderSetting
from shared.runtime.settings import ServiceSettings


class SubmissionSettings(ServiceSettings):
    """What submission adds to the common settings."""

    model_config = SettingsConfigDict(env_prefix="SUBMISSION_")

    service: str = "submission"
    port: int = 8001
    readers_know: Annotated[frozenset[ReaderSetting], NoDecode] = Field(
        default=frozenset(),
        description="Programme settings (parted by commas) that every reader in this deployment keeps to.",
    )

    @field_validator("readers_know", mode="before")
    @classmethod
    def _names(cls, value: Any) -> Any:
        return [name.strip() for name in value.split(",") if name.strip()] if isinstance(value, str) else value
