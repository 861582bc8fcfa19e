"""Retrieve one article's page, or record why not."""

import asyncio
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from ipaddress import ip_address

from newsmill.clock import utc_now
from newsmill.contracts.articles import Page, RawArticle, Retrieval, RetrievedArticle
from newsmill.hosts import host_of, is_localhost, origin_of
from newsmill.retriever.deciding import why_no_page
from newsmill.retriever.decoding import decode, is_html
from newsmill.retriever.pacing import Clock, Pace, Pacer, Sleep, WaitTooLong
from newsmill.retriever.recent import Outcome, RecentPages
from newsmill.retriever.resting import Resting
from newsmill.retriever.robots import Robots
from newsmill.retriever.settings import MEBIBYTE, Settings
from newsmill.web.fetching import Fetcher, FetchError, FetchFailure, FetchSettings
from newsmill.web.networks import why_refused

# One MiB less than the topic takes, for later fields and the envelope.
MAX_RECORD_BYTES = 7 * MEBIBYTE

PAGE_HEADERS = {"Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.1"}

RETRIEVAL_BY_FAILURE: dict[FetchFailure, Retrieval] = {
    "invalid_url": "refused",
    "protocol": "unreachable",
    "refused": "refused",
    "timeout": "timeout",
    "too_large": "too_large",
    "too_many_redirects": "unreachable",
    "unreachable": "unreachable",
}

# No delay for servers on this machine or in a private network.
LOCAL_PACE = Pace(timedelta(0), 8)


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
        self._allow_private_networks = fetching.allow_private_networks
        self._fetcher = fetcher
        self._now = now
        self._pacer = Pacer(clock, sleep)
        self._robots = Robots(
            fetcher,
            fetching.user_agent,
            age=settings.robots_age,
            max_bytes=settings.robots_bytes,
            clock=clock,
        )
        self._resting = Resting(clock)
        self._recent = RecentPages(settings.recent_pages_bytes, settings.recent_pages_age, clock)

    async def retrieve(self, article: RawArticle) -> RetrievedArticle:
        """`article` with its page, or with the reason why there is none.

        A page that cannot be fetched is no error: the article goes on with the feed's own text.
        """
        outcome: Outcome | None = why_no_page(article, self._settings.full_text_words)
        if outcome is None:
            outcome = await self._in_time(article)
        if isinstance(outcome, Page):
            whole = _retrieved(article, page=outcome, retrieval="fetched")
            if len(whole.model_dump_json().encode()) <= MAX_RECORD_BYTES:
                return whole
            outcome = "too_large"
        return _retrieved(article, retrieval=outcome)

    async def _in_time(self, article: RawArticle) -> Outcome:
        try:
            # The canonical form, so that all spellings of one URL share one fetch.
            url = self._fetcher.check(article.url or "")
            async with asyncio.timeout(self._settings.page_deadline.total_seconds()):
                return await self._recent.page(article, url, lambda: self._page(url))
        except FetchError as error:
            return RETRIEVAL_BY_FAILURE[error.reason]
        except TimeoutError:
            return "timeout"

    async def _page(self, url: str) -> Outcome:
        """The page at `url`, if robots.txt allows it there and on the site it redirects to.

        `url` is in canonical form.
        """
        host = host_of(url)
        if why := self._resting.why(host):
            return why
        permission = await self._robots.permission(url)
        if permission.refusal:
            return permission.refusal
        pace = self._pace(host, permission.crawl_delay)
        try:
            async with self._pacer.turn(host, pace, self._settings.page_deadline):
                outcome = self._resting.why(host) or await self._fetched(url, host)
        except WaitTooLong:
            return "timeout"
        if isinstance(outcome, Page) and origin_of(outcome.url) != origin_of(url):
            there = await self._robots.permission(outcome.url)
            if there.refusal == "robots":
                return "robots"
        return outcome

    async def _fetched(self, url: str, host: str) -> Outcome:
        try:
            reply = await self._fetcher.get(
                url, headers=PAGE_HEADERS, max_bytes=self._settings.max_page_bytes
            )
        except FetchError as error:
            why = RETRIEVAL_BY_FAILURE[error.reason]
            if why in ("timeout", "unreachable"):
                self._resting.note_failure(host, why)
            return why
        self._resting.note_reply(host, reply)
        if reply.status >= 300:
            return "http_error"
        content_type = reply.headers.get("content-type", "")
        if not is_html(reply.body, content_type):
            return "not_html"
        page = decode(reply.body, content_type)
        return Page(url=reply.url, html=page, fetched_at=self._now())

    def _pace(self, host: str, crawl_delay: timedelta) -> Pace:
        if self._allow_private_networks and _is_local(host):
            return LOCAL_PACE
        asked = min(crawl_delay, self._settings.max_crawl_delay)
        return Pace(max(self._settings.host_delay, asked), self._settings.host_concurrency)


def _retrieved(article: RawArticle, **found: object) -> RetrievedArticle:
    return RetrievedArticle.model_validate(dict(article) | found)


def _is_local(host: str) -> bool:
    if is_localhost(host):
        return True
    try:
        return why_refused(ip_address(host)) is not None
    except ValueError:
        return False
