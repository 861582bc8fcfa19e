"""Send one request as its host wants it: not while it rests, and only when it is its turn."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import lru_cache
from ipaddress import ip_address

from newsmill.hosts import host_of, is_localhost
from newsmill.web.bodies import Accept, RoomForBody
from newsmill.web.fetching import Fetcher, Hop, Reply
from newsmill.web.networks import why_refused
from newsmill.web.obstacles import Obstacle
from newsmill.web.pacing import Clock, Pace, Pacer, WaitTooLong
from newsmill.web.resting import Resting
from newsmill.web.sites import Scope, host_alone

# No delay for servers on this machine or in a private network.
LOCAL_PACE = Pace(timedelta(0), 8)


class NotAsked(Exception):
    """The host is not asked now."""

    def __init__(self, why: Obstacle, again_in: timedelta = timedelta(0)) -> None:
        super().__init__(why, again_in)
        self.why: Obstacle = why
        self.again_in = again_in
        """How long it would have been to wait, as far as that is known."""


class Visitor:
    """Asks hosts, for pages and for robots.txt, at one pace for both."""

    def __init__(
        self,
        fetcher: Fetcher,
        pacer: Pacer,
        resting: Resting,
        pace: Pace,
        clock: Clock,
        *,
        allow_private_networks: bool,
        scope_of: Callable[[str], Scope] = host_alone,
    ) -> None:
        self._fetcher = fetcher
        self._pacer = pacer
        self._resting = resting
        self._normal_pace = pace
        self._clock = clock
        self._allow_private_networks = allow_private_networks
        self._scope_of = scope_of

    def site(self, url: str) -> str:
        """The site whose pace and rest hold for `url`."""
        return self._scope_of(host_of(url)).site

    def ready_in(self, url: str) -> timedelta:
        """How long until `url` may be asked for; zero if now."""
        host = host_of(url)
        return max(self._resting.rest(host), self._pacer.ready_in(self._scope_of(host).site))

    def note_pause(self, reply: Reply) -> None:
        """Note a pause that an answer to any request asks for in so many words."""
        if "retry-after" in reply.headers:
            self._resting.note_reply(host_of(reply.url), reply)

    async def ask(
        self,
        url: str,
        *,
        crawl_delay: timedelta,
        until: float,
        headers: Mapping[str, str],
        max_bytes: int,
        accept: Accept | None = None,
        room: RoomForBody | None = None,
        timeout: timedelta | None = None,
        proxy: str | None = None,
        takes_part: bool = False,
    ) -> Hop:
        """The answer to one GET; waits for the host's turn, which must come before `until`.

        Raises:
            NotAsked: the host rests, or its turn would come too late.
            FetchError: there is no answer.
        """
        host = host_of(url)
        site = self._scope_of(host).site
        self._check_rest(host)
        patience = timedelta(seconds=max(0.0, until - self._clock()))
        try:
            async with self._pacer.turn(site, self._pace(host, crawl_delay), patience):
                self._check_rest(host)
                return await self._fetcher.hop(
                    url,
                    headers=headers,
                    max_bytes=max_bytes,
                    accept=accept,
                    room=room,
                    timeout=timeout,
                    proxy=proxy,
                    takes_part=takes_part,
                )
        except WaitTooLong as error:
            raise NotAsked("timeout", error.wait) from error

    def _check_rest(self, host: str) -> None:
        if why := self._resting.why(host):
            raise NotAsked(why, self._resting.rest(host))

    def _pace(self, host: str, crawl_delay: timedelta) -> Pace:
        if self._allow_private_networks and _is_local(host):
            return LOCAL_PACE
        if crawl_delay <= self._normal_pace.delay:
            return self._normal_pace
        return Pace(crawl_delay, self._normal_pace.width)


@lru_cache(1024)
def _is_local(host: str) -> bool:
    if is_localhost(host):
        return True
    try:
        return why_refused(ip_address(host)) is not None
    except ValueError:
        return False
