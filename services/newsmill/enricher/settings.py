"""Settings of the enricher."""

from datetime import timedelta
from typing import Annotated, Any

from pydantic import AwareDatetime, BeforeValidator, Field
from pydantic_settings import NoDecode

from newsmill.environment import LocalPath
from newsmill.settings import OwnSettings, Seconds, room_config


def _words(value: Any) -> Any:
    if isinstance(value, str):
        return [word.strip() for word in value.split(",") if word.strip()]
    return value


def _pairs(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    pairs = [word.partition("=") for word in _words(value)]
    if not all(language.strip() and name.strip() for language, _, name in pairs):
        raise ValueError("is written like en=en_core_web_sm,fr=fr_core_news_md")
    return {language.strip().lower(): name.strip() for language, _, name in pairs}


Pairs = Annotated[dict[str, str], NoDecode, BeforeValidator(_pairs)]
Words = Annotated[frozenset[str], NoDecode, BeforeValidator(_words)]


class Settings(OwnSettings):
    """The enricher's own settings."""

    model_config = room_config("enricher")

    models: Pairs = Field(
        {"en": "en_core_web_md", "fr": "fr_core_news_md"},
        description="The model of each language, LANGUAGE=MODEL[,…]; others get no entities",
    )
    processes: int = Field(1, ge=1, le=64, description="Child processes, each with all models")
    batch_size: int = Field(32, ge=1, le=256, description="Most articles read at once")
    batch_wait: Seconds = Field(
        timedelta(milliseconds=50),
        ge=timedelta(0),
        le=timedelta(seconds=5),
        description="How long articles wait for more to be read with, where many are coming",
    )
    deadline: Seconds = Field(
        timedelta(seconds=30),
        ge=timedelta(milliseconds=100),
        le=timedelta(minutes=10),
        description="A full batch that takes longer is read again one by one, each with a quarter",
    )
    max_chars: int = Field(
        2_000_000,
        ge=1_000,
        le=10_000_000,
        description="Only so much of a text is read; as it is, no record holds more",
    )
    knowledge_base: LocalPath | None = Field(
        None,
        description="People, companies, … to link, JSON lines (enricher/knowledge_base.py)",
    )
    ignored_labels: Words = Field(
        frozenset({"CARDINAL", "ORDINAL"}),
        description="Entities that nobody wants, as the model labels them, LABEL[,…]",
    )
    again_until: AwareDatetime | None = Field(
        None,
        description="What was deduplicated before is read again, and published as re_enriched",
    )
