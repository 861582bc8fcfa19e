"""Every answer of the HTTP API: the OpenAPI document is generated from these models.

Whatever comes from feeds (titles, texts, names, addresses) is hostile text: it is passed on as it
is, as JSON strings, and never as markup.
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from newsmill.contracts.articles import EnrichedArticle, EntityKind
from newsmill.contracts.base import Instant
from newsmill.inspection.feed_health import Condition
from newsmill.pipeline import Room


class Answer(BaseModel):
    """The base of all answers: frozen, so that one can be kept and given to several readers."""

    model_config = ConfigDict(frozen=True)


class Copies(Answer):
    """On how many other sites the same article was seen."""

    count: int = Field(0, ge=0, description="Copies, without the article itself.")
    hosts: tuple[str, ...] = Field(
        (), description="Where, without “www.”; the first seen first, at most 50."
    )


class Previous(Answer):
    """The revision before, as far as a difference needs it."""

    revision: int = Field(ge=1)
    title: str
    text: str


class ApiArticle(EnrichedArticle):
    """An enriched article as it was published, with what is known only later."""

    copies: Copies = Field(default_factory=Copies)
    previous: Previous | None = Field(
        None, description="The revision before this one; null for a first revision."
    )
    latency_seconds: float | None = Field(
        None, description="From the moment its feed showed it to the end of its enrichment."
    )


class ArticlePage(Answer):
    """One page of articles, the newest or the best matching first."""

    articles: tuple[ApiArticle, ...]
    next: str | None = Field(
        None, description="Give it as `cursor` to read on; null on the last page."
    )
    partial: bool = Field(
        False, description="Whether the search was ended before all was looked through."
    )
    why: str | None = Field(None, description="Why it is partial, as a sentence.")
    filter: str = Field("", description="The filter as it was understood, in its normal form.")
    position: str = Field(
        description="Give it as `from` to /v1/stream: everything behind this answer follows."
    )


class Revision(Answer):
    """One revision of an article."""

    revision: int = Field(ge=1)
    id: str
    change: str
    title: str
    text: str
    published_at: Instant | None = None
    updated_at: Instant | None = None
    seen_at: Instant
    enriched_at: Instant | None = None


class Copy(Answer):
    """One copy of an article, as it was seen elsewhere."""

    host: str
    url: str | None = None
    title: str
    kind: str = Field(description="same_url, same_text or near.")
    similarity: float | None = Field(None, ge=0, le=1)
    seen_at: Instant


class WayStep(Answer):
    """One thing that a room did with an article, from oldest to newest."""

    room: str
    at: Instant
    what: str = Field(description="One sentence in plain English, as `newsmill explain` has it.")
    seconds: float | None = Field(
        None, description="Since the step before; null for the first one."
    )
    topic: str | None = Field(None, description="Where it is recorded, as far as it is known here.")
    partition: int | None = Field(None, ge=0)
    offset: int | None = Field(None, ge=0)


Outcome = Literal[
    "enriched", "duplicate", "dropped", "dead_letter", "in_flight", "missing", "unknown"
]


class Way(Answer):
    """The way of one state of an article through the mill."""

    observation: str = Field(description="The header `ce_subject` of all messages about it.")
    revision: int | None = Field(None, ge=1, description="The revision that it became, if any.")
    outcome: Outcome
    steps: tuple[WayStep, ...]


class ArticleDetail(Answer):
    """An article with all that is known of it."""

    article: ApiArticle
    revisions: tuple[Revision, ...] = Field(description="The newest first.")
    copies: tuple[Copy, ...] = Field(description="The first seen first.")
    ways: tuple[Way, ...] = Field(description="One for each state of its entry, oldest first.")


class RisingEntity(Answer):
    """An entity that is named more often than it usually is."""

    name: str
    kind: EntityKind
    count: int = Field(ge=0, description="Articles of the last `hours` that name it.")
    usual: float = Field(ge=0, description="How many name it in as long a time, by the week.")
    series: tuple[int, ...] = Field(
        description="Articles that name it, in equal stretches up to now."
    )


class Entities(Answer):
    """What is rising now."""

    hours: float
    kind: EntityKind | None
    entities: tuple[RisingEntity, ...] = Field(description="What rises most is first.")
    as_of: Instant


class EntitySeries(Answer):
    """How often one entity was named over time."""

    name: str
    kind: EntityKind | None
    begins_at: Instant
    step_seconds: int = Field(gt=0)
    counts: tuple[int, ...] = Field(description="Articles that name it, stretch by stretch.")


class FeedHealth(Answer):
    """How one subscribed feed is doing."""

    url: str = Field(description="Its identity: as it was subscribed.")
    host: str
    title: str | None = Field(None, description="The subscriber's name for it, else its own.")
    section: str | None = None
    tags: tuple[str, ...] = ()
    condition: Condition
    needs_a_look: bool
    remarks: tuple[str, ...] = Field((), description="What is to be said of it, the worst first.")
    last_polled_at: Instant | None = None
    next_poll_at: Instant | None = None
    changed_at: Instant | None = Field(None, description="When it last brought something new.")
    silent_since: Instant | None = None
    gap_at: Instant | None = None
    failures: int = Field(0, ge=0, description="Polls in a row that failed.")


class Feeds(Answer):
    """The subscribed feeds, those that need a look first."""

    total: int = Field(ge=0)
    need_a_look: int = Field(ge=0)
    by_condition: dict[Condition, int]
    feeds: tuple[FeedHealth, ...]
    next: str | None = Field(None, description="Give it as `cursor` to read on.")
    as_of: Instant | None = Field(
        description="When the states were read last; null: not yet, since the gateway starts."
    )


class RoomRate(Answer):
    """How fast one room is."""

    room: Room
    per_minute: float = Field(ge=0, description="Articles that it finished, the last five minutes.")
    series: tuple[int, ...] = Field(
        description="Articles that it finished in each of the last 60 minutes, the oldest first."
    )
    latency_seconds: float | None = Field(
        None, description="Median of its share of an article's way; null: nothing came by."
    )
    latency_seconds_p95: float | None = None


class AuditSummary(Answer):
    """What became of everything that was offered: the sum of all but `offered` is `offered`."""

    sentence: str = Field(
        description="As `newsmill audit` says it; ends in “0 missing” if all is well."
    )
    verdict: Literal["whole", "missing", "unknown"]
    offered: int
    enriched: int
    duplicates: int
    dropped: int
    dead_letters: int
    in_flight: int
    missing: int
    expired: int
    since: Instant | None = Field(None, description="Only what was offered from then on.")
    as_of: Instant
    age_seconds: float = Field(ge=0)
    took_seconds: float = Field(ge=0)


class IndexState(Answer):
    """How far the gateway's index is."""

    articles: int = Field(ge=0)
    caught_up: bool
    behind_messages: int = Field(ge=0, description="On the topics, and not yet indexed.")
    behind_seconds: float = Field(ge=0, description="The age of the oldest of them; 0: none.")
    newest_at: Instant | None = Field(None, description="When the last article was enriched.")
    position: str


