"""Valid records of every contract: a test names only the fields that it is about."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from newsmill.contracts.articles import (
    CleanArticle,
    DuplicateArticle,
    EnrichedArticle,
    Page,
    RawArticle,
    RetrievedArticle,
    UniqueArticle,
)
from newsmill.contracts.feeds import Feed, FeedEvent, FeedState
from newsmill.contracts.outcomes import DeadLetter, Drop

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
FEED_URL = "https://harbour-gazette.example/feed.xml"
# One server, four times.
SPELLINGS_OF_A_HOST = (
    "bücher.example",
    "xn--bcher-kva.example",
    "\N{FULLWIDTH LATIN SMALL LETTER B}ücher.example",
    "BÜCHER.example.",
)
ARTICLE_URL = "https://harbour-gazette.example/news/ferry-returns"
TEXT = (
    "The old ferry went back into service on Tuesday after eleven months in the dry dock."
    " Its captain, Maren Oltmann, said that the new engines are quieter than the gulls."
    " The harbour board expects four crossings a day until the end of the summer."
)


def hex32(of: object) -> str:
    """An id that is the same for the same thing."""
    return sha256(str(of).encode()).hexdigest()[:32]


def hex16(of: object) -> str:
    """A short id that is the same for the same thing."""
    return hex32(of)[:16]


def after(minutes: float) -> datetime:
    """So long after noon."""
    return NOON + timedelta(minutes=minutes)


def page(**changes: Any) -> Page:
    """An HTML page."""
    fields = {"url": ARTICLE_URL, "html": f"<p>{TEXT}</p>", "fetched_at": NOON}
    return Page.model_validate(fields | changes)


def raw_article(**changes: Any) -> RawArticle:
    """An entry as the puller publishes it."""
    return RawArticle.model_validate(_raw_fields() | changes)


def retrieved_article(**changes: Any) -> RetrievedArticle:
    """An entry with its page."""
    fields = _raw_fields() | {"page": page(), "retrieval": "fetched"}
    return RetrievedArticle.model_validate(fields | changes)


def clean_article(**changes: Any) -> CleanArticle:
    """An article with readable text; its id follows its URL, its fingerprint its text."""
    fields = _clean_fields() | changes
    for name, value in _derived(fields).items():
        fields.setdefault(name, value)
    return CleanArticle.model_validate(fields)


def unique_article(**changes: Any) -> UniqueArticle:
    """An article that is no copy, the first of its group."""
    fields = _clean_fields() | {"revision": 1} | changes
    for name, value in _derived(fields).items():
        fields.setdefault(name, value)
    fields.setdefault("group_id", fields["article_id"])
    return UniqueArticle.model_validate(fields)


def enriched_article(**changes: Any) -> EnrichedArticle:
    """An article with one entity, the captain."""
    name = "Maren Oltmann"
    start = TEXT.index(name)
    captain = {
        "name": name,
        "label": "PERSON",
        "mentions": [{"start": start, "end": start + len(name), "text": name}],
        "count": 1,
        "salience": 0.5,
    }
    unique = unique_article().model_dump(exclude={"change"})
    enriched = {"entities": [captain], "entities_status": "ok", "model": "invented 1.0"}
    return EnrichedArticle.model_validate(unique | enriched | changes)


def duplicate_article(**changes: Any) -> DuplicateArticle:
    """A reprint of the ferry article in another paper."""
    fields: dict[str, Any] = {
        "article_id": hex32("https://island-post.example/ferry"),
        "revision": 1,
        "duplicate_of": hex32(ARTICLE_URL),
        "group_id": hex32(ARTICLE_URL),
        "kind": "same_text",
        "similarity": 1.0,
        "url": "https://island-post.example/ferry",
        "canonical_url": "https://island-post.example/ferry",
        "feed_url": "https://island-post.example/rss",
        "source": {"host": "island-post.example", "site_name": "Island Post"},
        "title": "Ferry is back",
        "language": "en",
        "published_at": NOON,
        "seen_at": NOON,
        "provenance": provenance(entry="island-post.example/ferry"),
    }
    return DuplicateArticle.model_validate(fields | changes)


def provenance(entry: object = ARTICLE_URL, version: object = 1, **changes: Any) -> dict[str, Any]:
    """Where an article was seen: state `version` of the feed entry `entry`."""
    fields = {
        "entry_id": hex32(f"entry {entry}"),
        "entry_version": hex16(f"version {version}"),
        "origin": "feed",
        "guid": f"tag:{entry}",
        "retrieval": "fetched",
    }
    return fields | changes


def feed(**changes: Any) -> Feed:
    """A subscription."""
    return Feed.model_validate({"url": FEED_URL, "added_at": NOON} | changes)


def feed_state(**changes: Any) -> FeedState:
    """What the puller remembers of a feed that it has read once."""
    fields = {
        "url": FEED_URL,
        "etag": '"7"',
        "last_polled_at": NOON,
        "next_poll_at": after(10),
    }
    return FeedState.model_validate(fields | changes)


def feed_event(**changes: Any) -> FeedEvent:
    """A poll that found something new."""
    fields = {"feed_url": FEED_URL, "kind": "polled", "at": NOON, "status": 200, "entries": 3}
    return FeedEvent.model_validate(fields | {"offered": 1} | changes)


def drop(**changes: Any) -> Drop:
    """An entry that the cleaner let go."""
    fields = {
        "room": "cleaner",
        "reason": "no_text",
        "entry_id": hex32("entry"),
        "entry_version": hex16("version"),
        "dropped_at": NOON,
    }
    return Drop.model_validate(fields | changes)


def dead_letter(**changes: Any) -> DeadLetter:
    """What is said of a message that the cleaner could not decode."""
    fields = {
        "room": "cleaner",
        "version": "0.1.0",
        "stage": "decode",
        "topic": "news.articles.retrieved.v1",
        "partition": 0,
        "offset": 7,
        "exception": "ValidationError",
        "message": "Invalid JSON",
        "failed_at": NOON,
    }
    return DeadLetter.model_validate(fields | changes)


def _raw_fields() -> dict[str, Any]:
    return {
        "entry_id": hex32("entry"),
        "entry_version": hex16("version"),
        "feed_url": FEED_URL,
        "feed_title": "Harbour Gazette",
        "site_url": "https://harbour-gazette.example/",
        "guid": "tag:harbour-gazette.example,2026:ferry",
        "url": ARTICLE_URL,
        "title": "Ferry returns",
        "summary_html": "<p>The old ferry went back into service on Tuesday.</p>",
        "published_at": NOON,
        "seen_at": NOON,
        "timings": {"puller": NOON},
    }


def _clean_fields() -> dict[str, Any]:
    return {
        "url": ARTICLE_URL,
        "feed_url": FEED_URL,
        "source": {"host": "harbour-gazette.example", "feed_title": "Harbour Gazette"},
        "title": "Ferry returns",
        "text": TEXT,
        "text_origin": "page",
        "language": "en",
        "language_confidence": 0.99,
        "script": "Latn",
        "published_at": NOON,
        "published_at_origin": "feed",
        "seen_at": NOON,
        "timings": {"puller": NOON, "retriever": NOON, "cleaner": NOON},
        "provenance": provenance(),
    }


def _derived(fields: dict[str, Any]) -> dict[str, Any]:
    return {
        "article_id": hex32(fields["url"]),
        "fingerprint": hex32(fields["text"].casefold()),
        "canonical_url": fields["url"],
        "word_count": len(fields["text"].split()),
    }
