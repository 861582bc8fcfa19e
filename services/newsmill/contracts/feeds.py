"""Records of subscriptions, of what is remembered of a feed, and of each poll."""

from datetime import timedelta
from typing import Literal

from pydantic import Field

from newsmill.contracts.base import Hex16, Hex32, Instant, Record


class Feed(Record):
    """A subscription. The last record of a URL is the valid one; an empty value ends it."""

    url: str = Field(description="Where the feed is asked for; also the record's key.")
    title: str | None = Field(None, description="The subscriber's own name for it.")
    section: str | None = Field(None, description="The subscriber's own grouping: “Science”.")
    language: str | None = Field(None, description="BCP 47, where the subscriber knows it.")
    tags: tuple[str, ...] = Field(
        (),
        description="The subscriber's own keywords; they travel with every article of the feed.",
        json_schema_extra={"x-since": "0.2.0"},
    )
    added_at: Instant = Field(description="When it was subscribed to, or last changed.")


class FeedWishes(Record):
    """What a feed asks of those who poll it, in its document."""

    ttl: timedelta | None = Field(None, description="RSS: how long it may be cached.")
    update_period: timedelta | None = Field(
        None, description="How often it changes: sy:updatePeriod by sy:updateFrequency."
    )
    update_base: Instant | None = Field(None, description="sy:updateBase.")
    skip_hours: tuple[int, ...] = Field((), description="RSS: hours of the day in UTC, 0 to 23.")
    skip_days: tuple[int, ...] = Field((), description="RSS: days of the week, Monday is 0.")


NO_WISHES = FeedWishes()
"""Of most feeds; one for all states, since it cannot be changed."""


class FeedState(Record):
    """What the puller remembers of a feed between two polls. Internal: readers use `FeedEvent`."""

    url: str = Field(description="Of the subscription.")
    etag: str | None = Field(None, description="As the server gave it with the last document.")
    last_modified: str | None = Field(None, description="As the server gave it with that document.")
    body_hash: Hex16 | None = Field(None, description="Of the last body that was read to its end.")
    failures: int = Field(0, ge=0, description="Polls in a row that failed.")
    error: str | None = Field(None, description="Why the last one failed, in one line.")
    last_polled_at: Instant | None = Field(None, description="When the last poll ended.")
    next_poll_at: Instant | None = Field(None, description="When it is asked again.")
    gone: bool = Field(False, description="Not asked any more: see `retired`.")
    retired: str | None = Field(
        None,
        description="Why the feed is not asked any more: 410 Gone twice, or another subscription"
        " has its address.",
        json_schema_extra={"x-since": "0.2.0"},
    )
    gone_since: Instant | None = Field(
        None,
        description="When the server first said 410 Gone, if it has said nothing else since.",
        json_schema_extra={"x-since": "0.2.0"},
    )
    asked_url: str | None = Field(
        None,
        description="Where the feed is asked for now: it has moved for good. Null: at `url`, which"
        " stays its identity.",
        json_schema_extra={"x-since": "0.2.0"},
    )
    moving_to: str | None = Field(
        None,
        description="Where permanent redirects lead; adopted after three days of the same answer.",
        json_schema_extra={"x-since": "0.2.0"},
    )
    moving_since: Instant | None = Field(
        None,
        description="When they first led there.",
        json_schema_extra={"x-since": "0.2.0"},
    )
    validators_url: str | None = Field(
        None,
        description="Whose `etag` and `last_modified` they are: sent to this address only.",
        json_schema_extra={"x-since": "0.2.0"},
    )
    distrusts_304: bool = Field(
        False,
        description="The server has said 304 of a feed that had changed: asked without validators.",
        json_schema_extra={"x-since": "0.2.0"},
    )
    parser_kills: int = Field(
        0,
        ge=0,
        description="Documents for which the parser had to be killed, less one per good week.",
        json_schema_extra={"x-since": "0.2.0"},
    )
    parser_killed_at: Instant | None = Field(
        None, description="The last time.", json_schema_extra={"x-since": "0.2.0"}
    )
    changed_at: Instant | None = Field(
        None,
        description="When it last brought something new.",
        json_schema_extra={"x-since": "0.2.0"},
    )
    title: str | None = Field(
        None, description="The feed's own, as last read.", json_schema_extra={"x-since": "0.2.0"}
    )
    wishes: FeedWishes = Field(
        default_factory=lambda: NO_WISHES,
        description="What the feed asks of those who poll it, as last read.",
        json_schema_extra={"x-since": "0.2.0"},
    )
    arrivals: str = Field(
        "",
        description="How many articles came by hour of the day and day of the week, packed.",
        json_schema_extra={"x-since": "0.2.0"},
    )
    hub: str | None = Field(
        None, description="Its WebSub hub.", json_schema_extra={"x-since": "0.2.0"}
    )
    topic_url: str | None = Field(
        None,
        description="What its hub calls it: rel=self.",
        json_schema_extra={"x-since": "0.2.0"},
    )
    pushed_until: Instant | None = Field(
        None,
        description="The end of the hub's lease: until then it is polled for an audit only.",
        json_schema_extra={"x-since": "0.2.0"},
    )
    silent_since: Instant | None = Field(
        None,
        description="It should have brought something by its habit, and has not.",
        json_schema_extra={"x-since": "0.2.0"},
    )
    is_frozen: bool = Field(
        False,
        description="It is silent and answers with the same document each time.",
        json_schema_extra={"x-since": "0.2.0"},
    )
    next_poll_why: str | None = Field(
        None,
        description="Why the next poll is then, in a few words.",
        json_schema_extra={"x-since": "0.2.0"},
    )
    gaps: int = Field(
        0,
        ge=0,
        description="Times that two polls had no entry in common.",
        json_schema_extra={"x-since": "0.2.0"},
    )
    gap_at: Instant | None = Field(
        None, description="The last one.", json_schema_extra={"x-since": "0.2.0"}
    )


