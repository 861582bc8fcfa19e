"""Settings of the gateway."""

from datetime import timedelta
from typing import Annotated

from pydantic import Field

from newsmill.environment import SECRET, ListeningHost, LocalPath
from newsmill.settings import OwnSettings, Seconds, room_config

TokenLines = Annotated[str | None, SECRET]


class Settings(OwnSettings):
    """What the gateway is told."""

    model_config = room_config("gateway")

    host: ListeningHost = Field(
        "127.0.0.1", description="Where it is open: an address or a name; 0.0.0.0 for everybody"
    )
    port: int = Field(8080, ge=0, le=65535, description="Of the API and the page")
    tokens: TokenLines = Field(
        None,
        repr=False,
        description="Who may read: a line for each token, NAME SCOPES SHA256 [RATE]",
    )
    anonymous: bool = Field(
        False, description="Open to everybody who can reach it, also beyond loopback without tokens"
    )
    hosts: str = Field(
        "", description="Names by which it is asked without tokens, beside addresses and localhost"
    )
    key: Annotated[str | None, SECRET] = Field(
        None,
        repr=False,
        min_length=32,
        description="Signs sessions of the page; the same for all gateways. Made anew when unset",
    )
    public_url: str | None = Field(
        None,
        pattern=r"^https?://[^\s/?#@]+(/[^\s?#]*)?$",
        description="How readers reach it, where a proxy stands before it; for links in feeds",
    )
    cors_origins: str = Field(
        "", description="Other sites whose pages may ask it, separated by spaces; none by default"
    )
    index_path: LocalPath | None = Field(
        None,
        description="File of its index, which may be deleted at any time; temporary when unset",
    )
    index_days: int = Field(14, ge=1, le=400, description="Days of articles that it keeps")
    index_max_bytes: int = Field(
        8 * 1024**3, ge=1024**2, description="Of that file; beyond, the oldest days go first"
    )
    ring_bytes: int = Field(
        64 * 1024**2, ge=1024**2, description="Memory for the newest articles, ready to be sent"
    )
    requests_per_minute: int = Field(
        600, ge=1, description="For each token, or address, whose line does not say another rate"
    )
    max_clients: int = Field(2000, ge=1, description="Readers of /v1/stream at a time")
    max_clients_per_reader: int = Field(500, ge=1, description="Of them, for each token or address")
    write_timeout: Seconds = Field(
        timedelta(seconds=20),
        gt=timedelta(0),
        description="A reader that takes nothing for so long is cut off",
    )
    session_lifetime: Seconds = Field(
        timedelta(days=7), gt=timedelta(0), description="Of a browser that has given its token"
    )
    audit_interval: Seconds = Field(
        timedelta(minutes=1), description="How often it audits at most; 0: never"
    )
    audit_window: Seconds = Field(
        timedelta(days=1), gt=timedelta(0), description="What was offered in so long is audited"
    )
