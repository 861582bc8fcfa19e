"""What is known of an article before its page is read."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Expectation:
    """What the feed says of an article, and where its page was found.

    Everything but the addresses is tidy text; all of it may be empty.
    """

    title: str = ""
    """The entry's headline."""
    feed_text: str = ""
    """The entry's text or teaser."""
    feed_title: str = ""
    """What the feed calls itself: often the site's name."""
    url: str | None = None
    """The entry's link."""
    page_url: str | None = None
    """Where the page was found, after redirects."""
    same_as_others: int = 0
    """So many other addresses of the same host gave this very page."""
    seen_at: datetime | None = None
    """When the entry was seen: its page is no younger than a day after."""
    is_dated: bool = False
    """Whether the entry has its own date, so that none needs to be guessed for its page."""
