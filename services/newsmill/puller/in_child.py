"""The parser as a child process is asked for it.

feedparser is imported in the child alone: the puller that asks has no use for it.
"""

from newsmill.puller.documents import FeedDocument
from newsmill.puller.entries import ParsedFeed


def load_parser() -> None:
    """Import it before the first feed waits: the child's initializer."""
    from newsmill.puller import parsing

    assert parsing


def parse_apart(document: FeedDocument) -> ParsedFeed:
    """What `parsing.parse_feed` makes of `document`."""
    from newsmill.puller.parsing import parse_feed

    return parse_feed(document)
