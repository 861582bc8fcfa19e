"""Read the sources of a command: feed addresses, OPML lists, and documents of several kinds."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from pathlib import Path

from newsmill.contracts.articles import RawArticle
from newsmill.contracts.base import Observation
from newsmill.contracts.feeds import Feed
from newsmill.local.documents import (
    MAX_DOCUMENT_BYTES,
    Document,
    document_of_page,
    document_of_text,
    documents_in_lines,
)
from newsmill.local.feed_addresses import NoFeedAddress, feed_address
from newsmill.local.feed_lists import MAX_LIST_BYTES, read_opml_text
from newsmill.local.source_files import (
    NAME_OF_INPUT,
    STANDARD_INPUT,
    SourceError,
    chunks_of,
    joined,
    read_file,
)
from newsmill.local.tags import text_of

LISTS = frozenset({".opml", ".xml"})
LINES = frozenset({".jsonl"})
PAGES = frozenset({".html", ".htm"})
TEXTS = frozenset({".txt"})


@dataclass(frozen=True)
class Sources:
    """The feeds and documents in all sources of a command line."""

    feeds: tuple[Feed, ...]
    documents: tuple[RawArticle, ...]
    failures: tuple[str, ...] = ()
    """What could not be read, a line each."""


def read_sources(names: list[str], now: datetime) -> Sources:
    """Read every source; one that cannot be read spoils none of the others."""
    feeds: dict[str, Feed] = {}
    documents: dict[Observation, RawArticle] = {}
    failures: list[str] = []
    for found in found_in(names, now):
        if isinstance(found, Feed):
            feeds.setdefault(found.url, found)
        elif isinstance(found, SourceError):
            failures.append(str(found))
        else:
            documents.setdefault(found.article.observation, found.article)
    return Sources(tuple(feeds.values()), tuple(documents.values()), tuple(failures))


def found_in(names: Iterable[str], now: datetime) -> Iterator[Feed | Document | SourceError]:
    """Everything in the sources as it is read, and what could not be read as errors."""
    for name in names:
        try:
            yield from _found(name, now)
        except SourceError as error:
            yield error


def is_of_feeds(name: str) -> bool:
    """Whether a source is a feed or a list of feeds, by its name."""
    return _is_address(name) or (name != STANDARD_INPUT and Path(name).suffix.lower() in LISTS)


def documents_in(names: Iterable[str]) -> int | None:
    """How many documents there are in these sources; None where only reading them tells."""
    suffixes = [Path(name).suffix.lower() for name in names]
    return len(suffixes) if set(suffixes) <= PAGES | TEXTS else None


def _is_address(name: str) -> bool:
    return name.lower().startswith(("http://", "https://", "feed:"))


def _found(name: str, now: datetime) -> Iterator[Feed | Document | SourceError]:
    if _is_address(name):
        yield _feed(name, now)
        return
    if name == STANDARD_INPUT:
        yield from _in_input(chunks_of(None), now)
        return
    path = Path(name)
    suffix = path.suffix.lower()
    if suffix in LISTS:
        listed = read_opml_text(text_of(read_file(path, MAX_LIST_BYTES)), name, now)
        yield from listed.feeds
        yield from map(SourceError, listed.refused)
    elif suffix in LINES:
        yield from documents_in_lines(name, chunks_of(path), now)
    elif suffix in PAGES:
        yield document_of_page(name, read_file(path, MAX_DOCUMENT_BYTES), now)
    elif suffix in TEXTS:
        yield document_of_text(name, read_file(path, MAX_DOCUMENT_BYTES), now)
    else:
        raise SourceError(
            f"{name}: not a feed address (http://…, https://…), and not a file whose name ends in "
            ".opml, .txt, .html or .jsonl"
        )


def _feed(address: str, now: datetime) -> Feed:
    try:
        return Feed(url=feed_address(address), added_at=now)
    except NoFeedAddress as error:
        raise SourceError(str(error)) from error


def _in_input(chunks: Iterator[bytes], now: datetime) -> Iterator[Document | SourceError]:
    """JSON lines, a page or a text, as the first character says."""
    begun = b""
    for chunk in chunks:
        begun += chunk
        if len(begun) > MAX_DOCUMENT_BYTES or begun.strip(_BEFORE):
            break
    everything = chain((begun,), chunks)
    first = begun.lstrip(_BEFORE)[:1]
    if first == b"{":
        yield from documents_in_lines(NAME_OF_INPUT, everything, now)
        return
    make = document_of_page if first == b"<" else document_of_text
    yield make(NAME_OF_INPUT, joined(NAME_OF_INPUT, everything, MAX_DOCUMENT_BYTES), now)


_BEFORE = b"\xef\xbb\xbf\xff\xfe\0 \t\r\n"
"""Byte order marks, the NULs of UTF-16, blanks."""
