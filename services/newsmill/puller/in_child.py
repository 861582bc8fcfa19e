"""Functions that run the feed parser in a child process.

Only the child imports feedparser; the puller can name these functions without it.
"""

from newsmill.puller.reading.documents import FeedDocument
from newsmill.puller.reading.entries import ParsedFeed


def load_parser() -> None:
    """Import the parser before the first feed comes: the child's initializer."""
    from newsmill.puller.reading import parsing

    assert parsing


def parse_in_child(document: FeedDocument) -> ParsedFeed:
    """The result of `parsing.parse_feed` for `document`."""
    from newsmill.puller.reading.parsing import parse_feed

    return parse_feed(document)
