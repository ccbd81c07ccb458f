"""Ranking's settings."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from shared.runtime.settings import ServiceSettings


class RankingSettings(ServiceSettings):
    """Environment prefix RANKING_."""

    model_config = SettingsConfigDict(env_prefix="RANKING_")

    service: str = "ranking"
    port: int = 8003
    board_cache: int = Field(default=500, description="Board pages kept ready as bytes.")
    pinned_boards: int = Field(default=100, description="Whole boards kept for the pages after the first.")
    signing_key: Path | None = Field(default=None, description="PEM file of the Ed25519 key that signs snapshots.")
    live_boards: int = Field(default=200, description="Different boards that may have listeners at once.")
