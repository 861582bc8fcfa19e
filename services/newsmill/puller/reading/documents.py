"""A feed document as it goes to the parser, and the parser's errors."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

FeedFailure = Literal["empty", "not_a_feed", "malformed"]


class FeedError(Exception):
    """A document is no feed, or is too damaged to have entries; the message is one line."""

    def __init__(self, reason: FeedFailure, detail: str) -> None:
        super().__init__(reason, detail)
        self.reason: FeedFailure = reason
        self.detail = detail

    def __str__(self) -> str:
        return self.detail


@dataclass(frozen=True, slots=True)
class FeedDocument:
    """A body as it was fetched, and what the parser must know about it."""

    feed_url: str
    """The subscription: part of each entry's identity."""
    url: str
    """The body's URL after redirects; its links are relative to it."""
    content_type: str
    body: bytes
    fetched_at: datetime
    memory: bytes = b""
    """The entries that are remembered of the feed: a packed `Memory`."""
    max_entries: int = 1000
    remembered: int = 5000
    """How many entries of the feed are remembered after it."""
