"""Records of subscriptions, of what is remembered of a feed, and of each poll."""

from typing import Literal

from pydantic import Field

from newsmill.contracts.base import Hex16, Instant, Record


class Feed(Record):
    """A subscription. The last record of a URL is the valid one; an empty value ends it."""

    url: str = Field(description="Where the feed is asked for; also the record's key.")
    title: str | None = Field(None, description="The subscriber's own name for it.")
    section: str | None = Field(None, description="The subscriber's own grouping: “Science”.")
    language: str | None = Field(None, description="BCP 47, where the subscriber knows it.")
    added_at: Instant


class FeedState(Record):
    """What the puller remembers of a feed between two polls. Internal: readers use `FeedEvent`."""

    url: str
    etag: str | None = None
    last_modified: str | None = None
    body_hash: Hex16 | None = Field(None, description="Of the last body that was read to its end.")
    seen: dict[str, Hex16] = Field(
        default_factory=dict,
        description="Hash of the content by entry_id of the entries offered so far, oldest first,"
        " bounded.",
    )
    published: dict[str, Hex16] = Field(
        default_factory=dict,
        description="The latest entry_version by entry_id, of entries in `seen` that have changed;"
        " of the others it is the hash of their content.",
        json_schema_extra={"x-since": "0.2.0"},
    )
    links: dict[Hex16, str] = Field(
        default_factory=dict,
        description="By the hash of an entry's link: hashes of its GUID, title and text; “+” after"
        " them where several entries with different contents have or had the link. Oldest first,"
        " bounded.",
        json_schema_extra={"x-since": "0.2.0"},
    )
    failures: int = Field(0, ge=0, description="Polls in a row that failed.")
    error: str | None = Field(None, description="Why the last one failed, in one line.")
    last_polled_at: Instant | None = None
    next_poll_at: Instant | None = None
    gone: bool = Field(False, description="The server said 410 Gone: not asked again.")


FeedEventKind = Literal["polled", "not_modified", "failed", "gone"]


class FeedEvent(Record):
    """The outcome of one poll."""

    feed_url: str
    kind: FeedEventKind
    at: Instant
    status: int | None = Field(None, description="The HTTP status, where there was an answer.")
    entries: int = Field(0, ge=0, description="Entries in the document.")
    offered: int = Field(0, ge=0, description="New or changed ones, published to the raw topic.")
    skipped: int = Field(
        0,
        ge=0,
        description="Entries without link, title or text.",
        json_schema_extra={"x-since": "0.2.0"},
    )
    left_out: int = Field(
        0,
        ge=0,
        description="The oldest entries, beyond the limit of a feed.",
        json_schema_extra={"x-since": "0.2.0"},
    )
    error: str | None = Field(None, description="What went wrong, in one line.")
    feed_title: str | None = None
    duration_seconds: float = Field(0.0, ge=0)
    next_poll_at: Instant | None = None
