"""Read the sources of a command: feed addresses, OPML lists, and documents of several kinds."""

import html
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from newsmill.contracts.articles import Page, RawArticle
from newsmill.contracts.base import Instant, Observation
from newsmill.contracts.feeds import Feed
from newsmill.local.feed_addresses import NoFeedAddress, feed_address
from newsmill.local.feed_lists import MAX_LIST_BYTES, read_opml_text
from newsmill.local.source_files import (
    NAME_OF_INPUT,
    STANDARD_INPUT,
    SourceError,
    read_file,
    read_input,
)
from newsmill.local.tags import text_of

MAX_DOCUMENT_BYTES = 3 * 1024 * 1024
"""A document must fit, escaped, into the raw topic."""

MAX_LINES_BYTES = 1000 * 1024 * 1024
"""Of JSON lines, or of standard input."""


@dataclass(frozen=True)
class Sources:
    """The feeds and documents in all sources of a command line."""

    feeds: tuple[Feed, ...]
    documents: tuple[RawArticle, ...]
    failures: tuple[str, ...] = ()
    """What could not be read, a line each."""


class DocumentLine(BaseModel):
    """One line of a `.jsonl` document."""

    model_config = ConfigDict(extra="forbid")

    url: str | None = None
    title: str = ""
    text: str | None = None
    html: str | None = None
    published_at: Instant | None = None
    language: str | None = None
    authors: tuple[str, ...] = Field(default=())


def read_sources(names: list[str], now: datetime) -> Sources:
    """Read every source; one that cannot be read spoils none of the others."""
    feeds: dict[str, Feed] = {}
    documents: dict[Observation, RawArticle] = {}
    failures: list[str] = []
    for name in names:
        try:
            for found in _read(name, now):
                if isinstance(found, Feed):
                    feeds.setdefault(found.url, found)
                elif isinstance(found, SourceError):
                    failures.append(str(found))
                else:
                    documents.setdefault(found.observation, found)
        except SourceError as error:
            failures.append(str(error))
    return Sources(tuple(feeds.values()), tuple(documents.values()), tuple(failures))


def _read(name: str, now: datetime) -> Iterator[Feed | RawArticle | SourceError]:
    if name.lower().startswith(("http://", "https://", "feed:")):
        yield _feed(name, now)
        return
    if name == STANDARD_INPUT:
        yield from _documents(NAME_OF_INPUT, read_input(MAX_LINES_BYTES), None, now)
        return
    path = Path(name)
    if path.suffix.lower() in {".opml", ".xml"}:
        listed = read_opml_text(text_of(read_file(path, MAX_LIST_BYTES)), name, now)
        yield from listed.feeds
        yield from map(SourceError, listed.refused)
    elif path.suffix.lower() in {".txt", ".html", ".htm", ".jsonl"}:
        limit = MAX_LINES_BYTES if path.suffix.lower() == ".jsonl" else MAX_DOCUMENT_BYTES
        yield from _documents(str(path), read_file(path, limit), path.suffix.lower(), now)
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


def _documents(
    name: str, content: bytes, suffix: str | None, now: datetime
) -> Iterator[RawArticle | SourceError]:
    text = content.decode("utf-8-sig", errors="replace").replace("\0", "")
    start = text.lstrip()[:1]
    if not start:
        raise SourceError(f"{name}: empty")
    if suffix == ".jsonl" or (suffix is None and start == "{"):
        # Not by splitlines(), which also cuts at separators that JSON may hold within a text.
        for number, line in enumerate(text.split("\n"), 1):
            if line.strip():
                try:
                    yield _from_line(f"{name}:{number}", line, now)
                except SourceError as error:
                    yield error
    elif suffix in {".html", ".htm"} or (suffix is None and start == "<"):
        yield _document(name, text, now, page=text)
    else:
        title, _, body = text.lstrip().partition("\n")
        if not body.strip() or body[:1] not in {"\n", "\r"}:
            title, body = "", text
        yield _document(name, text, now, title=title.strip(), text=body)


def _from_line(place: str, line: str, now: datetime) -> RawArticle:
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError) as error:
        # Also a number of thousands of digits, or lists in lists without end.
        why = error.msg if isinstance(error, json.JSONDecodeError) else error
        raise SourceError(f"{place}: not JSON: {why}") from error
    try:
        document = DocumentLine.model_validate(fields)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise SourceError(f"{place}: {field}: {first['msg']}") from error
    if (document.text is None) == (document.html is None):
        raise SourceError(f"{place}: give either text or html")
    article = _document(
        document.url or f"{place}",
        line,
        now,
        title=document.title,
        text=document.text,
        page=document.html,
    )
    return article.model_copy(
        update={
            "url": document.url,
            "authors": document.authors,
            "feed_language": document.language,
            "published_at": document.published_at,
            "page": article.page and article.page.model_copy(update={"url": document.url or ""}),
        }
    )


def _document(
    name: str,
    content: str,
    now: datetime,
    *,
    title: str = "",
    text: str | None = None,
    page: str | None = None,
) -> RawArticle:
    version = sha256(content.encode(errors="replace")).hexdigest()
    if len(content) > MAX_DOCUMENT_BYTES:
        raise SourceError(f"{name}: larger than {MAX_DOCUMENT_BYTES} bytes")
    return RawArticle(
        entry_id=sha256(f"document\0{name}\0{version}".encode()).hexdigest()[:32],
        entry_version=version[:16],
        origin="document",
        title=html.escape(title),
        content_html=_as_html(text) if text is not None else "",
        page=Page(url="", html=page, fetched_at=now) if page is not None else None,
        seen_at=now,
    )


def _as_html(text: str) -> str:
    paragraphs = text.replace("\r\n", "\n").split("\n\n")
    return "".join(f"<p>{html.escape(part.strip())}</p>" for part in paragraphs if part.strip())
