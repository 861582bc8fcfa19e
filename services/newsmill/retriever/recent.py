"""Cache of recently fetched pages, so that two feeds with links to one page cost one request."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from newsmill.contracts.articles import RawArticle
from newsmill.retriever.fetched import FetchedPage, Outcome
from newsmill.web.remembering import LRUCache
from newsmill.web.sharing import Shared

# A page that more entries link to is fetched anew, because the list of entries would grow too long.
MAX_ENTRIES = 1000


class RecentPages:
    """Pages by URL, compressed. When an entry has changed, its page is fetched anew.

    A failure is given to all who wait for the page, and is not cached.
    """

    def __init__(self, max_bytes: int, age: timedelta, clock: Callable[[], float]) -> None:
        self._age = age.total_seconds()
        self._clock = clock
        self._visits: LRUCache[str, _Visit] = LRUCache(max_bytes)
        self._under_way: Shared[int, Outcome] = Shared()
        self._number = 0

    async def page(
        self, article: RawArticle, url: str, fetch: Callable[[], Coroutine[Any, Any, Outcome]]
    ) -> Outcome:
        """The page at `url`: from the cache, unless the entry of `article` has changed since."""
        visit = self._visit(article, url)
        if visit.page is not None:
            return visit.page
        outcome = await self._under_way.join(visit.number, fetch)
        if isinstance(outcome, FetchedPage) and visit.page is None:
            visit.until = self._clock() + self._age
            if self._visits.get(url) is visit:
                visit.page = outcome.packed()
                self._visits.put(url, visit, len(visit.page.body))
        return outcome

    def _visit(self, article: RawArticle, url: str) -> "_Visit":
        visit = self._visits.get(url)
        entry, version = article.entry_id, article.entry_version
        if (
            visit is None
            or visit.until <= self._clock()
            or visit.version_by_entry.get(entry, version) != version
            or len(visit.version_by_entry) >= MAX_ENTRIES
        ):
            self._number += 1
            known = visit.version_by_entry if visit else {}
            if len(known) >= MAX_ENTRIES:
                known = {}
            visit = _Visit(self._number, self._clock() + self._age, dict(known))
            self._visits.put(url, visit, 0)
        visit.version_by_entry[entry] = version
        return visit


@dataclass
class _Visit:
    number: int
    until: float
    version_by_entry: dict[str, str]
    """By entry_id, the entry_version that was given this page or is waiting for it."""
    page: FetchedPage | None = None
