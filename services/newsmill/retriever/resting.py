"""Back-off per host: a host that fails, or asks for a pause, is not asked for a while."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from newsmill.contracts.articles import Retrieval
from newsmill.retriever.remembering import LRUCache
from newsmill.web.fetching import Reply

# One slow page is no reason to back off; two failures in a row are.
FAILURES_IN_A_ROW = 2
REST = timedelta(minutes=1)
# The longest Retry-After that is kept: https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3
MAX_RETRY_AFTER = timedelta(days=1)
# 429 (RFC 6585 §4) and 503 (RFC 9110 §15.6.4).
OVERLOADED = frozenset({429, 503})

MEMORY_BYTES = 4 * 1024 * 1024


class Resting:
    """The hosts that are not asked for a while, and why."""

    def __init__(self, clock: Callable[[], float], now: Callable[[], datetime]) -> None:
        self._clock = clock
        self._now = now
        self._troubles: LRUCache[str, _Trouble] = LRUCache(MEMORY_BYTES)

    def why(self, host: str) -> Retrieval | None:
        """Why `host` is not asked now; None when it may be."""
        trouble = self._troubles.get(host)
        return trouble.why if trouble and trouble.until > self._clock() else None

    def note_failure(self, host: str, why: Retrieval) -> None:
        """Note that `host` did not answer."""
        before = self._troubles.get(host)
        failures = before.failures + 1 if before else 1
        rest = REST if failures >= FAILURES_IN_A_ROW else timedelta(0)
        self._note(host, _Trouble(why, failures, self._clock() + rest.total_seconds()))

    def note_reply(self, host: str, reply: Reply) -> None:
        """Note that `host` answered; the back-off ends, unless it asks for a pause."""
        rest = pause_asked_for(reply, self._now())
        if rest is not None:
            self._note(host, _Trouble("http_error", 0, self._clock() + rest.total_seconds()))
        elif self.why(host) is None:
            self._troubles.remove(host)

    def _note(self, host: str, trouble: "_Trouble") -> None:
        """Note `trouble`; a longer rest, asked for by an answer before, stays."""
        before = self._troubles.get(host)
        if before is None or before.until <= max(trouble.until, self._clock()):
            self._troubles.put(host, trouble, 0)


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
    why: Retrieval
    failures: int
    until: float
