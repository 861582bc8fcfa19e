"""Ask for a feed: follow its redirects, each request at its site's pace and by its robots.txt."""

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from newsmill.clock import utc_now
from newsmill.contracts.feeds import Feed, FeedState
from newsmill.hosts import host_of, origin_of, parse
from newsmill.puller.asking.credentials import NONE, Credentials
from newsmill.puller.asking.moving import address_of
from newsmill.puller.asking.validators import Validators
from newsmill.puller.settings import Settings
from newsmill.web.budget import Budget, Hold
from newsmill.web.cookies import Cookies
from newsmill.web.fetching import (
    PERMANENT_REDIRECTS,
    Fetcher,
    FetchError,
    FetchSettings,
    Hop,
    Reply,
)
from newsmill.web.pacing import Clock, Pace, Pacer, Sleep
from newsmill.web.resting import Resting
from newsmill.web.robots import Permission, Robots
from newsmill.web.sites import scope_of
from newsmill.web.visiting import NotAsked, Visitor

ACCEPT = (
    "application/atom+xml, application/rss+xml, application/rdf+xml, application/feed+json,"
    " application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, application/gzip;q=0.3,"
    " */*;q=0.1"
)
MAX_REDIRECTS = 5
# Two requests to one site, robots.txt and the feed, or a redirect and its target, come in one poll.
# For a longer wait the poll is put off.
PATIENCE = timedelta(seconds=5)
LEAST_PAUSE = timedelta(seconds=1)
# https://www.rfc-editor.org/rfc/rfc9309 knows no Crawl-delay; a feed is polled daily all the same.
MAX_CRAWL_DELAY = timedelta(days=1)
NOT_MODIFIED = 304


@dataclass(frozen=True, slots=True)
class Answer:
    """The last answer of a chain of redirects."""

    hop: Hop
    url: str
    """Where it came from; credentials of ours are not in it."""
    redirects: int
    is_permanent: bool
    """Whether there were redirects, all of them 301 or 308."""
    is_secure: bool
    """Whether none led from https to http."""
    is_conditional: bool
    """Whether the last server was asked for changes only."""

    @property
    def reply(self) -> Reply:
        """The answer itself."""
        return self.hop.reply

    @property
    def validators(self) -> Validators:
        """The validators that came with it."""
        return Validators.of_answer(self.hop.validators, self.url)


