"""An article on its way through the rooms: each record holds all that the next room needs."""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any, Literal, Self

from pydantic import Field
from typing_extensions import override

from newsmill.contracts.base import (
    NOT_TIMED,
    Hex16,
    Hex32,
    Instant,
    Name,
    Observation,
    Prose,
    Record,
    Timings,
)
from newsmill.contracts.outcomes import Drop, Dropped, Observed

Origin = Literal["feed", "document"]
TextOrigin = Literal["feed", "page", "document"]
PublishedAtOrigin = Literal["feed", "page", "document", "seen"]
PublishedAtPrecision = Literal["instant", "local_time", "day", "month"]
PageKind = Literal[
    "article",
    "consent",
    "login",
    "captcha",
    "paywall",
    "not_found",
    "home",
    "listing",
    "shared",
    "video",
    "unreadable",
    "other",
]
"""What a fetched page turned out to be. Only an article's page gives text, title, address and date.

- shared: one and the same page for several addresses
- unreadable: empty, not HTML after all, or too large, deep or slow for its parser
- other: about something else
"""
Retrieval = Literal[
    "fetched",
    "not_needed",
    "no_url",
    "robots",
    "refused",
    "http_error",
    "unreachable",
    "timeout",
    "too_large",
    "not_html",
]
EntitiesStatus = Literal["ok", "unsupported_language", "too_long", "failed"]
EntityKind = Literal["person", "organization", "place", "event", "work", "other"]
DatePrecision = Literal["year", "month", "week", "day", "hour", "minute"]
Change = Literal["new", "revised", "re_enriched", "retracted"]
DuplicateKind = Literal["same_url", "same_text", "near"]

LATIN, NO_SCRIPT = "Latn", "Zyyy"
"""ISO 15924: most articles; those without letters, or cleaned before scripts were noted."""


def article_id_of_entry(entry_id: Hex32, script: str) -> Hex32:
    """The article_id of an entry that is an article of its own, whatever page it leads to."""
    digest = sha256("\0".join(("entry", entry_id, *script_in_id(script))).encode())
    return digest.hexdigest()[:32]


def script_in_id(script: str) -> tuple[str, ...]:
    """What is hashed into an article_id beside what it is of: the script, if it is not Latin.

    The script decides the partition. Two states of one address in two scripts are not ordered by
    any partition, so their revisions are not counted together either.
    """
    return () if script in (LATIN, NO_SCRIPT) else (script,)


class Reservations(Record):
    """What a page's owner asks of crawlers beyond robots.txt: passed on, not acted on."""

    robots: tuple[str, ...] = Field(
        (),
        description="Directives of X-Robots-Tag and meta robots that concern everybody or us, in"
        " lower case: noindex, noarchive, noai, max-snippet:0.",
    )
    tdm_reservation: bool | None = Field(
        None,
        description="Whether rights of text and data mining are reserved; null when not said. See"
        " https://www.w3.org/community/reports/tdmrep/CG-FINAL-tdmrep-20240510/.",
    )
    tdm_policy: str | None = Field(None, description="Where a licence for it is to be had.")


class Page(Record):
    """An HTML page as it was fetched, decoded to text."""

    url: str = Field(description="After redirects.")
    html: str = Field(description="As its server sent it, decoded; nothing was removed.")
    fetched_at: Instant = Field(description="When its last byte had come.")
    reservations: Reservations = Field(
        default_factory=Reservations,
        description="As its HTTP headers say.",
        json_schema_extra={"x-since": "0.2.0"},
    )
    same_as_others: int = Field(
        0,
        ge=0,
        description="So many other addresses of its host gave this very page before.",
        json_schema_extra={"x-since": "0.2.0"},
    )


class Media(Record):
    """A picture, video or sound that a feed's entry has beside its text."""

    url: str = Field(description="Absolute; not fetched by newsmill.")
    type: str | None = Field(None, description="MIME type.")
    medium: str | None = Field(None, description="image, audio, video, document or executable.")
    title: Prose = Field("", description="Of the medium, not of the article; plain text.")
    caption: Prose = Field("", description="Plain text.")
    credit: Name = Field("", description="Who made it; plain text.")
    width: int | None = Field(None, ge=0, description="In pixels, as the feed says.")
    height: int | None = Field(None, ge=0, description="In pixels, as the feed says.")
    bytes: int | None = Field(None, ge=0, description="As the feed says.")
    seconds: int | None = Field(None, ge=0, description="How long it plays.")


