"""The production code on labelled articles: the cleaner makes records, the deduper decides."""

import gc
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from html import escape
from typing import Any

import psutil

from newsmill.cleaner.cleaning import clean
from newsmill.cleaner.settings import Settings as CleanerSettings
from newsmill.contracts.articles import (
    CleanArticle,
    DuplicateArticle,
    RetrievedArticle,
    UniqueArticle,
)
from newsmill.deduper import deciding, memory
from newsmill.deduper.settings import Settings
from tests.dedup.labelled import Labelled

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
    deduper = _Deduper()
    place_by_id = {article.article_id: place for place, article in enumerate(articles)}
    before = resident_bytes()
    started = time.process_time()
    decisions = [deduper.decide(article) for article in articles]
    seconds = time.process_time() - started
    grown = resident_bytes() - before
    journal = deduper.journal_bytes()
    count = max(1, len(articles))
    cost = Cost(1_000 * seconds / count, grown / count, journal and journal / count)
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


class _Deduper:
    """A deduper with an empty memory."""

    def __init__(self) -> None:
        # The memory of this branch is one of rows; that of journal entries has partitions.
        make: Any = memory.Memory
        has_journal = hasattr(make, "partition")
        self._memory = make(Settings()).partition(0) if has_journal else make({}, Settings())
        self._has_journal = has_journal
        self._decide: Callable[[CleanArticle, Any], Decision] = deciding.decide
        self._journalled = 0

    def decide(self, article: CleanArticle) -> Decision:
        decision = self._decide(article, self._memory)
        if self._has_journal:
            entries: list[tuple[bytes, bytes]] = self._memory.take_entries()
            self._journalled += sum(len(key) + len(value) for key, value in entries)
        return decision

    def journal_bytes(self) -> int | None:
        return self._journalled if self._has_journal else None


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
