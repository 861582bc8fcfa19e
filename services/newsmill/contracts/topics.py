"""Every topic: the one place where names, keys, partitions, retention and sizes stand."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any, Generic, Literal, TypeVar

from newsmill.contracts.articles import (
    CleanArticle,
    DuplicateArticle,
    EnrichedArticle,
    RawArticle,
    RetrievedArticle,
    UniqueArticle,
)
from newsmill.contracts.base import Record
from newsmill.contracts.current import CurrentArticle
from newsmill.contracts.feeds import Feed, FeedEvent, FeedMemory, FeedState
from newsmill.contracts.outcomes import DeadLetter, Drop, LostMessages, Observed, Replay
from newsmill.hosts import host_of

R_co = TypeVar("R_co", bound=Record, covariant=True)

MEBIBYTE = 1024 * 1024
WEEK = timedelta(days=7)
MONTH = timedelta(days=30)
TWO_MONTHS = timedelta(days=60)

ANYBODY = "readers"
"""Among a topic's readers: whoever subscribes."""

ONLOOKER = "gateway"
"""Among a topic's readers: the room that shows everything, always of the others' version."""


@dataclass(frozen=True)
class Users:
    """Who writes a topic and who reads it: rooms, `cli`, and `ANYBODY`. It stands on the map."""

    writers: tuple[str, ...]
    readers: tuple[str, ...]

    @property
    def is_internal(self) -> bool:
        """Whether it is the notebook of one room, whose next version may write it otherwise."""
        readers = tuple(reader for reader in self.readers if reader != ONLOOKER)
        return len(readers) == 1 and readers == self.writers


UsersByTopic = Mapping["Topic[Record]", Users]
"""All topics in their order, as the map has them."""


@dataclass(frozen=True)
class Topic(Generic[R_co]):
    """One topic and the rules for what is written to it.

    `partitions` is the count newsmill creates where nobody says otherwise. Records of equal
    `partition_by` share a partition; it is the key itself unless something must be kept together
    that has different keys.
    """

    name: str
    record: type[R_co]
    key: Callable[[Any], str]
    message_id: Callable[[Any], str]
    keyed_by: str
    partitioned_by: str
    partition_by: Callable[[Any], str] | None = None
    partitions: int = 8
    retention: timedelta | None = WEEK
    cleanup: Literal["delete", "compact"] = "delete"
    max_message_bytes: int = 2 * MEBIBYTE

    def partition_key(self, record: Record) -> str:
        """What decides the partition of `record`."""
        return self.partition_by(record) if self.partition_by else self.key(record)


def _observation(record: Observed | Drop) -> str:
    return str(record.observation)


def _with_page(record: RetrievedArticle) -> str:
    page = (record.page.url, record.page.html) if record.page is not None else ()
    return _with_content(record, record.retrieval, *page)


def _with_text(record: CleanArticle) -> str:
    return _with_content(record, record.title, record.text)


def _as_copy(record: DuplicateArticle) -> str:
    # What its page said. An entry that is offered again has another time, and is no other copy.
    page = (record.canonical_url or "", record.url or "", str(record.word_count))
    return _with_content(record, record.title, *page)


def _with_content(record: Observed, *content: str) -> str:
    """The observation, and what was found for it: a page fetched again may say something else."""
    digest = sha256("\0".join(content).encode("utf-8", "surrogatepass")).hexdigest()
    return f"{record.observation}@{digest[:16]}"


def _revision(record: UniqueArticle) -> str:
    return f"{record.article_id}.{record.revision}"


def _row(record: CurrentArticle | EnrichedArticle) -> str:
    """A row changes with its copies too; the version that withdraws the article deletes it."""
    if isinstance(record, EnrichedArticle):
        return f"{record.id}.retracted"
    return f"{record.id}.{record.copies}"


def _origin(record: DeadLetter | Replay) -> str:
    return f"{record.topic}-{record.partition}-{record.offset}"


def _loss(loss: LostMessages) -> str:
    return f"{loss.group}@{loss.topic}-{loss.partition}-{loss.from_offset}-{loss.until_offset}"


def _memory(memory: FeedMemory) -> str:
    return f"{memory.url}@{sha256(memory.entries.encode()).hexdigest()[:16]}"


def _page_host(record: RawArticle) -> str:
    return host_of(record.url) or record.entry_id