class RawArticle(Observed):
    """One state of a feed's entry, or a document that somebody handed in."""

    entry_id: Hex32 = Field(description="The entry within its feed: stays when the entry changes.")
    entry_version: Hex16 = Field(
        description="This state of the entry: changes with its content. A content that returns has"
        " another one than before."
    )
    origin: Origin = Field(
        "feed", description="Whether a feed has offered it, or somebody has handed it in."
    )
    feed_url: str | None = Field(None, description="As it is subscribed to; null for documents.")
    feed_title: str | None = Field(None, description="The feed's own title.")
    feed_language: str | None = Field(None, description="As the feed declares it, not checked.")
    site_url: str | None = Field(None, description="The feed's own link to its site.")
    guid: str | None = Field(
        None, description="The entry's own id in its feed: guid in RSS, id in Atom and JSON Feed."
    )
    url: str | None = Field(None, description="The entry's link, absolute.")
    shares_link: bool = Field(
        False,
        description="Whether another entry of its feed, with other content, has or had the same"
        " link, fragments aside. The page is then that of neither.",
        json_schema_extra={"x-since": "0.2.0"},
    )
    title: str = Field("", description="May hold HTML entities and inline markup.")
    summary_html: str = Field("", description="The entry's teaser; HTML as the feed has it.")
    content_html: str = Field("", description="The full text, where the feed gives it.")
    authors: tuple[str, ...] = Field((), description="Names, as the feed writes them.")
    categories: tuple[str, ...] = Field((), description="The publisher's own, as the feed says.")
    image_url: str | None = Field(None, description="The entry's picture, absolute.")
    media: tuple[Media, ...] = Field(
        (),
        description="What the entry has beside its text, with captions and credits.",
        json_schema_extra={"x-since": "0.2.0"},
    )
    section: str | None = Field(
        None,
        description="The subscriber's own grouping of the feed.",
        json_schema_extra={"x-since": "0.2.0"},
    )
    tags: tuple[str, ...] = Field(
        (),
        description="The subscriber's own keywords for the feed.",
        json_schema_extra={"x-since": "0.2.0"},
    )
    subscription_title: str | None = Field(
        None,
        description="The subscriber's own name for the feed.",
        json_schema_extra={"x-since": "0.2.0"},
    )
    published_at: Instant | None = Field(None, description="As the feed says; null if it does not.")
    updated_at: Instant | None = Field(None, description="As the feed says; null if it does not.")
    seen_at: Instant = Field(description="When the poll that found it had its answer.")
    page: Page | None = Field(None, description="Given with a document; else the retriever's.")
    timings: Timings = Field(
        NOT_TIMED, description="When each room was done with it, as far as it has come."
    )

    @property
    def observation(self) -> Observation:
        """This state of this entry."""
        return Observation(self.entry_id, self.entry_version)

    @property
    def offered_by(self) -> str | None:
        """The feed that offered it; None for documents."""
        return self.feed_url

    def timed(self, room: str, at: datetime) -> Self:
        """The same, with the time at which `room` was done with it."""
        return self.model_copy(update={"timings": self.timings.timed(room, at)})

    def dropped(self, room: str, decision: Dropped, at: datetime) -> Drop:
        """The record of the decision of `room` to let it go."""
        return Drop(
            room=room,
            reason=decision.reason,
            detail=decision.detail,
            entry_id=self.entry_id,
            entry_version=self.entry_version,
            url=self.url,
            feed_url=self.feed_url,
            title=self.title,
            dropped_at=at,
        )


class RetrievedArticle(RawArticle):
    """A raw article with its page, or with the reason why there is none."""

    retrieval: Retrieval = Field(description="Whether its page was fetched, or why not.")


class Source(Record):
    """Who published an article."""

    host: str = Field("", description="The article's host, without “www.”; empty for documents.")
    site_name: Name | None = Field(None, description="What the page says that its site is called.")
    feed_title: Name | None = Field(None, description="The feed's own title.")
    subscription_title: Name | None = Field(
        None,
        description="The subscriber's own name for the feed.",
        json_schema_extra={"x-since": "0.2.0"},
    )


class Provenance(Record):
    """Where and as what an article was seen."""

    entry_id: Hex32 = Field(description="The entry within its feed: stays when the entry changes.")
    entry_version: Hex16 = Field(description="The state of the entry that it was seen in.")
    origin: Origin = Field(description="Whether a feed has offered it, or somebody handed it in.")
    guid: str | None = Field(None, description="The entry's own id in its feed.")
    retrieval: Retrieval = Field(description="Whether its page was fetched, or why not.")
    page_kind: PageKind | None = Field(
        None,
        description="What the fetched page turned out to be; null without one. Only an article's"
        " page gives text, title, address and date.",
        json_schema_extra={"x-since": "0.2.0"},
    )
    reservations: Reservations = Field(
        default_factory=Reservations,
        description="As the page's HTTP headers and meta elements say.",
        json_schema_extra={"x-since": "0.2.0"},
    )

    @property
    def observation(self) -> Observation:
        """The state of the entry in which it was seen."""
        return Observation(self.entry_id, self.entry_version)


