"""One row per article: its newest revision and its copies, flat, as databases want it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple

from pydantic import ConfigDict, Field

from newsmill.contracts.articles import (
    DuplicateArticle,
    EnrichedArticle,
    EntitiesStatus,
    EntityKind,
    Origin,
    PublishedAtOrigin,
    TextOrigin,
)
from newsmill.contracts.base import Hex32, Instant, Name, Prose, Record


class CurrentArticle(Record):
    """An article as it stands: scalars and arrays of strings only, so that it fits any table.

    A row never goes back to an older version. A retracted article's row is deleted: its key comes
    with no value.
    """

    model_config = ConfigDict(serialize_by_alias=True, validate_by_name=True)

    article_id: Hex32 = Field(description="The key: the same for all versions of the article.")
    id: str = Field(description="Of the version, as in the record that this row was made of.")
    schema_: Literal["news.articles.current.v1"] = Field(
        "news.articles.current.v1",
        alias="schema",
        description="What this is: the name of the topic, without an installation's prefix.",
    )
    revision: int = Field(ge=1, description="Counts the states of title and text.")
    change: Literal["new", "revised", "re_enriched"] = Field(
        description="What this version is to the one before."
    )
    enriched_at: Instant = Field(
        description="When this version was made. Of two, the one with the higher revision is newer,"
        " and of one revision the one that was enriched later."
    )
    url: str | None = Field(description="The entry's link, absolute.")
    canonical_url: str | None = Field(description="The address that the article calls its own.")
    host: str = Field(description="The article's host, without “www.”; empty for documents.")
    site_name: Name | None = Field(description="What the site calls itself.")
    feed_url: str | None = Field(description="The feed that offered it; null for documents.")
    feed_title: Name | None = Field(description="What the feed calls itself.")
    subscription_title: Name | None = Field(description="The subscriber's own name for the feed.")
    section: str | None = Field(description="The subscriber's own grouping of the feed.")
    tags: tuple[str, ...] = Field(description="The subscriber's own keywords for the feed.")
    title: Prose = Field(description="Plain text.")
    text: Prose = Field(description="Plain text; paragraphs are separated by an empty line.")
    summary: Prose = Field(description="Plain text; empty when there is none.")
    text_origin: TextOrigin = Field(description="Where the text was taken from.")
    word_count: int = Field(ge=0, description="Words of the text.")
    authors: tuple[Name, ...] = Field(description="Names, in the order of the byline.")
    categories: tuple[str, ...] = Field(description="The publisher's own keywords.")
    image_url: str | None = Field(description="Its leading picture.")
    language: str = Field(description="BCP 47; “und” when unknown.")
    language_confidence: float = Field(ge=0, le=1, description="How sure the language is.")
    script: str = Field(description="ISO 15924: what most letters of title and text are in.")
    published_at: Instant = Field(description="When it was published, as far as that is known.")
    published_at_origin: PublishedAtOrigin = Field(description="Who says when it was published.")
    updated_at: Instant | None = Field(description="When its publisher says it was changed.")
    seen_at: Instant = Field(description="When newsmill saw this state of it.")
    group_id: Hex32 = Field(description="article_id of the first article of its group of copies.")
    copies: int = Field(
        ge=0,
        description="Articles that copy it, as far as they are known. Counted with the first"
        " article of a group; 0 with others.",
    )
    copy_hosts: tuple[str, ...] = Field(
        description="Hosts of these copies other than its own, the first seen first; at most 50."
    )
    persons: tuple[Name, ...] = Field(description="Names of people that it names, each once.")
    organizations: tuple[Name, ...] = Field(description="Names of organizations, each once.")
    places: tuple[Name, ...] = Field(description="Names of places, each once.")
    events: tuple[Name, ...] = Field(description="Names of events, each once.")
    works: tuple[Name, ...] = Field(description="Names of books, films, products, each once.")
    place_codes: tuple[str, ...] = Field(
        description="Of places that a knowledge base has: ISO 3166-1 alpha-2 of countries,"
        " GeoNames' ids of regions and cities."
    )
    place_names: tuple[str, ...] = Field(
        description="What the knowledge base calls these places, each once; the same in every"
        " language."
    )
    entities_status: EntitiesStatus = Field(description="Whether names could be looked for.")
    model: str | None = Field(description="What found the names, with versions.")
    entry_id: Hex32 = Field(description="The feed's entry in which this state was seen.")
    origin: Origin = Field(description="Whether it came from a feed or was handed in.")


class Version(NamedTuple):
    """Which of two versions of one article is newer: the greater.

    A retraction counts after everything of its revision. What is not greater is a repeat, or old.
    """

    revision: int
    is_retracted: bool
    enriched_at: datetime


@dataclass(frozen=True, slots=True, order=True)
class Copies:
    """How often an article was copied, and where; the greater is what is known later.

    `hosts` are those of all articles of the group, also of the first.
    """

    count: int = 0
    hosts: tuple[str, ...] = ()


NO_COPIES = Copies()


def version_of(article: EnrichedArticle) -> Version:
    """Which version of its article this is."""
    return Version(article.revision, is_retracted(article), article.enriched_at)


def is_newer(article: EnrichedArticle, than: Version | None) -> bool:
    """Whether the article is a newer version than the one that is known; any is newer than none."""
    return than is None or version_of(article) > than


def is_retracted(article: EnrichedArticle) -> bool:
    """Whether this says that the article is withdrawn."""
    return article.change == "retracted"


def copies_of(duplicate: DuplicateArticle) -> Copies:
    """What a copy, or a repetition, says of the copies of its group's first article."""
    return Copies(duplicate.copies, duplicate.hosts) if duplicate.copies else NO_COPIES


def current_of(article: EnrichedArticle, copies: Copies = NO_COPIES) -> CurrentArticle | None:
    """The row of this version; None if it is withdrawn.

    `copies` are those of the group that it is the first article of.
    """
    if article.change == "retracted":
        return None
    host = article.source.host
    links = [it.link for it in article.entities if it.kind == "place" and it.link is not None]
    return CurrentArticle(
        article_id=article.article_id,
        id=article.id,
        revision=article.revision,
        change=article.change,
        enriched_at=article.enriched_at,
        url=article.url,
        canonical_url=article.canonical_url,
        host=host,
        site_name=article.source.site_name,
        feed_url=article.feed_url,
        feed_title=article.source.feed_title,
        subscription_title=article.source.subscription_title,
        section=article.section,
        tags=article.tags,
        title=article.title,
        text=article.text,
        summary=article.summary,
        text_origin=article.text_origin,
        word_count=article.word_count,
        authors=article.authors,
        categories=article.categories,
        image_url=article.image_url,
        language=article.language,
        language_confidence=article.language_confidence,
        script=article.script,
        published_at=article.published_at,
        published_at_origin=article.published_at_origin,
        updated_at=article.updated_at,
        seen_at=article.seen_at,
        group_id=article.group_id,
        copies=copies.count,
        copy_hosts=tuple(it for it in copies.hosts if it != host),
        persons=_names(article, "person"),
        organizations=_names(article, "organization"),
        places=_names(article, "place"),
        events=_names(article, "event"),
        works=_names(article, "work"),
        place_codes=_each_once(link.id for link in links),
        place_names=_each_once(link.name for link in links),
        entities_status=article.entities_status,
        model=article.model,
        entry_id=article.provenance.entry_id,
        origin=article.provenance.origin,
    )


def _names(article: EnrichedArticle, kind: EntityKind) -> tuple[str, ...]:
    return _each_once(entity.name for entity in article.entities if entity.kind == kind)


def _each_once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