FEEDS = Topic(
    name="news.feeds.v1",
    record=Feed,
    key=lambda feed: str(feed.url),
    message_id=lambda feed: f"{feed.url}@{feed.added_at.isoformat()}",
    keyed_by="feed URL",
    partitioned_by="the feed's host, so that one puller paces one host",
    partition_by=lambda feed: host_of(feed.url),
    retention=None,
    cleanup="compact",
    max_message_bytes=MEBIBYTE,
)
FEED_STATES = Topic(
    name="news.feed-states.v1",
    record=FeedState,
    key=lambda state: str(state.url),
    message_id=lambda state: f"{state.url}@{state.last_polled_at}",
    keyed_by="feed URL",
    partitioned_by="the feed's host, as news.feeds.v1",
    partition_by=lambda state: host_of(state.url),
    retention=None,
    cleanup="compact",
)
FEED_MEMORIES = Topic(
    name="news.feed-memories.v1",
    record=FeedMemory,
    key=lambda memory: str(memory.url),
    message_id=_memory,
    keyed_by="feed URL",
    partitioned_by="the feed's host, as news.feeds.v1",
    partition_by=lambda memory: host_of(memory.url),
    retention=None,
    cleanup="compact",
)
FEED_EVENTS = Topic(
    name="news.feed-events.v1",
    record=FeedEvent,
    key=lambda event: str(event.feed_url),
    message_id=lambda event: f"{event.feed_url}@{event.at.isoformat()}",
    keyed_by="feed URL",
    partitioned_by="key",
    retention=MONTH,
    max_message_bytes=MEBIBYTE,
)
RAW_ARTICLES = Topic(
    name="news.articles.raw.v1",
    record=RawArticle,
    key=lambda article: str(article.entry_id),
    message_id=_observation,
    keyed_by="entry_id",
    partitioned_by="host of the article's page, so that one retriever paces one host",
    partition_by=_page_host,
    max_message_bytes=8 * MEBIBYTE,
)
RETRIEVED_ARTICLES = Topic(
    name="news.articles.retrieved.v1",
    record=RetrievedArticle,
    key=lambda article: str(article.entry_id),
    message_id=_with_page,
    keyed_by="entry_id",
    partitioned_by="host of the article's page",
    partition_by=_page_host,
    max_message_bytes=8 * MEBIBYTE,
)
CLEAN_ARTICLES = Topic(
    name="news.articles.clean.v1",
    record=CleanArticle,
    key=lambda article: str(article.article_id),
    message_id=_with_text,
    keyed_by="article_id",
    partitioned_by="script, so that all states and possible copies of an article meet in one"
    " partition, whatever its language is taken for",
    partition_by=lambda article: str(article.shard),
)
UNIQUE_ARTICLES = Topic(
    name="news.articles.unique.v1",
    record=UniqueArticle,
    key=lambda article: str(article.article_id),
    message_id=_revision,
    keyed_by="article_id",
    partitioned_by="key",
)
ENRICHED_ARTICLES = Topic(
    name="news.articles.enriched.v1",
    record=EnrichedArticle,
    key=lambda article: str(article.article_id),
    message_id=lambda article: str(article.id),
    keyed_by="article_id",
    partitioned_by="key",
    retention=MONTH,
    max_message_bytes=4 * MEBIBYTE,
)
DUPLICATE_ARTICLES = Topic(
    name="news.articles.duplicates.v1",
    record=DuplicateArticle,
    key=lambda article: str(article.article_id),
    message_id=_as_copy,
    keyed_by="article_id",
    partitioned_by="group_id, so that copies lie beside their original in"
    " news.articles.enriched.v1",
    partition_by=lambda article: str(article.group_id),
    retention=MONTH,
    max_message_bytes=MEBIBYTE,
)
CURRENT_ARTICLES = Topic(
    name="news.articles.current.v1",
    record=CurrentArticle,
    key=lambda article: str(article.article_id),
    message_id=_row,
    keyed_by="article_id",
    partitioned_by="key",
    retention=None,
    cleanup="compact",
    max_message_bytes=4 * MEBIBYTE,
)
DROPS = Topic(
    name="news.drops.v1",
    record=Drop,
    key=lambda drop: str(drop.entry_id),
    message_id=_observation,
    keyed_by="entry_id",
    partitioned_by="key",
    retention=MONTH,
    max_message_bytes=MEBIBYTE,
)
DEAD_LETTERS = Topic(
    name="news.dead-letters.v1",
    record=DeadLetter,
    key=_origin,
    message_id=_origin,
    keyed_by="the original message's own key",
    partitioned_by="topic, partition and offset of the original message",
    retention=MONTH,
    # Room for the largest original message and the headers that say what went wrong.
    max_message_bytes=9 * MEBIBYTE,
)
REPLAYS = Topic(
    name="news.replays.v1",
    record=Replay,
    key=_origin,
    message_id=lambda replay: (
        f"{_origin(replay)}@{replay.begun_at.isoformat()}{'' if replay.done_at else ' begun'}"
    ),
    keyed_by="topic, partition and offset of the original message",
    partitioned_by="key, so that an intent precedes its completion",
    # Longer than a dead letter is kept: what has been replayed is known as long as it is there.
    retention=TWO_MONTHS,
    max_message_bytes=MEBIBYTE,
)
LOST_MESSAGES = Topic(
    name="news.lost-messages.v1",
    record=LostMessages,
    key=_loss,
    message_id=_loss,
    keyed_by="group, topic, partition and offsets",
    partitioned_by="key",
    # As long as the ends of articles: an audit counts both.
    retention=MONTH,
    max_message_bytes=MEBIBYTE,
)