class CleanArticle(Observed):
    """Readable text with everything known about it."""

    article_id: Hex32 = Field(
        description="Of the canonical URL, else the GUID, else the content; of the entry, if its"
        " link is a home page's or several entries'. Also of the script, if it is not Latin."
        " Behind the deduper, an entry keeps the one that it was given first."
    )
    fingerprint: Hex32 = Field(description="Of the words of the text, without case or punctuation.")
    url: str | None = Field(
        description="Where it is read, as the feed links to it; null for documents without one."
    )
    canonical_url: str | None = Field(
        description="The same address without what tracks readers, as the page gives it if it does;"
        " of all copies of an address one."
    )
    feed_url: str | None = Field(description="The feed that offered it; null for documents.")
    source: Source = Field(description="Who published it.")
    title: Prose = Field(description="The headline; plain text, one line.")
    text: Prose = Field(
        description="The whole text that was found; plain, an empty line between paragraphs."
    )
    summary: Prose = Field("", description="The publisher's teaser; plain text, often empty.")
    text_origin: TextOrigin = Field(
        description="Where the text is from; of a feed it is often the teaser only."
    )
    word_count: int = Field(
        ge=0,
        description="Words between spaces; estimated in scripts without spaces (Chinese, Thai, …).",
    )
    authors: tuple[Name, ...] = Field((), description="Names of people and agencies, cleaned.")
    categories: tuple[str, ...] = Field((), description="The publisher's own, cleaned.")
    image_url: str | None = Field(None, description="Its picture; not fetched by newsmill.")
    media: tuple[Media, ...] = Field(
        (),
        description="What its feed has beside the text, with captions and credits.",
        json_schema_extra={"x-since": "0.2.0"},
    )
    section: str | None = Field(
        None,
        description="The subscriber's own grouping of the feed.",
        json_schema_extra={"x-since": "0.2.0"},
    )
    tags: tuple[str, ...] = Field(
        (),
        description="The subscriber's own keywords for the feed.",
        json_schema_extra={"x-since": "0.2.0"},
    )
    language: str = Field(description="BCP 47; “und” when unknown.")
    language_confidence: float = Field(ge=0, le=1, description="How sure the language is.")
    script: str = Field(
        NO_SCRIPT,
        pattern="^[A-Z][a-z]{3}$",
        description="ISO 15924: what most letters of title and text are in. “Hani” is all of"
        " Chinese and Japanese, “Zyyy” no letters, “Zzzz” letters that newsmill does not know.",
        json_schema_extra={"x-since": "0.2.0"},
    )
    published_at: Instant = Field(
        description="When it was published, as well as that is known: see origin and precision."
    )
    published_at_origin: PublishedAtOrigin = Field(
        description="Who says so; seen: nobody does, it is when newsmill first saw it."
    )
    published_at_precision: PublishedAtPrecision | None = Field(
        None,
        description="instant: exact; local_time: the zone is unknown, read as UTC; day and month:"
        " no more is known, read as its first moment in UTC. Null where it was not noted.",
        json_schema_extra={"x-since": "0.2.0"},
    )
    published_on: str | None = Field(
        None,
        pattern=r"^\d{4}-\d{2}-\d{2}$",
        description="The day of publication as the page writes it, in its own zone, which near"
        " midnight is not the day of published_at; null where published_at is not of the page.",
        json_schema_extra={"x-since": "0.2.0"},
    )
    updated_at: Instant | None = Field(
        None, description="When the publisher last changed it, if the feed or the page says so."
    )
    seen_at: Instant = Field(description="When newsmill found it in the feed.")
    timings: Timings = Field(
        NOT_TIMED, description="When each room was done with it, as far as it has come."
    )
    provenance: Provenance = Field(description="Where and as what it was seen.")

    @property
    def observation(self) -> Observation:
        """The state of the entry in which it was seen."""
        return self.provenance.observation

    @property
    def offered_by(self) -> str | None:
        """The feed that offered it; None for documents."""
        return self.feed_url

    @property
    def shard(self) -> str:
        """What keeps it together with all its states and possible copies: its script.

        A text without letters is kept with the Latin ones, which have ids of the same kind.
        """
        return LATIN if self.script == NO_SCRIPT else self.script

    @property
    def article_id_of_entry(self) -> Hex32:
        """The article_id that it has if it is an article of its own."""
        return article_id_of_entry(self.provenance.entry_id, self.script)

    def timed(self, room: str, at: datetime) -> Self:
        """The same, with the time at which `room` was done with it."""
        return self.model_copy(update={"timings": self.timings.timed(room, at)})

    def dropped(self, room: str, decision: Dropped, at: datetime) -> Drop:
        """The record of the decision of `room` to let it go."""
        return _dropped(self, room, decision, at)


