"""Settings of the puller."""

from datetime import timedelta

from pydantic import Field

from newsmill.settings import OwnSettings, Seconds, room_config

MEBIBYTE = 1024 * 1024


class Settings(OwnSettings):
    """How often feeds are polled, how many at once, and how much is taken from each."""

    model_config = room_config("puller")

    min_interval: Seconds = Field(
        timedelta(seconds=300), gt=timedelta(0), description="Least time between polls of a feed"
    )
    max_interval: Seconds = Field(
        timedelta(seconds=3600),
        gt=timedelta(0),
        description="Most time between polls of a feed that answers and does not ask for more",
    )
    concurrency: int = Field(
        32, ge=1, description="Feeds polled at the same time, of those that answered last time"
    )
    waiting: int = Field(
        256,
        ge=1,
        description="Beside them, feeds that are new or failed last time; and as many that answer"
        " slowly",
    )
    audit_interval: Seconds = Field(
        timedelta(hours=6),
        gt=timedelta(0),
        description="Least time between polls of a feed while its WebSub hub pushes it",
    )
    requests_per_hour: int = Field(
        0,
        ge=0,
        description="Polls per hour over all feeds and pullers, spent where articles wait least;"
        " 0: no budget",
    )
    host_concurrency: int = Field(2, ge=1, description="Of them, on one host")
    host_delay: Seconds = Field(
        timedelta(seconds=1),
        description="Least time between two requests to one site; a longer Crawl-delay is kept",
    )
    robots: bool = Field(
        True,
        description="Heed robots.txt: for a feed's own URL where it names us, and at redirects",
    )
    robots_bytes: int = Field(
        16 * MEBIBYTE, ge=0, description="Text of robots.txt files that is remembered"
    )
    robots_age: Seconds = Field(
        timedelta(hours=24), description="How long a robots.txt is heeded before it is read again"
    )
    bytes_in_flight: int = Field(
        64 * MEBIBYTE,
        ge=1,
        description="For feeds on their way, from the first byte until they are parsed; who finds"
        " no room waits",
    )
    max_entries: int = Field(1000, ge=1, description="Entries taken from one feed; the newest")
    remembered: int = Field(
        5000, ge=1, le=50_000, description="Entries of one feed that are known when they come again"
    )
    max_bytes: int = Field(10 * MEBIBYTE, ge=1, description="Of a feed, after decompression")
    parse_timeout: Seconds = Field(
        timedelta(seconds=20), gt=timedelta(0), description="A parser that takes longer is killed"
    )
    parse_cpu: Seconds = Field(
        timedelta(seconds=5),
        gt=timedelta(0),
        description="A parser that uses more CPU for one document is killed",
    )
    parsers: int = Field(
        2, ge=1, description="Child processes; with one, a hostile document delays all others"
    )
    parser_memory: int = Field(
        384 * MEBIBYTE, ge=64 * MEBIBYTE, description="Of one of them; if it needs more, it ends"
    )
    poll_once: bool = Field(False, description="Poll each feed once, then stop")
