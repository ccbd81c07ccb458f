"""Settings of submission (prefix SUBMISSION_)."""

import secrets
from typing import Annotated, Any

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import NoDecode, SettingsConfigDict

from services.submission.domain.readers import ReaderSetting
from shared.receipts import LEAST_KEY
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
    receipt_key: SecretStr = Field(
        default=SecretStr(""),
        description="Secret (32 bytes or more) that the codes of new receipts come of; needed outside local use.",
    )

    @property
    def receipt_secret(self) -> bytes:
        """The key of new receipts' codes."""
        return self.receipt_key.get_secret_value().encode()

    @field_validator("readers_know", mode="before")
    @classmethod
    def _names(cls, value: Any) -> Any:
        return [name.strip() for name in value.split(",") if name.strip()] if isinstance(value, str) else value


def serving(settings: SubmissionSettings) -> SubmissionSettings:
    """The settings of a process that serves: with a key for receipts, which commands need not.

    In local use without one a process has its own: codes are kept, so that another key changes new ones alone.
    """
    if settings.local and not settings.receipt_secret:
        return settings.model_copy(update={"receipt_key": SecretStr(secrets.token_urlsafe(LEAST_KEY))})
    if len(settings.receipt_secret) < LEAST_KEY:
        raise SystemExit(f"SUBMISSION_RECEIPT_KEY is missing or shorter than {LEAST_KEY} bytes: see docs/operations.md")
    return settings