def _change_by_revision(known: Mapping[str, Any]) -> Change:
    """Of records that do not say it yet."""
    return "new" if known.get("revision") == 1 else "revised"


class UniqueArticle(CleanArticle):
    """An article that is no copy of an earlier one, or a new revision of itself."""

    revision: int = Field(
        ge=1,
        description="The greater, the newer. Mostly from 1; numbers may be left out.",
    )
    group_id: Hex32 = Field(description="article_id of the first article of its group of copies.")
    change: Change = Field(
        default_factory=_change_by_revision,
        description="new: nothing of the article was published before; revised: an earlier revision"
        " was; re_enriched: this revision was, with the entities of another model or other rules;"
        " retracted: an operator has taken the article back, and its content is gone.",
        json_schema_extra={"x-since": "0.2.0"},
    )
    changed: tuple[str, ...] = Field(
        (),
        description="Of a revision: names of the fields that differ from the revision before. Empty"
        " where that is not known any more.",
        json_schema_extra={"x-since": "0.2.0"},
    )


class Mention(Record):
    """One place where an entity is named: `text[start:end]`, in code points."""

    start: int = Field(ge=0, description="Of its first code point, from 0.")
    end: int = Field(ge=0, description="Behind its last code point.")
    text: str = Field(description="What stands there.")


class Link(Record):
    """An entity's record in a knowledge base."""

    kb: str = Field(
        description="iso3166 for countries, geonames for regions and cities, or that of your own."
    )
    id: str = Field(description="ISO 3166-1 alpha-2, such as KE, or the record's id there.")
    name: Name = Field(description="What the knowledge base calls it.")
    score: float = Field(ge=0, le=1, description="How sure it is; 1 is a name without a rival.")


class Date(Record):
    """When a relative or written date is, as seen from `published_at`."""

    value: str = Field(
        description="ISO 8601: 2026, 2026-11, 2026-W48, 2026-11-28, 2026-11-28T14, "
        "2026-11-28T14:30, or an interval of two such, start/end, both included."
    )
    precision: DatePrecision = Field(description="Of the value, or of the interval's ends.")


class Entity(Record):
    """Somebody or something an article names."""

    name: Name = Field(description="The fullest form used in this article.")
    label: str = Field(description="The model's label, such as PERSON (French: PER), ORG or GPE.")
    kind: EntityKind = Field(
        "other",
        description="The same in all languages; other for numbers, dates, nationalities and laws.",
        json_schema_extra={"x-since": "0.2.0"},
    )
    mentions: tuple[Mention, ...] = Field(
        description="In the text; none where only the title names it."
    )
    title_mentions: tuple[Mention, ...] = Field(
        (), description="In the title.", json_schema_extra={"x-since": "0.2.0"}
    )
    count: int = Field(ge=1, description="Mentions in the title and the text together.")
    salience: float = Field(ge=0, le=1, description="How much the article is about it.")
    link: Link | None = Field(
        None, description="Its record in a knowledge base, where that is certain."
    )
    date: Date | None = Field(
        None,
        description="For DATE and TIME, where it is certain.",
        json_schema_extra={"x-since": "0.2.0"},
    )


def _id_by_revision(known: Mapping[str, Any]) -> str:
    """As the headers of records have it that do not say it yet."""
    return f"{known.get('article_id')}.{known.get('revision')}"


def _enriched_at_by_timings(known: Mapping[str, Any]) -> datetime:
    """Of records that do not say it yet."""
    timings = known.get("timings", NOT_TIMED)
    enriched_at: datetime = timings.enricher or known["seen_at"]
    return enriched_at


