"""Settings of the portal (prefix PORTAL_)."""

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import SettingsConfigDict

from shared.runtime.settings import ServiceSettings


class PortalSettings(ServiceSettings):
    """What the portal adds to the common settings; of those it uses neither broker nor algorithms of its own."""

    model_config = SettingsConfigDict(env_prefix="PORTAL_")

    service: str = "portal"
    port: int = 8000
    public_url: str = Field(default="http://127.0.0.1:8000", description="Where people's browsers reach the portal.")
    submission_url: str = Field(default="http://127.0.0.1:8001", description="Where the portal reaches submission.")
    review_url: str = Field(default="http://127.0.0.1:8002", description="Where the portal reaches review.")
    ranking_url: str = Field(default="http://127.0.0.1:8003", description="Where the portal reaches ranking.")
    notify_url: str = Field(default="http://127.0.0.1:8004", description="Where the portal reaches notify.")
    upstream_seconds: float = Field(
        default=8, description="How long a page waits for a service; pages end within 10 s."
    )

    pages_per_person: int = Field(
        default=600, ge=0, description="Pages a minute that are made for one person; 0 counts none."
    )
    pages_per_address: int = Field(
        default=6000, ge=0, description="Pages a minute for all without a session at one address; 0 counts none."
    )

    client_id: str = Field(default="portal", description="The portal's name at the issuer (a confidential client).")
    client_secret: SecretStr = Field(default=SecretStr(""), description="What it proves itself with there.")
    session_key: SecretStr = Field(
        default=SecretStr(""), description="32 bytes in base64 that tokens and drafts are encrypted with."
    )
    worker_idle_days: int = Field(default=30, ge=1, description="Unused sessions of people without a grant end then.")
    staff_idle_hours: int = Field(default=12, ge=1, description="Unused sessions of people with a grant end then.")
    pseudo_language: bool = Field(
        default=False, description="English is stretched and marked, so that tests see what is cut (local mode alone)."
    )

    @model_validator(mode="after")
    def _proved(self) -> "PortalSettings":
        if not self.client_secret.get_secret_value():
            raise ValueError("PORTAL_CLIENT_SECRET is missing: the secret the issuer knows the portal by")
        if not self.session_key.get_secret_value():
            raise ValueError("PORTAL_SESSION_KEY is missing: 32 random bytes in base64")
        if self.pseudo_language and not self.local:
            raise ValueError("PORTAL_PSEUDO_LANGUAGE is for tests: it needs SANGKIEN_LOCAL")
        return self
