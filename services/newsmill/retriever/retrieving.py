"""Retrieve one article's page, or record why not."""

import asyncio
import time
from collections.abc import Callable
from datetime import datetime

from newsmill.clock import utc_now
from newsmill.contracts.articles import RawArticle, RetrievedArticle
from newsmill.retriever.deciding import why_no_page
from newsmill.retriever.fetched import FetchedPage, Outcome
from newsmill.retriever.following import Follower
from newsmill.retriever.recent import RecentPages
from newsmill.retriever.settings import MEBIBYTE, Settings
from newsmill.web.budget import Budget
from newsmill.web.fetching import Fetcher, FetchError, FetchSettings
from newsmill.web.obstacles import OBSTACLE_BY_FAILURE
from newsmill.web.pacing import Clock, Pace, Pacer, Sleep
from newsmill.web.resting import Resting
from newsmill.web.robots import Robots, product_token
from newsmill.web.visiting import Visitor

# One MiB less than the topic takes, for later fields and the envelope.
MAX_RECORD_BYTES = 7 * MEBIBYTE
# The record, and the producer's copy of it.
COPIES_OF_A_RECORD = 2


class Retriever:
    """Fetches the pages of articles.

    `clock` (seconds from any start) and `sleep` are for the rate limit and the caches, `now` is for
    the record.
    """

    def __init__(
        self,
        settings: Settings,
        fetching: FetchSettings,
        fetcher: Fetcher,
        *,
        clock: Clock = time.monotonic,
        sleep: Sleep = asyncio.sleep,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._settings = settings
        self._fetcher = fetcher
        self._clock = clock
        self._budget = Budget(settings.memory_bytes)
        resting = Resting(clock, now)
        visitor = Visitor(
            fetcher,
            Pacer(clock, sleep),
            resting,
            Pace(settings.host_delay, settings.host_concurrency),
            clock,
            allow_private_networks=fetching.allow_private_networks,
        )
        robots = Robots(
            visitor,
            fetching.agent,
            age=settings.robots_age,
            max_bytes=settings.robots_bytes,
            patience=settings.page_deadline,
            clock=clock,
            room=self._budget.for_body,
        )
        self._follower = Follower(
            fetcher,
            visitor,
            robots,
            resting,
            self._budget,
            token=product_token(fetching.agent),
            max_redirects=fetching.fetch_max_redirects,
            max_page_bytes=settings.max_page_bytes,
            now=now,
        )
        self._recent = RecentPages(settings.recent_pages_bytes, settings.recent_pages_age, clock)

    async def retrieve(self, article: RawArticle) -> RetrievedArticle:
        """`article` with its page, or with the reason why there is none.

        A page that cannot be fetched is no error: the article goes on with the feed's own text.
        """
        outcome: Outcome | None = why_no_page(article, self._settings.full_text_words)
        if outcome is None:
            outcome = await self._in_time(article)
        if isinstance(outcome, FetchedPage):
            await self._budget.hold_record(COPIES_OF_A_RECORD * outcome.size)
            whole = _retrieved(article, page=outcome.page(), retrieval="fetched")
            if len(whole.model_dump_json().encode()) <= MAX_RECORD_BYTES:
                return whole
            outcome = "too_large"
        return _retrieved(article, retrieval=outcome)

    async def _in_time(self, article: RawArticle) -> Outcome:
        try:
            # The canonical form, so that all spellings of one URL share one fetch.
            url = self._fetcher.check(article.url or "")
            deadline = self._settings.page_deadline.total_seconds()
            async with asyncio.timeout(deadline):
                return await self._recent.page(
                    article, url, lambda: self._follower.page(url, self._clock() + deadline)
                )
        except FetchError as error:
            return OBSTACLE_BY_FAILURE[error.reason]
        except TimeoutError:
            return "timeout"


def _retrieved(article: RawArticle, **found: object) -> RetrievedArticle:
    return RetrievedArticle.model_validate(dict(article) | found)