class EnrichedArticle(UniqueArticle):
    """What readers subscribe to.

    Of two records of one article, the one with the greater (revision, enriched_at) counts; a
    retraction counts after all others of its revision.
    """

    entities: tuple[Entity, ...] = Field(
        (), description="Whom and what it names, the most salient first."
    )
    entities_status: EntitiesStatus = Field(
        description="ok: the whole text was read; too_long: its first part; failed: no model could;"
        " unsupported_language: there is no model of its language."
    )
    model: str | None = Field(
        None,
        description="Name and version of the model that was used, and the version of our rules.",
    )
    id: str = Field(
        default_factory=_id_by_revision,
        description="Of this record, also in the header ce_id: article_id.revision, and a digest of"
        " the content. Equal ids mean equal content, but for when newsmill saw and made it.",
        json_schema_extra={"x-since": "0.2.0"},
    )
    schema_: Literal["news.articles.enriched.v1"] = Field(
        "news.articles.enriched.v1",
        alias="schema",
        description="What kind of record it is: the topic it was made for, and its schema's name.",
        json_schema_extra={"x-since": "0.2.0"},
    )
    enriched_at: Instant = Field(
        default_factory=_enriched_at_by_timings,
        description="When it became this record: the enricher was done, or it was taken back.",
        json_schema_extra={"x-since": "0.2.0"},
    )

    retraction_reason: str | None = Field(
        None,
        description="Why an operator has taken it back, if it is and he says so.",
        json_schema_extra={"x-since": "0.2.0"},
    )

    @override
    def timed(self, room: str, at: datetime) -> Self:
        """The same, with the time at which `room` was done with it."""
        timings = self.timings.timed(room, at)
        update: dict[str, Any] = {"timings": timings}
        if room == "enricher":
            update["enriched_at"] = timings.enricher
        return self.model_copy(update=update)


class DuplicateArticle(Observed):
    """A copy of an article that was published before, and where it was seen."""

    article_id: Hex32 = Field(description="Of the article that it is, though a copy of another.")
    revision: int = Field(ge=1, description="Of that article.")
    duplicate_of: Hex32 = Field(description="The article_id it copies; its own when repeated.")
    group_id: Hex32 = Field(description="article_id of the first article of its group of copies.")
    kind: DuplicateKind = Field(
        description="same_url: the article again, with nothing new; same_text: another one with the"
        " same words; near: another one with nearly the same words."
    )
    similarity: float | None = Field(
        ge=0, le=1, description="Of the texts; null where they were not compared."
    )
    copies: int = Field(
        0,
        ge=0,
        description="Articles of the group beside the first, so far and with this one.",
        json_schema_extra={"x-since": "0.2.0"},
    )
    hosts: tuple[str, ...] = Field(
        (),
        description="Hosts of the group's articles so far, the first seen first; at most 50.",
        json_schema_extra={"x-since": "0.2.0"},
    )
    url: str | None = Field(description="Where the copy is read; null for documents without one.")
    canonical_url: str | None = Field(description="The same without what tracks readers.")
    feed_url: str | None = Field(description="The feed that offered it; null for documents.")
    source: Source = Field(description="Who published the copy.")
    title: Prose = Field(description="Its headline; plain text, one line.")
    word_count: int = Field(
        0,
        ge=0,
        description="Of its text: a copy may say more than the original.",
        json_schema_extra={"x-since": "0.2.0"},
    )
    language: str = Field(description="BCP 47; “und” when unknown.")
    published_at: Instant = Field(description="When the copy was published, as well as known.")
    seen_at: Instant = Field(description="When newsmill found the copy in its feed.")
    timings: Timings = Field(
        NOT_TIMED, description="When each room was done with it, as far as it has come."
    )
    provenance: Provenance = Field(description="Where and as what it was seen.")

    @property
    def observation(self) -> Observation:
        """The state of the entry in which it was seen."""
        return self.provenance.observation

    @property
    def offered_by(self) -> str | None:
        """The feed that offered it; None for documents."""
        return self.feed_url

    def timed(self, room: str, at: datetime) -> Self:
        """The same, with the time at which `room` was done with it."""
        return self.model_copy(update={"timings": self.timings.timed(room, at)})

    def dropped(self, room: str, decision: Dropped, at: datetime) -> Drop:
        """The record of the decision of `room` to let it go."""
        return _dropped(self, room, decision, at)


def _dropped(
    article: CleanArticle | DuplicateArticle, room: str, decision: Dropped, at: datetime
) -> Drop:
    return Drop(
        room=room,
        reason=decision.reason,
        detail=decision.detail,
        entry_id=article.provenance.entry_id,
        entry_version=article.provenance.entry_version,
        article_id=article.article_id,
        url=article.url,
        feed_url=article.feed_url,
        title=article.title,
        dropped_at=at,
    )
