"""Settings of WebSub."""

from datetime import timedelta
from typing import Self

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from newsmill.settings import Seconds

MIN_KEY_CHARACTERS = 16


class WebSubSettings(BaseSettings):
    """Where hubs reach the puller; without an address feeds are only polled."""

    model_config = SettingsConfigDict(env_prefix="NEWSMILL_WEBSUB_", frozen=True, extra="ignore")

    callback_url: str | None = Field(
        None,
        pattern=r"^https?://[!-~]+$",
        description="Public address that leads to this puller's WebSub port; none: only polling",
    )
    key: SecretStr | None = Field(
        None,
        description="At least 16 characters, always the same: tokens and secrets are derived from"
        " it",
    )
    host: str = Field("127.0.0.1", description="Where the puller listens for hubs")
    port: int = Field(8089, ge=0, le=65535, description="Its port there")
    lease: Seconds = Field(
        timedelta(days=5), gt=timedelta(0), description="Asked of hubs; renewed at half of theirs"
    )
    pending: int = Field(
        200, ge=1, description="Notifications that may wait to be read; for others hubs come again"
    )

    @model_validator(mode="after")
    def _with_a_key(self) -> Self:
        key = self.key.get_secret_value() if self.key else ""
        if self.callback_url and len(key) < MIN_KEY_CHARACTERS:
            raise ValueError(
                "NEWSMILL_WEBSUB_CALLBACK_URL needs NEWSMILL_WEBSUB_KEY, of at least"
                f" {MIN_KEY_CHARACTERS} characters"
            )
        return self
