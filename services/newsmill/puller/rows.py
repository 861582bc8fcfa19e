"""One feed as it lies in memory between two polls: packed, since there are many."""

from datetime import datetime
from typing import Literal

from newsmill.contracts.feeds import Feed, FeedState
from newsmill.puller.asking.moving import address_by

Lane = Literal["known", "trial", "suspect"]
"""How a feed is asked: it answered last time; it is new or failed last time; its documents have
killed parsers."""


class Row:
    """A subscription with its state and memory, of which any may be missing.

    Records are kept as JSON without what is as by default: a tenth of the objects' size. Instants
    are seconds since 1970.
    """

    __slots__ = (
        "_feed", "_state", "added_at", "address", "due_at", "has_written", "is_gone", "lane",
        "memory", "next_at", "polled_at", "url",
    )  # fmt: skip

    def __init__(self, url: str) -> None:
        self.url = url
        self.address = url
        """Where the feed is asked for now."""
        self._feed: bytes | None = None
        self._state: bytes | None = None
        self.memory = b""
        """The entries remembered of the feed, packed."""
        self.has_written = False
        """Whether this puller has written the memory: what the topic says of it is older."""
        self.added_at = 0.0
        self.polled_at: float | None = None
        self.next_at: float | None = None
        self.due_at: float | None = None
        """By the queue's clock; None while it is not queued."""
        self.is_gone = False
        self.lane: Lane = "trial"

    def __lt__(self, other: "Row") -> bool:
        """By URL: of feeds that are due at the same time."""
        return self.url < other.url

    @property
    def is_subscribed(self) -> bool:
        """Whether there is a subscription, and not only what was kept of one."""
        return self._feed is not None

    @property
    def has_state(self) -> bool:
        """Whether the feed was ever polled."""
        return self._state is not None

    @property
    def stays_gone(self) -> bool:
        """Whether the feed was found gone after it was last subscribed to."""
        return self.is_gone and self.polled_at is not None and self.added_at <= self.polled_at

    @property
    def feed(self) -> Feed:
        """The subscription."""
        assert self._feed is not None, "nobody asks for a feed that is not subscribed to"
        return Feed.model_validate_json(self._feed)

    @property
    def state(self) -> FeedState:
        """The state; that of a new feed where there is none."""
        if self._state is None:
            return FeedState(url=self.url)
        return FeedState.model_validate_json(self._state)

    def subscribe(self, feed: Feed) -> None:
        """Note a subscription."""
        self._feed = feed.model_dump_json(exclude_defaults=True).encode()
        self.added_at = feed.added_at.timestamp()

    def unsubscribe(self) -> None:
        """Note its end; state and memory stay."""
        self._feed = None

    def put_state(self, state: FeedState | None) -> None:
        """Note a state, or that there is none."""
        if state is None:
            state, self._state = FeedState(url=self.url), None
        else:
            self._state = state.model_dump_json(exclude_defaults=True).encode()
        self.polled_at = _seconds(state.last_polled_at)
        self.next_at = _seconds(state.next_poll_at)
        self.is_gone = state.gone
        self.address = address_by(self.url, state)
        if state.parser_kills:
            self.lane = "suspect"
        elif state.failures or state.last_polled_at is None:
            self.lane = "trial"
        else:
            self.lane = "known"


def _seconds(at: datetime | None) -> float | None:
    return at.timestamp() if at is not None else None
