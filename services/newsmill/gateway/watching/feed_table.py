"""The subscribed feeds and how each is doing, compactly: a hundred thousand of them fit."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from newsmill.contracts.feeds import Feed, FeedState
from newsmill.contracts.topics import FEED_STATES, FEEDS
from newsmill.gateway.api.models import FeedHealth, Feeds
from newsmill.hosts import host_of
from newsmill.inspection.feed_health import CONDITIONS, Condition, Health, health
from newsmill.kafka.records import Message

FOLLOWED = (FEEDS, FEED_STATES)
NEEDS_A_LOOK: frozenset[Condition] = frozenset(
    {"failing", "retired", "frozen", "late", "gapped", "overdue"}
)
KEPT_SECONDS = 5.0
"""How long an order of all feeds is used again: judging a hundred thousand takes a while."""


@dataclass(slots=True)
class _Row:
    """What was last written about one feed, as it was written."""

    subscription: bytes | None = None
    state: bytes | None = None
    judged: Condition | None = None
    """By the state alone, as of when it was judged; None: not yet."""
    judged_until: float = 0.0
    """Seconds since 1970; then time alone may have changed it."""


class FeedTable:
    """Takes in subscriptions and states as they come."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._rows: dict[str, _Row] = {}
        self._ordered: list[tuple[int, str, Condition]] = []
        self._ordered_at: float | None = None

    def enter(self, message: Message) -> None:
        """Take in one message of `FOLLOWED`."""
        url = (message.key or b"").decode(errors="replace")
        row = self._rows.setdefault(url, _Row())
        if message.topic == FEEDS.name:
            row.subscription = message.value
        else:
            row.state = message.value
            row.judged = None
        if row.subscription is None and row.state is None:
            del self._rows[url]

    def feeds(
        self,
        *,
        condition: Condition | None = None,
        limit: int = 100,
        after: tuple[int, str] | None = None,
        as_of: datetime | None = None,
    ) -> Feeds:
        """The subscribed feeds, the worst first; those behind `after`, an order and an address."""
        ordered = self._in_order()
        counts = Counter(it[2] for it in ordered)
        wanted = [
            it
            for it in ordered
            if (condition is None or it[2] == condition) and (after is None or it[:2] > after)
        ]
        shown = wanted[:limit]
        return Feeds(
            total=len(ordered),
            need_a_look=sum(counts[it] for it in NEEDS_A_LOOK),
            by_condition={it: counts[it] for it in CONDITIONS if counts[it]},
            feeds=tuple(self._health_of(url) for _, url, _ in shown),
            next=f"{shown[-1][0]}.{shown[-1][1]}" if len(wanted) > limit else None,
            as_of=as_of,
        )

    def _in_order(self) -> Sequence[tuple[int, str, Condition]]:
        now = self._now()
        seconds = now.timestamp()
        if self._ordered_at is None or not 0 <= seconds - self._ordered_at < KEPT_SECONDS:
            self._ordered = sorted(
                (CONDITIONS.index(condition), url, condition)
                for url, row in self._rows.items()
                if row.subscription is not None
                for condition in (self._condition(url, row, now),)
            )
            self._ordered_at = seconds
        return self._ordered

    def _condition(self, url: str, row: _Row, now: datetime) -> Condition:
        if row.judged is None or now.timestamp() >= row.judged_until:
            judged = health(_state(url, row), now)
            row.judged = judged.condition
            row.judged_until = _holds_until(judged, now)
        return row.judged

    def _health_of(self, url: str) -> FeedHealth:
        row = self._rows[url]
        judged = health(_state(url, row), self._now())
        state = judged.state
        subscription = _read(Feed, row.subscription)
        return FeedHealth(
            url=url,
            host=host_of(url),
            title=(subscription.title if subscription else None) or state.title,
            section=subscription.section if subscription else None,
            tags=subscription.tags if subscription else (),
            condition=judged.condition,
            needs_a_look=judged.condition in NEEDS_A_LOOK,
            remarks=judged.remarks,
            last_polled_at=state.last_polled_at,
            next_poll_at=state.next_poll_at,
            changed_at=state.changed_at,
            silent_since=state.silent_since,
            gap_at=state.gap_at,
            failures=state.failures,
        )


def _holds_until(judged: Health, now: datetime) -> float:
    """A poll writes a new state; otherwise time makes a feed overdue, and an old gap no news."""
    if judged.state.gone:
        return now.timestamp() + 3600
    return now.timestamp() + 60


def _state(url: str, row: _Row) -> FeedState:
    return _read(FeedState, row.state) or FeedState(url=url)


def _read(model: Any, written: bytes | None) -> Any:
    if written is None:
        return None
    try:
        return model.model_validate_json(written)
    except ValidationError:
        return None