class Mill(Answer):
    """The rooms, the audit and the index."""

    version: str
    now: Instant
    rooms: tuple[RoomRate, ...]
    latency_seconds: float | None = Field(
        None, description="Median from the feed to the end, the last five minutes."
    )
    audit: AuditSummary | None = Field(description="Null until it has run once.")
    audit_problem: str | None = Field(None, description="Why the last audit failed, if it did.")
    index: IndexState
    clients: int = Field(0, ge=0, description="Readers of /v1/stream.")


class TermEffect(Answer):
    """What one part of a filter leaves out."""

    term: str = Field(description="As it is written in the filter.")
    position: int | None = Field(
        None,
        ge=0,
        description="Where it begins, in code points; null where it is written otherwise.",
    )
    alone: int = Field(ge=0, description="Articles that match it alone, at most 1 000.")
    without: int = Field(
        ge=0, description="Articles that match the filter without it, at most 1 000."
    )


class FilterCheck(Answer):
    """What a filter means, or what is wrong with it."""

    filter: str = Field(description="In its normal form; empty if it cannot be read.")
    matches: int | None = Field(None, ge=0, description="Articles in the index, at most 1 000.")
    partial: bool = Field(False, description="Whether a count was ended before its time.")
    terms: tuple[TermEffect, ...] = Field(
        (),
        description="What must all match, if there is more than one such term; first is the one"
        " without which most would match.",
    )


class Schemas(Answer):
    """The contracts of the topics."""

    schemas: tuple[str, ...] = Field(description="Names, to be asked for at /v1/schemas/NAME.")


class Session(Answer):
    """Who is asking."""

    signed_in: bool
    needs_token: bool = Field(description="Whether anything is shown only to those with a token.")
    scopes: tuple[str, ...]
    expires_at: Instant | None = None


class Reader(Answer):
    """One reader of the stream."""

    name: str = Field(description="Of its token, or its address.")
    filter: str
    since: Instant
    behind_messages: int = Field(ge=0)


class Readers(Answer):
    """Who reads the stream now."""

    readers: tuple[Reader, ...]


class Problem(BaseModel):
    """What went wrong (RFC 9457), as `application/problem+json`."""

    model_config = ConfigDict(frozen=True)

    type: str = Field("about:blank", description="Where this kind is described: in /docs.")
    title: str
    status: int = Field(ge=400, le=599)
    detail: str | None = None
    parameter: str | None = Field(None, description="Which parameter is wrong.")
    position: int | None = Field(
        None, ge=0, description="Where in it that begins, in code points from 0."
    )
    end: int | None = Field(None, ge=0, description="Where that ends.")
    suggestion: str | None = Field(None, description="What may have been meant, for people.")
    corrected: str | None = Field(None, description="The whole value as it may have been meant.")
    retry_after: int | None = Field(None, ge=0, description="Seconds until it may be tried again.")
