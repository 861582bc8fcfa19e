"""Copy enriched articles out of their topic, each once, up to its end when it began."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from pydantic import ValidationError

from newsmill import filters
from newsmill.contracts.articles import EnrichedArticle
from newsmill.contracts.topics import ENRICHED_ARTICLES
from newsmill.export.formats import Writer
from newsmill.export.repeats import SeenIds
from newsmill.filters import Filter
from newsmill.kafka.reading import History
from newsmill.kafka.records import Message

OnProgress = Callable[[str, int, int], None]
"""Takes what is done, how much of it, and how much there is."""


@dataclass(frozen=True)
class Wanted:
    """Which articles: made at or after `since`, before `until`, and matching."""

    since: datetime | None = None
    until: datetime | None = None
    where: Filter = filters.EVERYTHING

    def has(self, article: EnrichedArticle, now: datetime) -> bool:
        """Whether `article` is wanted.

        The time is that of the record, not of the news: so two exports side by side have each
        article once, also where it was seen long before it could be enriched.
        """
        at = article.enriched_at
        if (self.since is not None and at < self.since) or (
            self.until is not None and at >= self.until
        ):
            return False
        return self.where.matches(filters.article_of(article), now)


@dataclass
class Counts:
    """What has become of what was read."""

    read: int = 0
    written: int = 0
    repeated: int = 0
    unmatched: int = 0
    refused: list[str] = field(default_factory=list)
    """Why something could not be read or written; at most `REASONS_KEPT`."""
    refused_count: int = 0

    def refuse(self, why: str) -> None:
        """One more could not be read or written."""
        self.refused_count += 1
        if len(self.refused) < REASONS_KEPT:
            self.refused.append(why)


REASONS_KEPT = 100


async def export(
    history: History,
    wanted: Wanted,
    writer: Writer,
    counts: Counts,
    now: datetime,
    on_progress: OnProgress,
) -> None:
    """Write what is wanted of `history`, which is of the enriched articles.

    Raises:
        BrokerUnavailable: the broker stopped answering.
        NotWritten: the output does not take more.
    """
    seen = SeenIds()
    async for messages in history.read():
        for message in messages:
            counts.read += 1
            article = _article(message, counts)
            if article is None:
                continue
            if not wanted.has(article, now):
                counts.unmatched += 1
            elif not seen.add(article.id):
                counts.repeated += 1
            else:
                # Before it is written: a format may refuse it, which takes it off again.
                counts.written += 1
                writer.add(article)
        on_progress("reading", counts.read, history.total)
    writer.finish()
    on_progress("reading", history.total, history.total)


def _article(message: Message, counts: Counts) -> EnrichedArticle | None:
    if message.value is None:
        # Nobody deletes from a topic that is not compacted; it says nothing.
        return None
    try:
        return ENRICHED_ARTICLES.record.model_validate_json(message.value)
    except (ValidationError, RecursionError) as error:
        counts.refuse(f"partition {message.partition}, offset {message.offset}: {_why(error)}")
        return None


def _why(error: Exception) -> str:
    if not isinstance(error, ValidationError):
        return "it is nested too deeply"
    first = error.errors(include_input=False, include_url=False)[0]
    place = ".".join(map(str, first["loc"]))
    return f"{place}: {first['msg']}" if place else first["msg"]
