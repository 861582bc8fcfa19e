"""Compute when to poll a feed again (habit, wishes, back-off, jitter), and say why then."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from newsmill.contracts.base import in_milliseconds
from newsmill.contracts.feeds import FeedState, FeedWishes
from newsmill.puller.settings import Settings
from newsmill.puller.timing.arrivals import hours
from newsmill.puller.timing.habits import Habit, learn
from newsmill.puller.timing.pace import Pace, unpriced
from newsmill.puller.timing.wishes import (
    MAX_FRESHNESS,
    Wish,
    document_wish,
    freshness,
    in_words,
    next_allowed,
    retry_after,
)

MAX_BACKOFF = timedelta(hours=24)
# Without a known habit the interval is halved after news, and grows by half without.
FASTER = 0.5
SLOWER = 1.5
AFTER_A_GAP = 0.25
# Feeds that were added at the same time, or that name the same time, must not stay due together.
MAX_JITTER = 0.1
LONGEST_JITTER = timedelta(minutes=30)
# Each poll of a feed without validators costs the whole document.
UNCONDITIONAL = timedelta(hours=1)
# Fewer articles than this in the next hour, and none in the last: a feed is quiet.
QUIET_BELOW = 0.5

LONGEST_WAIT = MAX_FRESHNESS + 2 * LONGEST_JITTER + timedelta(days=8)
"""No feed waits longer, whatever it wishes: the longest freshness, and then a week of skipped hours
and days."""


@dataclass(frozen=True, slots=True)
class PollResult:
    """The part of a poll's result that decides when to poll again."""

    arrived: tuple[datetime | None, ...] = ()
    """The publication dates of the entries that are new or have changed."""
    failures: int = 0
    """Polls in a row that failed, this one included."""
    kills: int = 0
    """Documents that killed the parser, this one included; 0 unless this one did. They count like
    failures, and good polls in between do not end them."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """The answer's headers, by lower-case name; empty if there was no answer."""
    wishes: FeedWishes | None = None
    """What the document asks for; None where none was read: the wishes before it hold."""
    is_same: bool = False
    """Whether the server said 304, or sent the same bytes as last time."""
    has_validators: bool = True
    """Whether the next poll can be conditional."""
    entry_count: int = 0
    """Entries in the document; 0 where none was read."""
    gap: bool = False
    """Whether the document had no entry in common with the one before: some were missed."""
    pushed_until: datetime | None = None
    """The end of its WebSub hub's lease: until then it is polled for an audit only."""

    @property
    def had_news(self) -> bool:
        """Whether anything was new or had changed."""
        return bool(self.arrived)


@dataclass(frozen=True, slots=True)
class Scheduled:
    """When the next poll is and why then, and what this one has taught about the feed's habit."""

    at: datetime
    why: str
    """In a few plain words: `its ttl of 60 min`."""
    habit: Habit
    wishes: FeedWishes

    def fields(self) -> dict[str, Any]:
        """The fields of the feed's next state that follow."""
        return {
            "next_poll_at": in_milliseconds(self.at),
            "next_poll_why": self.why,
            "wishes": self.wishes,
            # By name, and not `asdict`, which copies each value: this is done at every poll.
            "arrivals": self.habit.arrivals,
            "changed_at": self.habit.changed_at,
            "silent_since": self.habit.silent_since,
            "is_frozen": self.habit.is_frozen,
        }


def next_poll(
    now: datetime,
    state: FeedState,
    result: PollResult,
    settings: Settings,
    pace: Pace | None = None,
) -> datetime:
    """When to poll a feed again: `schedule(...).at`."""
    return schedule(now, state, result, settings, pace).at


