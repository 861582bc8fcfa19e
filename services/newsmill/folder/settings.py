"""Settings of the folder."""

from pydantic import ByteSize, Field

from newsmill.settings import OwnSettings, room_config


class Settings(OwnSettings):
    """How much the folder remembers."""

    model_config = room_config("folder")

    articles: int = Field(
        50_000,
        ge=100,
        description="Remembered in each partition, 300 bytes each; the longest unchanged go first",
    )
    recent_bytes: ByteSize = Field(
        ByteSize(32 * 1024**2),
        description="Of rows held ready for their next copy; others are read once more",
    )