class FeedMemory(Record):
    """The entries that the puller remembers of a feed. Internal; written only when it changes."""

    url: str = Field(description="Of the subscription.")
    entries: str = Field(
        "", description="Packed, in base64: see `puller/identity/remembering.py`. Bounded."
    )


FeedEventKind = Literal["polled", "not_modified", "failed", "gone"]


class DeletedEntry(Record):
    """An entry that its feed says it has deleted (RFC 6721)."""

    entry_id: Hex32 = Field(description="Of the raw article that was published for it.")
    guid: str = Field(description="Its ref attribute: the deleted entry's id.")
    deleted_at: Instant | None = Field(None, description="As the feed says; null if it does not.")
    comment: str = Field("", description="The feed's own words about it; plain text.")


class FeedEvent(Record):
    """The outcome of one poll."""

    feed_url: str = Field(description="Of the subscription.")
    kind: FeedEventKind = Field(
        description="polled: there was a document; not_modified: the server says that it is the one"
        " before; failed: see error; gone: the server says 410."
    )
    at: Instant = Field(description="When the poll ended.")
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
    feed_title: str | None = Field(None, description="The feed's own, as read in this poll.")
    duration_seconds: float = Field(0.0, ge=0, description="How long the poll took.")
    next_poll_at: Instant | None = Field(
        None, description="When it is asked again; null if it is not."
    )
    merged: int = Field(
        0,
        ge=0,
        description="Entries with an unknown id that are known by link and content.",
        json_schema_extra={"x-since": "0.2.0"},
    )
    cut_off: bool = Field(
        False,
        description="The document broke off: its whole entries were taken.",
        json_schema_extra={"x-since": "0.2.0"},
    )
    deleted: tuple[DeletedEntry, ...] = Field(
        (),
        description="Entries that the document says were deleted.",
        json_schema_extra={"x-since": "0.2.0"},
    )
    gap: int | None = Field(
        None,
        ge=1,
        description="The document had no entry in common with the one before: so many may have"
        " been missed, estimated.",
        json_schema_extra={"x-since": "0.2.0"},
    )
    backfilled: int = Field(
        0,
        ge=0,
        description="Of those offered: from archives, older pages or a news sitemap.",
        json_schema_extra={"x-since": "0.2.0"},
    )
    moved_to: str | None = Field(
        None,
        description="From now on the feed is asked for here: a permanent redirect was adopted.",
        json_schema_extra={"x-since": "0.2.0"},
    )
    retired: str | None = Field(
        None,
        description="Why it is not asked any more.",
        json_schema_extra={"x-since": "0.2.0"},
    )
    silent_since: Instant | None = Field(
        None,
        description="Late: by its habit it should have brought something since then.",
        json_schema_extra={"x-since": "0.2.0"},
    )
    is_frozen: bool = Field(
        False,
        description="It is late and answers with the same document each time.",
        json_schema_extra={"x-since": "0.2.0"},
    )
    pushed: bool = Field(
        False,
        description="The document came from its WebSub hub, unasked.",
        json_schema_extra={"x-since": "0.2.0"},
    )
