"""Fetch and apply robots.txt (RFC 9309); the only module that imports Protego."""

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import islice
from urllib.parse import quote

from protego import Protego

from newsmill.hosts import parse
from newsmill.web.budget import Hold
from newsmill.web.fetching import FetchError, Reply
from newsmill.web.obstacles import OBSTACLE_BY_FAILURE, Obstacle
from newsmill.web.remembering import LRUCache
from newsmill.web.sharing import Shared
from newsmill.web.visiting import NotAsked, Visitor

KIBIBYTE = 1024
# https://www.rfc-editor.org/rfc/rfc9309#section-2.5: crawlers must parse at least 500 KiB.
HEEDED_BYTES = 500 * KIBIBYTE
# Larger files are parsed in a thread: a hostile one of 500 KiB would block the event loop for 0.2 s
# with each URL.
SMALL_CHARACTERS = 32 * KIBIBYTE
READ_BYTES = 2 * 1024 * KIBIBYTE
TIMEOUT = timedelta(seconds=15)
# https://www.rfc-editor.org/rfc/rfc9309#section-2.3.1.2
MAX_REDIRECTS = 5
MAX_SITEMAPS = 100
HEADERS = {"Accept": "text/plain, */*;q=0.1"}
TOO_MANY_REQUESTS = 429

# A robots.txt that could not be fetched is not asked for again sooner; RFC 9309 gives no figure.
RETRY_AFTER = timedelta(minutes=10)
# Nor sooner than this, where somebody's own wish to have a feed counts for more than its absence.
RETRY_AFTER_FOR_GUESTS = timedelta(hours=6)
GUEST_BYTES = 256

