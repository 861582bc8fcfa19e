"""Settings of WebSub."""

from datetime import timedelta
from typing import Annotated, Self

from pydantic import Field, SecretStr, model_validator

from newsmill.environment import ListeningHost
from newsmill.settings import SECRET, OwnSettings, Seconds, room_config

MIN_KEY_CHARACTERS = 16


class WebSubSettings(OwnSettings):
    """Where hubs reach the puller; without an address feeds are only polled."""

    model_config = room_config("websub")

    callback_url: str | None = Field(
        None,
        pattern=r"^https?://[!-~]+$",
        description="Public address that leads to this puller's WebSub port; none: only polling",
    )
    key: Annotated[SecretStr | None, SECRET] = Field(
        None,
        description="At least 16 characters, always the same: tokens and secrets are derived from"
        " it",
    )
    host: ListeningHost = Field("127.0.0.1", description="Where the puller listens for hubs")
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