class FeedAsker:
    """Asks for feeds, as politely as all sites want it; one for a process."""

    def __init__(
        self,
        fetcher: Fetcher,
        settings: Settings,
        fetching: FetchSettings,
        credentials: Credentials | None = None,
        *,
        clock: Clock = time.monotonic,
        sleep: Sleep = asyncio.sleep,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._fetcher = fetcher
        self._settings = settings
        self._timeout = fetching.fetch_timeout
        # robots.txt is asked for at the same pace: were it forgotten by then, it would come first
        # each time, and the feed never.
        self._longest_delay = min(MAX_CRAWL_DELAY, settings.robots_age / 2)
        self._credentials = credentials or Credentials()
        self._clock = clock
        self._now = now
        self._budget = Budget.for_bodies(settings.bytes_in_flight)
        self._resting = Resting(clock, now, scope_of)
        self._visitor = Visitor(
            fetcher,
            Pacer(clock, sleep),
            self._resting,
            Pace(settings.host_delay, settings.host_concurrency),
            clock,
            allow_private_networks=fetching.allow_private_networks,
            scope_of=scope_of,
        )
        self._robots = Robots(
            self._visitor,
            fetching.agent,
            age=settings.robots_age,
            max_bytes=settings.robots_bytes,
            patience=PATIENCE,
            clock=clock,
            room=self._budget.for_body,
        )

    def ready_in(self, address: str) -> timedelta:
        """How long until a feed may be asked for at `address`; zero if now."""
        return self._visitor.ready_in(address)

    def scope(self, address: str) -> str:
        """The site whose pace and rest hold for `address`."""
        return self._visitor.site(address)

    def hold(self) -> Hold:
        """Room for one body, to be released when nobody needs that any more."""
        return self._budget.for_body()

    async def ask(
        self,
        feed: Feed,
        state: FeedState,
        hold: Hold,
        *,
        url: str | None = None,
        validators: Validators | None = None,
        wants_body: bool = True,
    ) -> Answer:
        """The answer to a GET of `feed`, or of `url`, one more page of its.

        Raises:
            NotAsked: a site on the way rests, or it is not our turn within some seconds.
            FetchError: there is no answer.
        """
        home = origin_of(feed.url)
        own = given = self._credentials.of(feed.url)
        proxy = own.plain_proxy()
        target = self._fetcher.check(url or address_of(feed, state))
        asked_url, is_wanted = target, url is None
        cookies: Cookies | None = None
        asked: set[tuple[str, str]] = set()
        is_permanent = is_secure = True
        left = self._timeout
        for redirects in range(MAX_REDIRECTS + 1):
            if own is not NONE and origin_of(target) != home:
                own = NONE  # also for what comes behind a foreign server
            cookie = cookies.header(target) if cookies else ""
            if (target, cookie) in asked:
                raise FetchError(asked_url, "too_many_redirects", "the redirects go round")
            asked.add((target, cookie))
            conditions = validators.headers(target) if validators else {}
            headers = _joined({"Accept": ACCEPT} | conditions, own.plain_headers(), cookie)
            permission = await self._permission(target, proxy, is_wanted=is_wanted)
            began = self._clock()
            try:
                hop = await self._visitor.ask(
                    own.with_query(target),
                    crawl_delay=min(permission.crawl_delay, self._longest_delay),
                    until=began + PATIENCE.total_seconds(),
                    headers=headers,
                    max_bytes=self._settings.max_bytes,
                    accept=_is_document if wants_body else _is_nothing,
                    room=hold,
                    timeout=left,
                    proxy=proxy,
                    takes_part=True,
                )
            except FetchError as error:
                if own is NONE:
                    raise
                detail = own.redacted(error.detail)
                raise FetchError(asked_url, error.reason, detail) from None
            self._resting.note_reply(host_of(target), hop.reply)
            if "set-cookie" in hop.values:
                cookies = cookies or Cookies(self._now())
                cookies.note(target, hop.values["set-cookie"])
            if hop.redirect_url is None:
                named = given.redacted(target)
                return Answer(
                    hop,
                    named,
                    redirects,
                    # Where a credential is part of the address, it can be noted nowhere.
                    is_permanent=is_permanent and redirects > 0 and named == target,
                    is_secure=is_secure,
                    is_conditional=bool(conditions),
                )
            left = max(left - timedelta(seconds=self._clock() - began), LEAST_PAUSE)
            is_permanent = is_permanent and hop.reply.status in PERMANENT_REDIRECTS
            is_secure = is_secure and not _is_downgrade(target, hop.redirect_url)
            target, is_wanted = own.without_query(hop.redirect_url), False
        raise FetchError(asked_url, "too_many_redirects", f"more than {MAX_REDIRECTS} redirects")

    async def sitemaps(self, url: str) -> tuple[str, ...]:
        """The sitemaps that the robots.txt of the site of `url` names."""
        return await self._robots.sitemaps(url) if self._settings.robots else ()

    async def _permission(self, url: str, proxy: str | None, *, is_wanted: bool) -> Permission:
        """Whether `url` may be asked for.

        Raises:
            FetchError: it may not.
        """
        if not self._settings.robots:
            return Permission(None)
        permission = await self._robots.permission(url, is_wanted=is_wanted, proxy=proxy)
        if permission.refusal == "robots":
            raise FetchError(url, "refused", f"the robots.txt of {host_of(url)} forbids it")
        if permission.refusal:
            why = f"the robots.txt of {host_of(url)} could not be read: {permission.refusal}"
            raise FetchError(url, "unreachable", why)
        return permission


def again_in(error: NotAsked) -> timedelta:
    """How long to put off a poll that was not asked."""
    return max(error.again_in, LEAST_PAUSE)


def _joined(ours: dict[str, str], own: dict[str, str], cookie: str) -> dict[str, str]:
    """Our headers with the subscriber's own, which go first, and the cookies of this chain."""
    named = {name.lower(): name for name in own}
    headers = {name: value for name, value in ours.items() if name.lower() not in named} | own
    if cookie:
        name = named.get("cookie", "Cookie")
        headers[name] = f"{headers[name]}; {cookie}" if name in headers else cookie
    return headers


def _is_document(status: int, _headers: Mapping[str, str], _start: bytes) -> bool:
    return status < 300


def _is_nothing(_status: int, _headers: Mapping[str, str], _start: bytes) -> bool:
    return False


def _is_downgrade(url: str, target: str) -> bool:
    before, after = parse(url), parse(target)
    return bool(before and after and before.scheme == "https" and after.scheme != "https")
