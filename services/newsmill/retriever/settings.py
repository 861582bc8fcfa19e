"""Settings of the retriever."""

from datetime import timedelta

from pydantic import Field

from newsmill.settings import OwnSettings, Seconds, room_config

MEBIBYTE = 1024 * 1024


class Settings(OwnSettings):
    """Which pages are fetched, at which rate, and how much of each is read."""

    model_config = room_config("retriever")

    concurrency: int = Field(256, ge=1, le=4096, description="Articles worked on at the same time")
    full_text_words: int = Field(
        150, ge=1, description="A feed's text of so many words needs no page, unless it is cut off"
    )
    host_concurrency: int = Field(1, ge=1, description="Pages fetched from one host at once")
    host_delay: Seconds = Field(
        timedelta(seconds=1),
        description="Least time between two requests to one host; a longer Crawl-delay is kept",
    )
    page_deadline: Seconds = Field(
        timedelta(seconds=180),
        gt=timedelta(0),
        description="An article goes on without its page after so long, waiting included",
    )
    max_page_bytes: int = Field(
        3 * MEBIBYTE, ge=1, description="Of a page, after decompression; more is not read"
    )
    memory_bytes: int = Field(
        256 * MEBIBYTE,
        ge=1,
        description="For pages on their way, from the first byte until the broker has them; who"
        " finds no room waits",
    )
    recent_pages_bytes: int = Field(
        32 * MEBIBYTE,
        ge=0,
        description="Memory for pages, compressed, that another feed may link to as well",
    )
    recent_pages_age: Seconds = Field(
        timedelta(minutes=10), description="How long such a page stands for itself"
    )
    robots_bytes: int = Field(
        8 * MEBIBYTE, ge=0, description="Text of robots.txt files that is remembered"
    )
    robots_age: Seconds = Field(
        timedelta(hours=24), description="How long a robots.txt is heeded before it is read again"
    )