def schedule(
    now: datetime,
    state: FeedState,
    result: PollResult,
    settings: Settings,
    pace: Pace | None = None,
) -> Scheduled:
    """When to poll a feed again, from its `state` before this poll and the poll's `result`.

    Never before the settings' shortest interval, nor before the server or the feed want us back
    (`wishes.py`, with its upper bounds). Otherwise by the feed's habit: as the budget's `pace`
    says, or without one between the settings' two intervals. After failures the interval doubles
    each time (exponential back-off) up to a day: its ttl had run out when the feed was asked, so
    that only Retry-After and skipped hours count then. A jitter comes on top: up to a tenth, and
    up to half an hour.
    """
    wishes = result.wishes if result.wishes is not None else state.wishes
    habit, view, window = learn(now, state, result)
    if result.failures:
        wanted = max(_backoff(result, settings), retry_after(result.headers, now))
    else:
        pace = pace or unpriced(settings)
        if pace.is_budget or view.is_known:
            wait = timedelta(hours=pace.wait(view, window, hours(now)))
            own = Wish(wait, _rate_in_words(view.rates.mean * view.activity, pace))
        else:
            own = _adapted(state, result, settings)
        if result.gap:
            own = Wish(min(own.pause, settings.max_interval) * AFTER_A_GAP, "articles were missed")
        is_quiet = (
            not result.has_validators
            and not result.had_news
            and (state.changed_at is None or now - state.changed_at >= UNCONDITIONAL)
            and view.articles(1) < QUIET_BELOW
        )
        wanted = max(
            own,
            Wish(UNCONDITIONAL, "quiet, and without ETag and Last-Modified") if is_quiet else own,
            Wish(settings.audit_interval, "pushed by its hub: an audit only")
            if result.pushed_until is not None and now < result.pushed_until
            else own,
            document_wish(wishes, now, settings.max_interval),
            freshness(result.headers, now),
            retry_after(result.headers, now),
        )
    if wanted.pause < settings.min_interval:
        wanted = Wish(settings.min_interval, f"{wanted.why}: the shortest interval")
    at, why = _spread(now, wanted, wishes, state.url)
    return Scheduled(at, why, habit, wishes)


def _backoff(result: PollResult, settings: Settings) -> Wish:
    most = max(MAX_BACKOFF, settings.min_interval)
    # The exponent is limited too, so that the power cannot overflow.
    exponent = min(result.failures - 1 + max(result.kills - 1, 0), 32)
    doubled: timedelta = settings.min_interval * 2**exponent
    many = f"{result.failures} failures" if result.failures > 1 else "a failure"
    return Wish(min(doubled, most), f"back-off after {many}")


def _adapted(state: FeedState, result: PollResult, settings: Settings) -> Wish:
    if state.last_polled_at is None or state.next_poll_at is None or state.failures:
        period = result.wishes.update_period if result.wishes else None
        return Wish(_within(period or settings.min_interval, settings), "asked anew")
    planned = _within(state.next_poll_at - state.last_polled_at, settings)
    if result.had_news:
        shorter = _within(planned * FASTER, settings)
        return Wish(shorter, f"news: interval cut to {in_words(shorter)}")
    longer = _within(planned * SLOWER, settings)
    return Wish(longer, f"no news: interval grown to {in_words(longer)}")


def _within(interval: timedelta, settings: Settings) -> timedelta:
    return max(settings.min_interval, min(interval, settings.max_interval))


def _rate_in_words(an_hour: float, pace: Pace) -> str:
    rate = f"{an_hour:.1f} articles an hour" if an_hour >= 1 else f"{24 * an_hour:.2g} a day"
    return f"its habit, {rate}" + (", within the budget" if pace.is_budget else "")


def _spread(now: datetime, wanted: Wish, wishes: FeedWishes, url: str) -> tuple[datetime, str]:
    """The time of the next poll: later than wanted by a jitter, and outside skipped hours."""
    share = _share(url, now)
    at = now + wanted.pause + min(wanted.pause * MAX_JITTER, LONGEST_JITTER) * share
    if not (wishes.skip_hours or wishes.skip_days):
        return at, wanted.why
    allowed = next_allowed(at, wishes)
    if allowed == at:
        return at, wanted.why
    skipped = f"its skipHours or skipDays until {allowed:%a %H:%M} UTC"
    return allowed + LONGEST_JITTER * share, skipped


def _share(url: str, now: datetime) -> float:
    """A number from 0 to 1: always the same for this feed at this time."""
    text = f"{url} {now.timestamp()}"
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big") / 2**32
