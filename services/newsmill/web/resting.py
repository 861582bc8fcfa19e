"""Back-off per site: a site that fails, or asks for a pause, is not asked for a while."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from newsmill.web.fetching import Reply
from newsmill.web.obstacles import Obstacle
from newsmill.web.remembering import LRUCache
from newsmill.web.sites import Scope, host_alone

# One slow page is no reason to back off; two failures in a row are.
FAILURES_IN_A_ROW = 2
REST = timedelta(minutes=1)
# The longest Retry-After that is kept: https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3
MAX_RETRY_AFTER = timedelta(days=7)
# 429 (RFC 6585 §4) and 503 (RFC 9110 §15.6.4).
OVERLOADED = frozenset({429, 503})

# A gateway says so in the name of whatever site it was asked for: so many sites of one platform
# that ask for a pause within so long are one server. Three people who want to harm the others on
# their platform can keep them waiting for an hour at most.
SITES_OF_A_GATEWAY = 3
AT_ONE_TIME = timedelta(minutes=10)
MAX_PLATFORM_REST = timedelta(hours=1)

MEMORY_BYTES = 4 * 1024 * 1024


class Resting:
    """The sites and platforms that are not asked for a while, and why.

    `scope_of` says which hosts are one site; each is one for itself unless given.
    """

    def __init__(
        self,
        clock: Callable[[], float],
        now: Callable[[], datetime],
        scope_of: Callable[[str], Scope] = host_alone,
    ) -> None:
        self._clock = clock
        self._now = now
        self._scope_of = scope_of
        self._troubles: LRUCache[str, _Trouble] = LRUCache(MEMORY_BYTES)
        self._platforms: LRUCache[str, _Platform] = LRUCache(MEMORY_BYTES)

    def why(self, host: str) -> Obstacle | None:
        """Why `host` is not asked now; None when it may be."""
        scope = self._scope_of(host)
        trouble = self._troubles.get(scope.site)
        if trouble and trouble.until > self._clock():
            return trouble.why
        return "http_error" if self._platform_until(scope) > self._clock() else None

    def rest(self, host: str) -> timedelta:
        """How long `host` is not to be asked from now on; zero when it may be."""
        scope = self._scope_of(host)
        trouble = self._troubles.get(scope.site)
        until = max(trouble.until if trouble else 0.0, self._platform_until(scope))
        return timedelta(seconds=max(0.0, until - self._clock()))

    def note_failure(self, host: str, why: Obstacle) -> None:
        """Note that `host` did not answer."""
        site = self._scope_of(host).site
        before = self._troubles.get(site)
        failures = before.failures + 1 if before else 1
        rest = REST if failures >= FAILURES_IN_A_ROW else timedelta(0)
        self._note(site, _Trouble(why, failures, self._clock() + rest.total_seconds()))

    def note_reply(self, host: str, reply: Reply) -> None:
        """Note that `host` answered; the back-off ends, unless it asks for a pause."""
        scope = self._scope_of(host)
        rest = pause_asked_for(reply, self._now())
        if rest is not None:
            until = self._clock() + rest.total_seconds()
            self._note(scope.site, _Trouble("http_error", 0, until))
            if reply.status in OVERLOADED and "retry-after" in reply.headers:
                self._note_platform(scope, rest)
        elif self._troubles.get(scope.site) is not None and self.why(host) is None:
            self._troubles.remove(scope.site)

    def _note(self, site: str, trouble: "_Trouble") -> None:
        """Note `trouble`; a longer rest, asked for by an answer before, stays."""
        before = self._troubles.get(site)
        if before is None or before.until <= max(trouble.until, self._clock()):
            self._troubles.put(site, trouble, 0)

    def _note_platform(self, scope: Scope, rest: timedelta) -> None:
        if scope.platform is None:
            return
        platform = self._platforms.get(scope.platform) or _Platform()
        now = self._clock()
        recent = now - AT_ONE_TIME.total_seconds()
        platform.asked_at = {site: at for site, at in platform.asked_at.items() if at > recent}
        platform.asked_at[scope.site] = now
        if len(platform.asked_at) >= SITES_OF_A_GATEWAY:
            until = now + min(rest, MAX_PLATFORM_REST).total_seconds()
            platform.until = max(platform.until, until)
            # Enough is known; a thousand sites need not be remembered.
            platform.asked_at = dict(list(platform.asked_at.items())[-SITES_OF_A_GATEWAY:])
        self._platforms.put(scope.platform, platform, 0)

    def _platform_until(self, scope: Scope) -> float:
        platform = self._platforms.get(scope.platform) if scope.platform else None
        return platform.until if platform else 0.0


def pause_asked_for(reply: Reply, now: datetime) -> timedelta | None:
    """How long an error wants its host to be left alone; None if it does not say so.

    429 and 503 say so in any case, other errors by a Retry-After. A date in that is judged by the
    server's own clock, if its Date header tells it.
    """
    if reply.status < 400:
        return None
    asked = _retry_after(reply.headers, now)
    if asked is None:
        return REST if reply.status in OVERLOADED else None
    return min(max(asked, timedelta(0)), MAX_RETRY_AFTER)


def _retry_after(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    value = headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return timedelta(seconds=int(value[:9])) if len(value) < 10 else MAX_RETRY_AFTER
    until = _date(value)
    return until - (_date(headers.get("date", "")) or now) if until else None


def _date(value: str) -> datetime | None:
    """An HTTP-date in one of its three forms: RFC 9110 §5.6.7."""
    try:
        date = parsedate_to_datetime(value)
        return (date if date.tzinfo else date.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


@dataclass(frozen=True, slots=True)
class _Trouble:
    why: Obstacle
    failures: int
    until: float


@dataclass(slots=True)
class _Platform:
    asked_at: dict[str, float] = field(default_factory=dict)
    """By site, when it asked for a pause."""
    until: float = 0.0
