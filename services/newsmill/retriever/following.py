"""Follow a link to its page: redirects of every kind, one polite request at a time."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime

from newsmill.hosts import host_of, page_of, parse
from newsmill.retriever.decoding import HTML_TYPES, TYPES_OF_ANYTHING, decode, is_html
from newsmill.retriever.fetched import FetchedPage, Outcome
from newsmill.retriever.sameness import SeenPages
from newsmill.web.budget import Budget, Hold
from newsmill.web.cookies import Cookies
from newsmill.web.fetching import Fetcher, FetchError, Hop
from newsmill.web.obstacles import OBSTACLE_BY_FAILURE
from newsmill.web.refreshing import HEAD_CHARACTERS, onward
from newsmill.web.reservations import reservations
from newsmill.web.resting import Resting
from newsmill.web.robots import Robots
from newsmill.web.visiting import NotAsked, Visitor

PAGE_HEADERS = {"Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.1"}

_META_REFRESH = re.compile(rb"http-equiv\s{0,20}=\s{0,20}[\"']?\s{0,20}refresh", re.IGNORECASE)
# A "please wait" page has next to no text, and few links.
MOST_LINKS_OF_A_BARE_PAGE = 30


class Follower:
    """Follows links. Each request of a chain asks robots.txt and waits for its host's turn."""

    def __init__(
        self,
        fetcher: Fetcher,
        visitor: Visitor,
        robots: Robots,
        resting: Resting,
        budget: Budget,
        *,
        token: str,
        max_redirects: int,
        max_page_bytes: int,
        now: Callable[[], datetime],
    ) -> None:
        self._fetcher = fetcher
        self._visitor = visitor
        self._robots = robots
        self._resting = resting
        self._budget = budget
        self._token = token
        self._max_redirects = max_redirects
        self._max_page_bytes = max_page_bytes
        self._now = now
        self._seen = SeenPages()

    async def page(self, url: str, until: float) -> Outcome:
        """The page that `url`, in canonical form, leads to; turns after `until` are not waited for.

        Cookies go back within this chain only. A chain that comes twice to one URL with the same
        cookies goes round, and ends.
        """
        cookies = Cookies(self._now())
        asked: set[tuple[str, str]] = set()
        target = url
        try:
            for _ in range(self._max_redirects + 1):
                request = target, cookies.header(target)
                if request in asked:
                    return "unreachable"
                asked.add(request)
                hold = self._budget.for_body()
                try:
                    hop = await self._hop(*request, until, hold)
                    cookies.note(target, hop.values.get("set-cookie", ()))
                    next_url = self._next_url(hop, may_reload=cookies.header(target) != request[1])
                except BaseException:
                    # Not left to the end of the object's life, which a traceback prolongs.
                    hold.release()
                    raise
                if next_url is None:
                    return self._outcome(url, hop, hold)
                # The next turn may be minutes away: the body goes with its room.
                del hop
                hold.release()
                target = next_url
        except NotAsked as error:
            return error.why
        except FetchError as error:
            return OBSTACLE_BY_FAILURE[error.reason]
        return "unreachable"

    async def _hop(self, url: str, cookie: str, until: float, hold: Hold) -> Hop:
        permission = await self._robots.permission(url)
        if permission.refusal:
            raise NotAsked(permission.refusal)
        host = host_of(url)
        try:
            hop = await self._visitor.ask(
                url,
                crawl_delay=permission.crawl_delay,
                until=until,
                headers=PAGE_HEADERS | ({"Cookie": cookie} if cookie else {}),
                max_bytes=self._max_page_bytes,
                accept=_may_be_a_page,
                room=hold,
            )
        except FetchError as error:
            why = OBSTACLE_BY_FAILURE[error.reason]
            if why in ("timeout", "unreachable"):
                self._resting.note_failure(host, why)
            raise
        self._resting.note_reply(host, hop.reply)
        return hop

    def _next_url(self, hop: Hop, *, may_reload: bool) -> str | None:
        """Where an answer leads; None if it is the last one.

        A page that reloads itself is followed only if it has just set a cookie and says nothing.
        """
        if hop.redirect_url is not None:
            return hop.redirect_url
        reply = hop.reply
        if hop.is_left or reply.status >= 300:
            return None
        refresh = reply.headers.get("refresh", "")
        start = reply.body[:HEAD_CHARACTERS]
        if not (refresh or _may_lead_on(start, is_whole=len(start) == len(reply.body))):
            return None
        leads = onward(
            reply.url,
            decode(start, reply.headers.get("content-type", "")),
            refresh,
            is_whole=len(start) == len(reply.body),
        )
        if leads is None or parse(leads.href or reply.url, leads.base.href) is None:
            return None
        target = self._fetcher.check(leads.href or reply.url, leads.base)
        if page_of(target) == page_of(reply.url) and not (may_reload and leads.is_bare):
            return None
        return target

    def _outcome(self, asked_url: str, hop: Hop, hold: Hold) -> Outcome:
        reply = hop.reply
        if reply.status >= 300:
            return "http_error"
        content_type = reply.headers.get("content-type", "")
        if hop.is_left or not is_html(reply.body, content_type):
            return "not_html"
        hold.shrink(len(reply.body))
        return FetchedPage(
            url=reply.url,
            body=reply.body,
            content_type=content_type,
            fetched_at=self._now(),
            reservations=reservations(
                hop.values.get("x-robots-tag", ()),
                reply.headers.get("tdm-reservation"),
                reply.headers.get("tdm-policy"),
                self._token,
            ),
            same_as_others=self._seen.others(asked_url, reply.url, reply.body),
            hold=hold,
        )


def _may_lead_on(start: bytes, *, is_whole: bool) -> bool:
    """Whether a page is worth a closer look; most are not, and the look takes a millisecond."""
    if _META_REFRESH.search(start):
        return True
    is_bare = is_whole and start.lower().count(b"<a ") <= MOST_LINKS_OF_A_BARE_PAGE
    return is_bare and b"location" in start


def _may_be_a_page(status: int, headers: Mapping[str, str], start: bytes) -> bool:
    """Whether a body is worth reading: not an error's, nor a video's or PDF's."""
    if status >= 300:
        return False
    content_type = headers.get("content-type", "")
    if not start.strip():
        kind = content_type.partition(";")[0].strip().lower()
        return kind in HTML_TYPES or kind in TYPES_OF_ANYTHING
    return is_html(start, content_type)
