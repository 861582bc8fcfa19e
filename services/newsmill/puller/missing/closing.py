"""Notice that a document has no entry in common with the one before, and fill what is missing."""

from dataclasses import dataclass, replace
from datetime import datetime

from newsmill.contracts.feeds import FeedState
from newsmill.puller.identity.remembering import Memory
from newsmill.puller.missing.filling import Gap, Pages, T, fill
from newsmill.puller.missing.gaps import estimate
from newsmill.puller.reading.entries import ParsedFeed


@dataclass(frozen=True, slots=True)
class Missed:
    """What was missed between two polls."""

    estimate: int
    """Entries that came and went."""
    backfilled: int
    """Of them, or of those around them, found elsewhere."""


def is_gap(parsed: ParsedFeed, before: bytes) -> bool:
    """Whether none of the entries of a document is remembered, though some are."""
    return bool(parsed.entries) and not parsed.known_count and len(Memory(before)) > 0


async def close_gap(
    url: str,
    parsed: ParsedFeed,
    before: bytes,
    state: FeedState,
    pages: Pages[T],
) -> tuple[ParsedFeed, Missed]:
    """`parsed`, which has a gap before it, with what older pages have for that.

    `before` is what was remembered before, `state` the feed's before this poll.
    """
    dates = [article.published_at or article.updated_at for article in parsed.entries]
    since = _last_good(state)
    gap = Gap(since, min((date for date in dates if date is not None), default=None))
    filled = await fill(url, parsed, gap, before, pages)
    missed = Missed(estimate(dates, since), len(filled.articles))
    whole = replace(parsed, entries=(*parsed.entries, *filled.articles), memory=filled.memory)
    return whole, missed


def _last_good(state: FeedState) -> datetime | None:
    """The latest time at which nothing was missing; a poll that failed says nothing of that."""
    return state.changed_at if state.failures else state.last_polled_at
