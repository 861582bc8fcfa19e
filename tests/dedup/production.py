"""The production code on labelled articles: the cleaner makes records, the deduper decides."""

import gc
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from html import escape

import psutil
from pydantic import ByteSize

from newsmill.cleaner.cleaning import clean
from newsmill.cleaner.settings import Settings as CleanerSettings
from newsmill.contracts.articles import (
    CleanArticle,
    DuplicateArticle,
    RetrievedArticle,
    UniqueArticle,
)
from newsmill.deduper import deciding, memory, text_index, verdicts
from newsmill.deduper.settings import FEWEST_BYTES, Settings
from tests.dedup.labelled import Labelled

Entry = tuple[bytes, bytes]
"""Of the journal: key and value."""

Decision = UniqueArticle | DuplicateArticle


@dataclass(frozen=True)
class Verdict:
    """What was said of an article: its group, and for a copy which one it copies.

    Groups and articles are given as places in the sequence that was decided on.
    """

    group: int
    copy_of: int | None = None
    similarity: float | None = None


@dataclass(frozen=True)
class Cost:
    """Of one article, on average; None where it was not measured."""

    cpu_milliseconds: float
    resident_bytes: float
    journal_bytes: float | None = None


@dataclass(frozen=True)
class Decided:
    """The verdicts on a sequence of articles, in its order, and what they cost."""

    verdicts: tuple[Verdict, ...]
    cost: Cost

    @property
    def groups(self) -> tuple[int, ...]:
        """The group of each article."""
        return tuple(verdict.group for verdict in self.verdicts)


def clean_articles(labelled: Iterable[Labelled]) -> list[CleanArticle]:
    """Each article as the cleaner gives it to the deduper.

    Raises:
        ValueError: the cleaner finds no text.
    """
    settings = CleanerSettings()
    return [_cleaned(article, settings) for article in labelled]


def decide_all(articles: Sequence[CleanArticle]) -> Decided:
    """What a new deduper says, one article after the other."""
    deduper = Deduper()
    place_by_id = {article.article_id: place for place, article in enumerate(articles)}
    before = resident_bytes()
    started = time.process_time()
    decisions = [deduper.decide(article) for article in articles]
    seconds = time.process_time() - started
    grown = resident_bytes() - before
    journal = sum(len(key) + len(value) for key, value in deduper.take_entries())
    count = max(1, len(articles))
    cost = Cost(
        cpu_milliseconds=1_000 * seconds / count,
        resident_bytes=grown / count,
        journal_bytes=journal / count,
    )
    return Decided(tuple(_verdict(decision, place_by_id) for decision in decisions), cost)


def arriving(articles: Sequence[CleanArticle], order: Sequence[int]) -> list[CleanArticle]:
    """The articles in another order, at the instants at which the deduper got one before."""
    instants = sorted(article.seen_at for article in articles)
    return [
        articles[place].model_copy(update={"seen_at": instant})
        for place, instant in zip(order, instants, strict=True)
    ]


def resident_bytes() -> int:
    """Of this process, with nothing left to collect."""
    gc.collect()
    return int(psutil.Process().memory_info().rss)


class Deduper:
    """A deduper with an empty memory, with room for `articles` texts where that is said."""

    def __init__(self, articles: int | None = None) -> None:
        a_text = text_index.BYTES + memory.VERDICTS_PER_TEXT * verdicts.BYTES
        settings = Settings()
        if articles is not None:
            # Beside what is for the forgotten.
            size = (
                articles * a_text * memory.SHARE_FORGOTTEN // (memory.SHARE_FORGOTTEN - 1) + a_text
            )
            settings = Settings(max_bytes=ByteSize(max(size, FEWEST_BYTES)))
        self._memory = memory.Memory(settings)
        self._part = self._memory.partition(0)

    def decide(self, article: CleanArticle) -> Decision:
        """The verdict, which is remembered."""
        return deciding.decide(article, self._part)

    def take_entries(self) -> list[Entry]:
        """What is to be journaled since the last time."""
        return self._part.take_entries()

    def load(self, entries: Sequence[Entry]) -> None:
        """A batch of what was journaled before."""
        self._memory.load(0, entries)

    def recovered(self) -> None:
        """All batches were given: look-ups work again."""
        self._memory.recovered(0, handled_before=True)


def _cleaned(article: Labelled, settings: CleanerSettings) -> CleanArticle:
    cleaned = clean(_retrieved(article), settings)
    if not isinstance(cleaned, CleanArticle):
        raise ValueError(f"{article.id}: {cleaned.detail}")
    return cleaned


def _retrieved(article: Labelled) -> RetrievedArticle:
    """An entry of a feed that holds the whole text."""
    paragraphs = article.text.split("\n\n")
    at: datetime = article.seen_at
    return RetrievedArticle(
        entry_id=_digest(article.url)[:32],
        entry_version=_digest(article.title, article.text)[:16],
        feed_url=article.feed,
        feed_language=article.language or None,
        guid=article.url,
        url=article.url,
        title=escape(article.title),
        content_html="".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs),
        published_at=at,
        seen_at=at,
        timings={"puller": at, "retriever": at, "cleaner": at},
        retrieval="not_needed",
    )


def _digest(*parts: str) -> str:
    return sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()


def _verdict(decision: Decision, place_by_id: dict[str, int]) -> Verdict:
    group = place_by_id[decision.group_id]
    if isinstance(decision, UniqueArticle):
        return Verdict(group)
    return Verdict(group, place_by_id[decision.duplicate_of], decision.similarity)