# The line ends of RFC 9309 §2.2; Python knows more, which may stand inside a path.
_LINE_END = re.compile(r"\r\n?|\n")
_OTHER_LINE_ENDS = re.compile("[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_INDEX_PAGE = re.compile(r"(\s*allow[\s:][^#]*/index\.html)\s*(?:#.*)?", re.IGNORECASE)
# As lenient as Protego, which needs no colon.
_AGENT_LINE = re.compile(r"\s*user[\s-]*agent\b[\s:]*([^#]*)", re.IGNORECASE)
_TOKEN = re.compile(r"[a-z_-]+", re.IGNORECASE)
_COMPATIBLE = re.compile(r"\(compatible;\s*([a-z_-]+)", re.IGNORECASE)


class Rules:
    """The rules of one robots.txt that apply to us."""

    def __init__(self, text: str, token: str) -> None:
        self._token = token
        lines = _for_us(text, token)
        self.names_us = any(line == f"User-agent: {token}" for line in lines)
        """Whether a group is for us in particular, not for every crawler."""
        self._parsed = Protego.parse("\n".join(lines))
        # To Protego, “Allow: /index.html” allows “/” too, where RFC 9309 knows only paths. With a
        # star behind it, it does not, and means the same.
        starred = [_INDEX_PAGE.sub(r"\1*", line) for line in lines]
        self._parsed_for_folders = (
            self._parsed if starred == lines else Protego.parse("\n".join(starred))
        )

    def allow(self, url: str) -> bool:
        """Whether we may fetch `url`."""
        parsed = self._parsed_for_folders if url.endswith("/") else self._parsed
        return bool(parsed.can_fetch(url, self._token))

    @property
    def sitemaps(self) -> tuple[str, ...]:
        """The sitemaps that the file names, a few of them."""
        return tuple(islice(self._parsed.sitemaps, MAX_SITEMAPS))

    @property
    def crawl_delay(self) -> timedelta:
        """How long to wait between two requests; zero if the site asks for no delay."""
        seconds = self._parsed.crawl_delay(self._token) or 0
        # Longer than any cap, and within timedelta's range.
        return timedelta(seconds=min(seconds, 1e6))


@dataclass(frozen=True, slots=True)
class Permission:
    """A site's rules for one URL."""

    refusal: Obstacle | None
    """Why the page is not to be fetched; None when it may be."""
    crawl_delay: timedelta = timedelta(0)


class Robots:
    """The robots.txt files of all sites; each is fetched once for all who ask meanwhile.

    A status of 400 to 499, except 429, allows everything. With 429, a status from 500 on, or no
    answer, everything is forbidden for ten minutes (RFC 9309 §2.3.1.4), unless older rules are
    known: these still apply (§2.4). Of a file that is not UTF-8, what can be decoded is parsed
    (§2.3.1.5).
    """

    def __init__(
        self,
        visitor: Visitor,
        user_agent: str,
        *,
        age: timedelta,
        max_bytes: int,
        patience: timedelta,
        clock: Callable[[], float],
        room: Callable[[], Hold],
    ) -> None:
        """`patience` is for the host's turn to be asked; `room` gives memory for one file."""
        self._visitor = visitor
        self._token = product_token(user_agent)
        self._age = age
        self._patience = patience
        self._clock = clock
        self._room = room
        self._known: LRUCache[str, _Known] = LRUCache(max_bytes)
        # A feed reader has ten times as many sites as there is room for their rules, and needs one
        # number of most.
        self._guests: LRUCache[str, _Guest] = LRUCache(max_bytes, GUEST_BYTES)
        self._asking: Shared[str, _Known] = Shared()

    async def permission(
        self, url: str, *, is_wanted: bool = False, proxy: str | None = None
    ) -> Permission:
        """Whether `url` may be fetched. Raises nothing.

        With `is_wanted`, a person has named this URL. RFC 9309 is about crawlers, which find their
        URLs themselves (§1): then only a group that names us may forbid it. `proxy` is asked for
        a file that is not known yet.
        """
        page = parse(url)
        if page is None:
            return Permission("refused")
        origin = page.origin
        guest = self._guests.get(origin) if is_wanted else None
        if guest is not None and guest.until > self._clock():
            return guest.permission
        known = await self._known_of(origin, proxy)
        if is_wanted and not (known.rules and known.rules.names_us):
            return self._as_guest(origin, known)
        if known.rules is None:
            return Permission(known.refusal)
        if known.size > SMALL_CHARACTERS:
            allowed = await asyncio.to_thread(known.rules.allow, page.request_url)
        else:
            allowed = known.rules.allow(page.request_url)
        return Permission(None if allowed else "robots", known.rules.crawl_delay)

    async def sitemaps(self, url: str) -> tuple[str, ...]:
        """The sitemaps that the robots.txt of a URL's site names. Raises nothing."""
        page = parse(url)
        known = await self._known_of(page.origin, None) if page else None
        return known.rules.sitemaps if known and known.rules else ()

    def _as_guest(self, origin: str, known: "_Known") -> Permission:
        until, delay = known.until, timedelta(0)
        if known.rules is not None:
            delay = known.rules.crawl_delay
        elif until > self._clock():  # not, if it was not even asked for
            until = self._clock() + RETRY_AFTER_FOR_GUESTS.total_seconds()
        permission = Permission(None, delay)
        if until > self._clock():
            self._guests.put(origin, _Guest(until, permission), 0)
        return permission

    async def _known_of(self, origin: str, proxy: str | None) -> "_Known":
        known = self._known.get(origin)
        if known is None or known.until <= self._clock():
            before = known
            known = await self._asking.join(origin, lambda: self._ask(origin, before, proxy))
        return known

    async def _ask(self, origin: str, before: "_Known | None", proxy: str | None) -> "_Known":
        room = self._room()
        try:
            delay = before.rules.crawl_delay if before and before.rules else timedelta(0)
            reply = await self._reply(f"{origin}/robots.txt", delay, room, proxy)
            known = await self._rules("") if reply is None else await self._read(reply)
        except FetchError as error:
            known = self._refusal(_obstacle(error))
        except NotAsked as error:
            # Not noted: it says nothing about the file.
            known = _Known(None, error.why, self._clock(), 0)
        finally:
            # Not left to the end of the object's life, which a traceback prolongs.
            room.release()
        if known.refusal and before and before.rules:
            known = replace(before, until=known.until)
        if known.until > self._clock():
            self._known.put(origin, known, known.size)
        return known

    async def _reply(
        self, url: str, crawl_delay: timedelta, room: Hold, proxy: str | None
    ) -> Reply | None:
        """The answer behind at most five redirects; None if there are more."""
        for _ in range(MAX_REDIRECTS + 1):
            hop = await self._visitor.ask(
                url,
                crawl_delay=crawl_delay,
                until=self._clock() + self._patience.total_seconds(),
                headers=HEADERS,
                max_bytes=READ_BYTES,
                room=room,
                timeout=TIMEOUT,
                proxy=proxy,
            )
            self._visitor.note_pause(hop.reply)
            if hop.redirect_url is None:
                return hop.reply
            url = hop.redirect_url
        return None  # “unavailable”, which allows everything: RFC 9309 §2.3.1.2

    async def _read(self, reply: Reply) -> "_Known":
        if reply.status >= 500 or reply.status == TOO_MANY_REQUESTS:
            return self._refusal("robots")
        text = reply.body[:HEEDED_BYTES].decode("utf-8-sig", "replace")
        if len(reply.body) > HEEDED_BYTES:
            text = text.rpartition("\n")[0]
        # 3xx that lead nowhere and 4xx: “unavailable” (RFC 9309 §2.3.1.3).
        return await self._rules(text if reply.status < 300 else "")

    async def _rules(self, text: str) -> "_Known":
        if len(text) > SMALL_CHARACTERS:
            rules = await asyncio.to_thread(Rules, text, self._token)
        else:
            rules = Rules(text, self._token)
        return _Known(rules, None, self._clock() + self._age.total_seconds(), len(text))

    def _refusal(self, why: Obstacle) -> "_Known":
        return _Known(None, why, self._clock() + RETRY_AFTER.total_seconds(), 0)


@dataclass(frozen=True, slots=True)
class _Known:
    rules: Rules | None
    """None when there is no answer yet, and `refusal` holds."""
    refusal: Obstacle | None
    until: float
    size: int


def _obstacle(error: FetchError) -> Obstacle:
    """Why nothing is fetched from a site whose robots.txt could not be."""
    # A file that is too long to be read may say anything.
    return "robots" if error.reason == "too_large" else OBSTACLE_BY_FAILURE[error.reason]


@dataclass(frozen=True, slots=True)
class _Guest:
    until: float
    permission: Permission


def product_token(user_agent: str) -> str:
    """The name of this crawler in robots.txt files: its product token (RFC 9309 §2.2.1)."""
    found = _COMPATIBLE.search(user_agent)
    if found:
        return found[1].lower()
    leading = _TOKEN.search(user_agent)
    return leading[0].lower() if leading else "newsmill"


def _for_us(text: str, token: str) -> list[str]:
    """The lines of `text` with the names of all other crawlers replaced by one.

    Protego keeps a copy of each rule for each name, so that 500 KiB could take gigabytes. It also
    matches names by their beginning, where RFC 9309 wants the whole name.
    """
    lines = _LINE_END.split(text)
    return [_line_for_us(line, token) for line in lines]


def _line_for_us(line: str, token: str) -> str:
    line = _OTHER_LINE_ENDS.sub(lambda mark: quote(mark[0]), line)
    agent = _AGENT_LINE.match(line)
    if agent is None:
        return line
    name = agent[1].strip().lower()
    if name == "*":
        return "User-agent: *"
    leading = _TOKEN.match(name)
    return f"User-agent: {token if leading and leading[0] == token else 'others/'}"
