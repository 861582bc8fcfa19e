"""Settings of the cleaner."""

from datetime import timedelta

from pydantic import Field

from newsmill.settings import OwnSettings, Seconds, room_config


class Settings(OwnSettings):
    """The cleaner's own settings."""

    model_config = room_config("cleaner")

    processes: int = Field(1, ge=1, le=64, description="Child processes that clean")
    deadline: Seconds = Field(
        timedelta(seconds=20),
        ge=timedelta(seconds=1),
        le=timedelta(minutes=10),
        description="An article that takes longer is given up",
    )
    page_deadline: Seconds = Field(
        timedelta(seconds=5),
        ge=timedelta(milliseconds=100),
        le=timedelta(minutes=10),
        description="An article whose page takes longer goes on with its feed's text",
    )
    max_text_chars: int = Field(
        200_000, ge=1_000, le=400_000, description="Longer texts are cut after a paragraph or word"
    )
    min_page_words: int = Field(
        12, ge=1, description="What is shorter on a page is a notice, not its article"
    )
    min_language_confidence: float = Field(
        0.5, ge=0, le=1, description="Below, a language that nobody declares is unknown"
    )
