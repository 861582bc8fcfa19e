"""Recognise what is no XML feed, and read it: JSON Feed and sitemaps, also compressed ones."""

from datetime import datetime

from newsmill.puller.reading.contents import Contents
from newsmill.puller.reading.decoding import without_controls
from newsmill.puller.reading.documents import FeedError
from newsmill.puller.reading.jsonfeed import NotJSONFeed, read_json_feed
from newsmill.puller.reading.sitemaps import NotASitemap, is_sitemap, read_sitemap
from newsmill.web import gzip_files
from newsmill.web.content_encoding import DecompressionError, TooLarge


def gunzipped(body: bytes, most: int) -> bytes:
    """`body` decompressed, if it is a gzip file.

    Raises:
        FeedError: it is damaged, or larger than `most` bytes.
    """
    try:
        return gzip_files.gunzipped(body, most)
    except TooLarge as error:
        detail = f"the file exceeds {most} bytes when decompressed"
        raise FeedError("malformed", detail) from error
    except DecompressionError as error:
        raise FeedError("malformed", f"the file is not compressed as it says: {error}") from error


def read_other_format(text: str, now: datetime) -> Contents | None:
    """The feed in a decoded document that is a JSON Feed or a sitemap; None for all others.

    Raises:
        FeedError: it looks like one, but is none.
    """
    try:
        if text.startswith("{"):
            return read_json_feed(without_controls(text))
        if is_sitemap(text):
            return read_sitemap(without_controls(text), now)
    except NotJSONFeed as error:
        raise FeedError("not_a_feed", str(error)) from error
    except NotASitemap as error:
        raise FeedError("malformed", str(error)) from error
    return None
