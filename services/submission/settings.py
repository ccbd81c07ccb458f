"""Settings of submission (prefix SUBMISSION_)."""

from pydantic_settings import SettingsConfigDict

from shared.runtime.settings import ServiceSettings


class SubmissionSettings(ServiceSettings):
    """Submission adds nothing to the common settings but its name and port."""

    model_config = SettingsConfigDict(env_prefix="SUBMISSION_")

    service: str = "submission"
    port: int = 8001
