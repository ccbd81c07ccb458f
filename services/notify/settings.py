"""Settings of notify (prefix NOTIFY_)."""

from pydantic import Field, SecretStr
from pydantic_settings import SettingsConfigDict

from shared.runtime.settings import ServiceSettings


class NotifySettings(ServiceSettings):
    """What notify adds to the common settings. All times are in seconds unless the name says otherwise."""

    model_config = SettingsConfigDict(env_prefix="NOTIFY_")

    service: str = "notify"
    port: int = 8004

    smtp_host: str = Field(default="127.0.0.1", description="The mail server that takes our mail.")
    smtp_port: int = Field(default=1025)
    smtp_user: str = Field(default="", description="No sign-in when empty.")
    smtp_password: SecretStr = Field(default=SecretStr(""))
    starttls: bool = Field(default=False, description="Encrypt with STARTTLS, required when set.")
    sender: str = Field(default="sang-kien@example.vn", description="The address mail comes from.")
    sender_name: str = Field(default="Chương trình Sáng kiến")
    domain: str = Field(default="sang-kien.example.vn", description="Domain of Message-IDs; never changes.")
    public_url: str = Field(default="http://127.0.0.1:8004", description="Where this service is reached from outside.")

    hold_seconds: float = Field(default=120, ge=0, description="How long a message may still be overtaken.")
    office_after_days: float = Field(default=3, ge=0, description="After this the unit's office hands it over.")
    senders: int = Field(default=4, ge=1, le=64, description="Kept-open connections to the mail server.")
    poll_seconds: float = Field(default=0.5, gt=0, description="How often an idle sender looks for mail.")
    lease_seconds: float = Field(default=180, gt=0, description="How long one sender has for one message.")
    smtp_seconds: float = Field(default=30, gt=0, description="Time-out of connecting and of every reply.")
    idle_seconds: float = Field(default=20, gt=0, description="After so long a connection is probed (NOOP) before use.")
    retry_first_seconds: float = Field(default=2, gt=0, description="First wait after a fault that passes.")
    retry_longest_seconds: float = Field(default=600, gt=0, description="Longest wait after a fault that passes.")
    give_up_after_days: float = Field(default=5, gt=0, description="How long a refusal that may pass is tried again.")
    halt_after: int = Field(default=5, ge=1, description="So many refused by rule (5.7.x) and none taken: a halt.")
    halt_seconds: float = Field(default=60, gt=0, description="Wait after the mail server refused us altogether.")
    presses: int = Field(default=2, ge=1, le=32, description="Processes that set certificates, 150 MB each.")
    press_seconds: float = Field(default=20, gt=0, description="Waiting included: then it is given up.")
    print_per_minute: int = Field(default=60, ge=1, description="Certificates as PDF per person and minute.")
    verify_per_minute: int = Field(default=30, ge=1, description="Certificate checks per address and minute.")
