"""What a reader gets: an enriched article as frozen, typed objects.

The same fields as in `schemas/news.articles.enriched.v1.schema.json`, where each is described; a
test compares the two. Fields of newer writers are ignored. Fields that older writers did not have
yet, get what they meant. Values of a field that newer writers may add to are plain `str`.
"""

from datetime import UTC, datetime
from typing import NamedTuple

import msgspec

from newsmill.positions import Position

NOT_SAID = datetime.min.replace(tzinfo=UTC)


class Place(NamedTuple):
    """Where an article lies on the topic, and what was given before it."""

    partition: int
    offset: int
    is_older: bool
    position: Position


class Model(msgspec.Struct, frozen=True, kw_only=True):
    """The base of all: cannot be changed, compares by value."""


class Source(Model, frozen=True, kw_only=True):
    """Who published an article."""

    host: str = ""
    site_name: str | None = None
    feed_title: str | None = None
    subscription_title: str | None = None


class Media(Model, frozen=True, kw_only=True):
    """A picture, video or sound that a feed's entry has beside its text."""

    url: str
    type: str | None = None
    medium: str | None = None
    title: str = ""
    caption: str = ""
    credit: str = ""
    width: int | None = None
    height: int | None = None
    bytes: int | None = None
    seconds: int | None = None


class Reservations(Model, frozen=True, kw_only=True):
    """What a page's owner asks of crawlers beyond robots.txt: passed on, not acted on."""

    robots: tuple[str, ...] = ()
    tdm_reservation: bool | None = None
    tdm_policy: str | None = None


class Provenance(Model, frozen=True, kw_only=True):
    """Where and as what an article was seen."""

    entry_id: str
    entry_version: str
    origin: str
    guid: str | None = None
    retrieval: str
    page_kind: str | None = None
    reservations: Reservations = Reservations()


class Timings(Model, frozen=True, kw_only=True):
    """When each room finished its work on an article."""

    cli: datetime | None = None
    puller: datetime | None = None
    retriever: datetime | None = None
    cleaner: datetime | None = None
    deduper: datetime | None = None
    enricher: datetime | None = None
    folder: datetime | None = None


class Mention(Model, frozen=True, kw_only=True):
    """One place where an entity is named: `text[start:end]`."""

    start: int
    end: int
    text: str


class Link(Model, frozen=True, kw_only=True):
    """An entity's record in a knowledge base: iso3166 for countries, geonames for other places."""

    kb: str
    id: str
    name: str
    score: float


class Date(Model, frozen=True, kw_only=True):
    """When a relative or written date is, in ISO 8601; an interval has both ends."""

    value: str
    precision: str


class Entity(Model, frozen=True, kw_only=True):
    """Somebody or something an article names.

    `kind` is person, organization, place, event, work or other, the same in all languages; `label`
    is the model's own word for it.
    """

    name: str
    label: str
    kind: str = "other"
    mentions: tuple[Mention, ...] = ()
    title_mentions: tuple[Mention, ...] = ()
    count: int
    salience: float
    link: Link | None = None
    date: Date | None = None


class Article(Model, frozen=True, kw_only=True):
    """One version of an article. Equal `id` means equal content.

    Versions of one article have the same `article_id`; the newest has the greatest `version`. All
    instants are in UTC.
    """

    article_id: str
    id: str = ""
    schema: str = "news.articles.enriched.v1"
    revision: int
    change: str = ""
    changed: tuple[str, ...] = ()
    retraction_reason: str | None = None
    group_id: str
    fingerprint: str
    url: str | None
    canonical_url: str | None
    feed_url: str | None
    source: Source
    title: str
    text: str
    summary: str = ""
    text_origin: str
    word_count: int
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    image_url: str | None = None
    media: tuple[Media, ...] = ()
    section: str | None = None
    tags: tuple[str, ...] = ()
    language: str
    language_confidence: float
    script: str = "Zyyy"
    published_at: datetime
    published_at_origin: str
    published_at_precision: str | None = None
    published_on: str | None = None
    updated_at: datetime | None = None
    seen_at: datetime
    enriched_at: datetime = NOT_SAID
    entities: tuple[Entity, ...] = ()
    entities_status: str
    model: str | None = None
    timings: Timings = Timings()
    provenance: Provenance
    # Not of the record. No writer has a name like this.
    _place: Place | None = msgspec.field(default=None, name="newsmill:place")

    def __post_init__(self) -> None:
        """Of records that do not say it yet, what they mean."""
        if not self.id:
            set_field(self, "id", f"{self.article_id}.{self.revision}")
        if not self.change:
            set_field(self, "change", "new" if self.revision == 1 else "revised")
        if self.enriched_at is NOT_SAID:
            set_field(self, "enriched_at", self.timings.enricher or self.seen_at)

    @property
    def is_retracted(self) -> bool:
        """Whether an operator has taken the article back: what was kept of it should go."""
        return self.change == "retracted"

    @property
    def version(self) -> tuple[int, bool, datetime]:
        """The greater, the newer, among versions with this `article_id`."""
        return (self.revision, self.is_retracted, self.enriched_at)

    @property
    def is_older(self) -> bool:
        """Whether a newer version came before it; only with `revisions="all"`."""
        return self._place is not None and self._place.is_older

    @property
    def position(self) -> str:
        """A token: `subscribe(…, start=token)` goes on behind this article."""
        if self._place is None:
            raise ValueError("an article that was not read from a topic has no position")
        return self._place.position.encode()

    @property
    def partition(self) -> int | None:
        """Of the topic; None if it was not read from one."""
        return self._place.partition if self._place else None

    @property
    def offset(self) -> int | None:
        """In its partition; None if it was not read from a topic."""
        return self._place.offset if self._place else None


set_field = msgspec.structs.force_setattr

UNREADABLE = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
"""What `read` raises if the bytes are no enriched article."""

_decoder = msgspec.json.Decoder(Article)


def read(value: bytes) -> Article:
    """The article of a message's value."""
    return _decoder.decode(value)
