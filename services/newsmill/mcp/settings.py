"""What the server for assistants can be told."""

from typing import Annotated

from pydantic import Field

from newsmill.settings import SECRET, OwnSettings, room_config


class Settings(OwnSettings):
    """Settings of `newsmill mcp`."""

    model_config = room_config("mcp")

    gateway: str = Field(
        "http://127.0.0.1:8080",
        pattern=r"^https?://[^\s/?#@]+/?$",
        description="Where the gateway is",
    )
    token: Annotated[str | None, SECRET] = Field(
        None, repr=False, description="A token of the gateway with the scopes read and stream"
    )
