"""What is known of an article before its page is read."""

from dataclasses import dataclass


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
