"""Settings of the deduper."""

from datetime import timedelta

from pydantic import Field
from pydantic_settings import BaseSettings

from newsmill.settings import Seconds, room_config


class Settings(BaseSettings):
    """How long and how much the deduper remembers, and which texts count as reprints."""

    model_config = room_config("deduper")

    memory: Seconds = Field(
        timedelta(days=30), description="An article not seen for so long is forgotten"
    )
    max_articles: int = Field(
        500_000, ge=1, description="Articles remembered per language; the oldest go first"
    )
    min_words: int = Field(
        25, ge=0, description="Shorter texts are reprints only when the headline is equal too"
    )
