"""The settings every service has; a service adds its own in its `settings.py` under its own prefix."""

import os
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, field_validator, model_validator
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    InitSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
)

from shared.appointments.joining import GrantSource
from shared.web.proxies import Network, networks_of

COMMON_PREFIX = "SANGKIEN_"


class ServiceSettings(BaseSettings):
    """Read from the environment: `<SERVICE>_NAME` first, then `SANGKIEN_NAME` for what services have in common."""

    service: str
    host: str = Field(default="127.0.0.1", description="Address to listen on.")
    port: int = Field(description="Port to listen on.")
    root_path: str = Field(default="", description="Path prefix that a proxy in front strips.")
    run: Literal["all", "api", "worker"] = Field(default="all", description="Which half of the service runs.")
    local: bool = Field(default=False, description="Local use: binds to 127.0.0.1 alone, allows an http issuer.")

    kafka_bootstrap: str = Field(
        default="127.0.0.1:9092",
        description="host:port[,…] of the brokers; sasl://user:password@… for SCRAM-SHA-512, sasls:// over TLS.",
    )
    mongo_url: str = Field(default="mongodb://127.0.0.1:27017/?replicaSet=rs0", description="A replica set's URL.")
    mongo_database: str = Field(default="", description="Its own database; sangkien-<service> by default.")

    issuer: str = Field(default="", description="OpenID issuer of the bearer tokens.")
    audience: str = Field(default="sangkien", description="What a token's `aud` must contain.")
    algorithms: tuple[str, ...] = Field(default=("RS256", "ES256"), description="Signatures accepted.")

    grants: GrantSource = Field(
        default="both", description="What says who may do what: the token's grants, appointments, or both."
    )

    body_limit_bytes: int = Field(default=1_000_000, description="Larger request bodies are refused.")
    request_timeout_seconds: float = Field(default=30, description="Longer requests are given up.")
    stop_seconds: float = Field(default=20, description="How long a graceful stop may take.")
    stale_after_seconds: float = Field(default=60, description="Older beats, lag and outboxes make a worker unready.")
    clock_offset_file: Path | None = Field(default=None, description="Seconds to move the clock by; local use alone.")
    writes_per_minute: int = Field(default=3000, ge=0, description="Writes one caller may send; 0 counts none.")
    invalid_allowed: int = Field(default=20, ge=0, description="Invalid records of a topic that stop no reader.")
    invalid_share: float = Field(default=0.5, ge=0, le=1, description="Share of the last 200 that may be invalid.")
    trusted_proxies: Annotated[tuple[Network, ...], NoDecode] = Field(
        default=(),
        description="Networks (CIDR, parted by commas) of proxies in front that say whom a request is from.",
    )
    cors_origins: tuple[str, ...] = Field(default=(), description="Origins of portals; none by default.")

    log_level: str = Field(default="INFO", description="DEBUG, INFO, WARNING or ERROR.")
    log_json: bool | None = Field(default=None, description="JSON lines; by default wherever there is no terminal.")
    otlp_endpoint: str = Field(default="", description="Where traces go (OTLP over HTTP); nowhere when empty.")
    trace_share: float = Field(default=0.1, ge=0, le=1, description="Share of new traces that are kept.")

    @field_validator("trusted_proxies", mode="before")
    @classmethod
    def _networks(cls, value: Any) -> Any:
        return networks_of(value) if isinstance(value, str) else value

    @property
    def runs_api(self) -> bool:
        """Whether this process answers requests."""
        return self.run in ("all", "api")

    @property
    def runs_worker(self) -> bool:
        """Whether this process reads, relays and runs jobs."""
        return self.run in ("all", "worker")

    @model_validator(mode="after")
    def _complete(self) -> "ServiceSettings":
        if not self.mongo_database:
            self.mongo_database = f"sangkien-{self.service}"
        if self.local and self.host not in ("127.0.0.1", "localhost"):
            raise ValueError("SANGKIEN_LOCAL=1 listens on 127.0.0.1 alone")
        if self.clock_offset_file is not None and not self.local:
            raise ValueError("the clock is moved in local use alone (SANGKIEN_LOCAL=1)")
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The service's own prefix wins over the common one, and that over a bare RUN."""
        common = EnvSettingsSource(settings_cls, env_prefix=COMMON_PREFIX)
        run = InitSettingsSource(settings_cls, {"run": os.environ["RUN"]} if "RUN" in os.environ else {})
        return init_settings, env_settings, common, run, dotenv_settings, file_secret_settings
