"""The parser as a child process is asked for it.

feedparser is imported in the child alone: the puller that asks has no use for it.
"""

from services.puller.documents import FeedDocument
from services.puller.entries import ParsedFeed


def load_parser() -> None:
    """Import it before the first feed waits: the child's initializer."""
    from services.puller import parsing

    assert parsing


def parse_apart(document: FeedDocument) -> ParsedFeed:
    """What `parsing.parse_feed` makes of `document`."""
    from services.puller.parsing import parse_feed

    return parse_feed(document)
