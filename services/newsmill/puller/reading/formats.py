"""Recognise what is no XML feed, and read it: JSON Feed and sitemaps, also compressed ones."""

from datetime import datetime

from newsmill.puller.reading.contents import Contents
from newsmill.puller.reading.documents import FeedError
from newsmill.puller.reading.jsonfeed import NotJSONFeed, read_json_feed
from newsmill.puller.reading.sitemaps import NotASitemap, is_sitemap, read_sitemap
from newsmill.web.content_encoding import DecompressionError, Decompressor

GZIP = b"\x1f\x8b"
CHUNK_BYTES = 64 * 1024


def gunzipped(body: bytes, most: int) -> bytes:
    """`body` decompressed, if it is a gzip file: `sitemap.xml.gz`, whatever its media type says.

    Raises:
        FeedError: it is damaged, or larger than `most` bytes.
    """
    if not body.startswith(GZIP):
        return body
    whole = bytearray()
    stream = Decompressor(is_gzip=True)
    try:
        for start in range(0, len(body), CHUNK_BYTES):
            for piece in stream.pieces(body[start : start + CHUNK_BYTES]):
                whole += piece
                if len(whole) > most:
                    raise FeedError("malformed", f"the file exceeds {most} bytes, decompressed")
        stream.finish()
    except DecompressionError as error:
        raise FeedError("malformed", f"the file is not compressed as it says: {error}") from error
    return bytes(whole)


def read_other_format(text: str, now: datetime) -> Contents | None:
    """The feed in a decoded document that is a JSON Feed or a sitemap; None for all others.

    Raises:
        FeedError: it looks like one, but is none.
    """
    try:
        if text.startswith("{"):
            return read_json_feed(text)
        if is_sitemap(text):
            return read_sitemap(text, now)
    except NotJSONFeed as error:
        raise FeedError("not_a_feed", str(error)) from error
    except NotASitemap as error:
        raise FeedError("malformed", str(error)) from error
    return None
