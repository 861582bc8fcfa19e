"""Read a list of feeds from where a command was told: a file, standard input, or an address."""

from collections.abc import Iterator
from contextlib import aclosing
from datetime import datetime
from pathlib import Path

from newsmill.errors import UsageError
from newsmill.local.feed_addresses import feed_address, shown
from newsmill.local.feed_lists import MAX_LIST_BYTES, FeedList, read_feed_list
from newsmill.local.reading_ahead import read_ahead
from newsmill.local.source_files import (
    NAME_OF_INPUT,
    STANDARD_INPUT,
    SourceError,
    read_file,
    read_input,
)
from newsmill.web.content_encoding import DecompressionError, TooLarge
from newsmill.web.fetching import FetchError, FetchSettings, open_fetcher
from newsmill.web.gzip_files import gunzipped


async def read_feed_source(name: str, now: datetime, settings: FetchSettings) -> FeedList:
    """The subscriptions that are listed in a file, on standard input (“-”), or at an address.

    Raises:
        SourceError: it cannot be read, or there is no subscription in it.
        NoFeedAddress: it is an address that can never be fetched.
        UsageError: the name is empty.
    """
    if not name:
        raise UsageError("a list of feeds is wanted: a file, an address, or - for standard input")
    if name.lower().startswith(("http://", "https://", "feed:")):
        return await _fetched(feed_address(name), now, settings)
    # Beside the loop: a pipe whose writer waits would keep a signal from ending the command.
    async with aclosing(read_ahead(_contents(name))) as contents:
        content = await anext(contents)
    name = NAME_OF_INPUT if name == STANDARD_INPUT else name
    return read_feed_list(_decompressed(content, name), name, now)


def _contents(name: str) -> Iterator[bytes]:
    """The one content, once it is asked for."""
    if name == STANDARD_INPUT:
        yield read_input(MAX_LIST_BYTES)
    else:
        yield read_file(Path(name), MAX_LIST_BYTES)


async def _fetched(url: str, now: datetime, settings: FetchSettings) -> FeedList:
    try:
        async with open_fetcher(settings) as fetcher:
            reply = await fetcher.get(url, max_bytes=MAX_LIST_BYTES)
    except FetchError as error:
        raise SourceError(f"{shown(url)}: {error.detail}") from error
    if reply.status >= 400:
        raise SourceError(f"{shown(url)}: the server answers {reply.status}")
    return read_feed_list(
        _decompressed(reply.body, shown(url)),
        shown(url),
        now,
        url=reply.url,
        content_type=reply.headers.get("content-type", ""),
    )


def _decompressed(content: bytes, name: str) -> bytes:
    """`content`, decompressed if it is a gzip file."""
    try:
        return gunzipped(content, MAX_LIST_BYTES)
    except TooLarge as error:
        raise SourceError(f"{name}: larger than {MAX_LIST_BYTES} bytes, decompressed") from error
    except DecompressionError as error:
        raise SourceError(f"{name}: not compressed as it says: {error}") from error
