"""Compute when to poll a feed again (adaptive interval, back-off)."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from newsmill.contracts.feeds import FeedState
from newsmill.puller.settings import Settings

# A server may ask for any pause (Retry-After, max-age); a feed is polled daily all the same.
MAX_COURTESY = timedelta(hours=24)
MAX_BACKOFF = timedelta(hours=24)
# After news the interval is halved, without news it grows by half.
FASTER = 0.5
SLOWER = 1.5
# Feeds that were added at the same time must not stay due at the same time.
MAX_JITTER = 0.1


@dataclass(frozen=True, slots=True)
class PollResult:
    """The part of a poll's result that decides when to poll again."""

    had_news: bool = False
    failures: int = 0
    """Polls in a row that failed, this one included."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """The answer's headers, by lower-case name; empty if there was no answer."""
    ttl: timedelta | None = None
    update_period: timedelta | None = None


def next_poll(now: datetime, state: FeedState, result: PollResult, settings: Settings) -> datetime:
    """When to poll a feed again, from its `state` before this poll and the poll's `result`.

    Not before the server's own time (RFC 9111 §4.2, RFC 9110 §10.2.3), which counts up to a day.
    Otherwise the interval lies between the settings' two, and is shorter the more often there was
    news. After failures it doubles each time (exponential back-off).
    """
    courtesy = min(wanted_pause(result, now), MAX_COURTESY)
    if result.failures:
        interval = _backoff(result.failures, settings)
    else:
        interval = _pace(state, result, settings)
    # The feed's own ttl counts up to the operator's longest interval.
    own_wish = min(result.ttl or timedelta(), settings.max_interval)
    interval = max(interval, courtesy, own_wish)
    spread = interval * (1 + MAX_JITTER * _share(state.url))
    return now + min(spread, max(interval, settings.max_interval))


def wanted_pause(result: PollResult, now: datetime) -> timedelta:
    """The pause that the server asks for; zero if it asks for none."""
    pause = _retry_after(result.headers, now)
    # The freshness of an error page does not show when the feed will be back.
    if not result.failures:
        pause = max(pause, _freshness(result.headers, now))
    return max(pause, timedelta())


def _backoff(failures: int, settings: Settings) -> timedelta:
    most = max(MAX_BACKOFF, settings.min_interval)
    # The exponent is limited too, so that the power cannot overflow.
    doubled: timedelta = settings.min_interval * 2 ** min(failures - 1, 32)
    return min(doubled, most)


def _pace(state: FeedState, result: PollResult, settings: Settings) -> timedelta:
    if state.last_polled_at is None or state.next_poll_at is None or state.failures:
        pace = result.update_period or settings.min_interval
    else:
        planned = state.next_poll_at - state.last_polled_at
        pace = _within(planned, settings) * (FASTER if result.had_news else SLOWER)
    return _within(pace, settings)


def _within(interval: timedelta, settings: Settings) -> timedelta:
    return max(settings.min_interval, min(interval, settings.max_interval))


_MAX_AGE = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?([0-9]{1,10})", re.IGNORECASE | re.ASCII)


def _freshness(headers: Mapping[str, str], now: datetime) -> timedelta:
    """How long the answer stays fresh (RFC 9111 §4.2.1), for a private cache."""
    control = headers.get("cache-control", "")
    if re.search(r"\bno-(cache|store)\b", control, re.IGNORECASE):
        return timedelta()
    if found := _MAX_AGE.search(control):
        return timedelta(seconds=int(found[1])) - _seconds(headers.get("age", ""))
    expires = _date(headers.get("expires", ""))
    if expires is None:
        return timedelta()
    # By the server's own clock, where it sends a Date.
    return expires - (_date(headers.get("date", "")) or now)


def _retry_after(headers: Mapping[str, str], now: datetime) -> timedelta:
    value = headers.get("retry-after", "")
    if seconds := _seconds(value):
        return seconds
    date = _date(value)
    return date - now if date is not None else timedelta()


def _seconds(value: str) -> timedelta:
    is_number = re.fullmatch(r"\s*[0-9]{1,10}\s*", value, re.ASCII)
    return timedelta(seconds=int(value)) if is_number else timedelta()


def _date(value: str) -> datetime | None:
    try:
        date = parsedate_to_datetime(value)
        return date.astimezone(UTC) if date.tzinfo else date.replace(tzinfo=UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _share(url: str) -> float:
    """A number from 0 to 1 that is always the same for this feed."""
    return int.from_bytes(hashlib.sha256(url.encode()).digest()[:4], "big") / 2**32
