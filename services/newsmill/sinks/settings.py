"""What sinks take from the environment, beside what a URL says and what libpq reads itself."""

from typing import Annotated

from pydantic import Field

from newsmill.settings import SECRET, OwnSettings, room_config

SecretText = Annotated[str | None, SECRET]


class WebhookSettings(OwnSettings):
    """Settings of `newsmill sink webhook:…`."""

    model_config = room_config("webhook")

    secret: SecretText = Field(
        None,
        repr=False,
        description="Signs webhooks: whsec_ and Base64 of 24 to 64 bytes; two while it changes",
    )


class OpenSearchSettings(OwnSettings):
    """Settings of `newsmill sink opensearch+https://…`."""

    model_config = room_config("opensearch")

    password: SecretText = Field(
        None, repr=False, description="Of the user in the URL of an OpenSearch sink"
    )
