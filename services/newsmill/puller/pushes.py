"""Documents that hubs have sent, until they are read; and what hubs are told of feeds."""

from collections import deque
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Protocol

from newsmill.contracts.feeds import FeedState
from newsmill.puller.asking.pushing import Push
from newsmill.puller.websub.discovering import Offer

TIME_TO_TELL = timedelta(minutes=10)
"""How long after an entry's date its hub may take to tell us of it."""


class Hubs(Protocol):
    """Tell of feeds' news, so that these are hardly polled: `websub.pushing.Hubs`."""

    def offered(self, feed_url: str, offer: Offer | None) -> None:
        """Note what a feed says of its hub."""

    def removed(self, feed_url: str) -> None:
        """Note that a feed is not wanted any more."""

    def left(self, feed_url: str) -> None:
        """Note that a feed is another puller's now."""

    def pushed_until(self, feed_url: str) -> datetime | None:
        """Until when its hub tells us of a feed's news; None if it does not."""

    def missed(self, feed_url: str) -> None:
        """Note that a poll found news that the hub had kept from us."""


class Pushes:
    """What hubs have sent and nobody has read yet, in order by feed; bounded.

    Without `hubs`, nothing is sent and nobody told.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._by_feed: dict[str, deque[Push]] = {}
        self._count = 0
        self.hubs: Hubs | None = None

    def add(self, url: str, push: Push) -> bool:
        """Keep a document; False if there is no room for it."""
        if self._count >= self._most:
            return False
        self._by_feed.setdefault(url, deque()).append(push)
        self._count += 1
        return True

    def has(self, url: str) -> bool:
        """Whether something of this feed waits."""
        return url in self._by_feed

    def next(self, url: str) -> Push:
        """The first of a feed that has some."""
        waiting = self._by_feed[url]
        push = waiting.popleft()
        self._count -= 1
        if not waiting:
            del self._by_feed[url]
        return push

    def removed(self, url: str) -> None:
        """A subscription has ended."""
        self._drop(url)
        if self.hubs is not None:
            self.hubs.removed(url)

    def left(self, urls: Iterable[str]) -> None:
        """These feeds are another puller's now."""
        for url in urls:
            self._drop(url)
            if self.hubs is not None:
                self.hubs.left(url)

    def note_state(self, state: FeedState) -> None:
        """Tell of a feed's hub."""
        if self.hubs is None or state.gone:
            return
        known = state.hub is not None and state.topic_url is not None
        self.hubs.offered(
            state.url, Offer(state.hub or "", state.topic_url or "") if known else None
        )

    def note_poll(self, url: str, published: Iterable[datetime | None], now: datetime) -> None:
        """Tell if a poll found news, of these dates, that had time to come from the feed's hub."""
        if self.hubs is None or self.hubs.pushed_until(url) is None:
            return
        if any(at is not None and at < now - TIME_TO_TELL for at in published):
            self.hubs.missed(url)

    def with_lease(self, state: FeedState) -> FeedState:
        """`state` with the end of the hub's lease."""
        until = self.hubs.pushed_until(state.url) if self.hubs is not None else None
        return (
            state
            if until == state.pushed_until
            else state.model_copy(update={"pushed_until": until})
        )

    def _drop(self, url: str) -> None:
        self._count -= len(self._by_feed.pop(url, ()))
