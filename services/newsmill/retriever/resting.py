"""Back-off per host: a host that fails or answers 429 or 503 is not asked for a while."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from newsmill.contracts.articles import Retrieval
from newsmill.retriever.remembering import LRUCache
from newsmill.web.fetching import Reply

# One slow page is no reason to back off; two failures in a row are.
FAILURES_IN_A_ROW = 2
REST = timedelta(minutes=1)
# The longest Retry-After that is kept: https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3
MAX_RETRY_AFTER = timedelta(minutes=10)
# 429 (RFC 6585 §4) and 503 (RFC 9110 §15.6.4).
OVERLOADED = frozenset({429, 503})

MEMORY_BYTES = 4 * 1024 * 1024


class Resting:
    """The hosts that are not asked for a while, and why."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
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
        self._troubles.put(host, self._trouble(why, failures, rest), 0)

    def note_reply(self, host: str, reply: Reply) -> None:
        """Note that `host` answered; the back-off ends, unless it answers 429 or 503."""
        if reply.status in OVERLOADED:
            seconds = reply.headers.get("retry-after", "").strip()
            is_number = seconds.isascii() and seconds.isdigit() and len(seconds) < 9
            rest = min(timedelta(seconds=int(seconds)) if is_number else REST, MAX_RETRY_AFTER)
            self._troubles.put(host, self._trouble("http_error", 0, rest), 0)
        elif self.why(host) is None:
            self._troubles.remove(host)

    def _trouble(self, why: Retrieval, failures: int, rest: timedelta) -> "_Trouble":
        return _Trouble(why, failures, self._clock() + rest.total_seconds())


@dataclass(frozen=True, slots=True)
class _Trouble:
    why: Retrieval
    failures: int
    until: float
