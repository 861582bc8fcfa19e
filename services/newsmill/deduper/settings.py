"""Settings of the deduper."""

from datetime import timedelta

from pydantic import ByteSize, Field

from newsmill.environment import LocalPath
from newsmill.settings import OwnSettings, Seconds, room_config

FEWEST_BYTES = 64 * 1024
"""Some fifty texts, and more verdicts than are in hand at a time: for trials."""


class Settings(OwnSettings):
    """How long and how much the deduper remembers, and which texts count as copies."""

    model_config = room_config("deduper")

    memory: Seconds = Field(
        timedelta(days=30), description="A verdict is forgotten after so long, the oldest first"
    )
    max_bytes: ByteSize = Field(
        ByteSize(1024**3),
        ge=FEWEST_BYTES,
        description="For each partition with articles; 1GiB for 762 000 texts; the oldest go first",
    )
    store: LocalPath | None = Field(
        None,
        description="Folder for files that hold the memory, which may exceed the RAM; else in RAM",
    )
    min_words: int = Field(
        25, ge=0, description="Shorter texts are reprints only when the headline is equal too"
    )
    near: bool = Field(True, description="Whether near copies are looked for, beside equal texts")
