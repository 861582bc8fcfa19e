"""Decide where a feed is asked for: permanent redirects are adopted when they have stayed so."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from newsmill.contracts.feeds import Feed, FeedState
from newsmill.hosts import parse
from newsmill.redaction import has_secrets

ADOPTED_AFTER = timedelta(days=3)
"""Wrong redirects, of a server that is being set up or broken into, are mended sooner."""

FAILURES_AWAY_FROM_HOME = 3
"""A feed that fails so often where it has moved to is asked for at its own URL again, in turns."""


class Chain(Protocol):
    """What is to be known of the redirects that led to an answer."""

    @property
    def url(self) -> str:
        """Where the answer came from."""

    @property
    def redirects(self) -> int:
        """How many there were."""

    @property
    def is_permanent(self) -> bool:
        """Whether all of them were 301 or 308."""

    @property
    def is_secure(self) -> bool:
        """Whether none led from https to http."""


@dataclass(frozen=True, slots=True)
class Move:
    """What a poll's redirects mean for the next polls."""

    moving_to: str | None = None
    moving_since: datetime | None = None
    adopted: str | None = None
    """Where the feed is asked for from now on."""


def address_of(feed: Feed, state: FeedState) -> str:
    """Where the feed is to be asked for now."""
    return address_by(feed.url, state)


def address_by(url: str, state: FeedState) -> str:
    """Where the feed that is subscribed to as `url` is to be asked for now."""
    if state.asked_url is None:
        return url
    is_doubted = state.failures >= FAILURES_AWAY_FROM_HOME and state.failures % 2
    return url if is_doubted or state.gone_since else state.asked_url


def move(feed: Feed, state: FeedState, chain: Chain, at: datetime, *, is_feed: bool) -> Move:
    """What the redirects of `chain` mean; nothing is adopted unless they led to a feed."""
    asked = address_of(feed, state)
    if not chain.redirects:
        came_home = is_feed and state.asked_url is not None and asked == feed.url
        return Move(adopted=feed.url if came_home else None)
    target = _target(asked, chain)
    if target is None or _is_same(target, state.asked_url or feed.url):
        return Move()
    since = state.moving_since if state.moving_to == target else None
    if since is not None and is_feed and at - since >= ADOPTED_AFTER:
        return Move(adopted=feed.url if _is_same(target, feed.url) else target)
    return Move(target, since or at)


def _target(asked: str, chain: Chain) -> str | None:
    """Where the feed has moved for good.

    A URL with a secret in it is good for one reader or one hour, and is written nowhere.
    """
    is_downgrade = asked.lower().startswith("https:") and not chain.url.startswith("https:")
    if not chain.is_permanent or not chain.is_secure or is_downgrade or has_secrets(chain.url):
        return None
    return chain.url


def _is_same(url: str, other: str) -> bool:
    page, other_page = parse(url), parse(other)
    return (
        page is not None and other_page is not None and page.request_url == other_page.request_url
    )
