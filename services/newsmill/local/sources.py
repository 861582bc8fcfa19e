"""Read the sources of a command: feed addresses, OPML lists, and documents of several kinds."""

import html
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from xml.etree import ElementTree

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from newsmill.contracts.articles import Page, RawArticle
from newsmill.contracts.base import Instant, Observation
from newsmill.contracts.feeds import Feed
from newsmill.errors import UserError

MAX_DOCUMENT_BYTES = 3 * 1024 * 1024
"""A document must fit, escaped, into the raw topic."""

MAX_OPML_BYTES = 10 * 1024 * 1024
STANDARD_INPUT = "-"


class SourceError(UserError):
    """A source cannot be read: the message names it and says why."""


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


def read_opml(path: Path, now: datetime) -> list[Feed]:
    """The subscriptions of an OPML file; the outermost outline's text is the section.

    Raises:
        SourceError: the file cannot be read or is no OPML.
    """
    if b"<!DOCTYPE" in (content := _read_bytes(path, MAX_OPML_BYTES)):
        raise SourceError(f"{path}: an OPML file with a document type is not read")
    try:
        root = ElementTree.fromstring(content)  # noqa: S314 # without a document type nothing expands
    except ElementTree.ParseError as error:
        raise SourceError(f"{path}: not an OPML file: {error}") from error
    if root.tag != "opml" or (body := root.find("body")) is None:
        raise SourceError(f"{path}: not an OPML file: no <opml><body>")
    feeds: list[Feed] = []
    for outline in body:
        _collect(outline, None, now, feeds)
    if not feeds:
        raise SourceError(f"{path}: no subscriptions in it (no outline has an xmlUrl)")
    return feeds


def write_opml(feeds: list[Feed]) -> str:
    """An OPML 2.0 list of `feeds`, grouped by section."""
    root = ElementTree.Element("opml", version="2.0")
    head = ElementTree.SubElement(root, "head")
    ElementTree.SubElement(head, "title").text = "newsmill subscriptions"
    body = ElementTree.SubElement(root, "body")
    sections: dict[str, ElementTree.Element] = {}
    for feed in sorted(feeds, key=lambda feed: (feed.section or "", feed.title or feed.url)):
        parent = body
        if feed.section:
            if feed.section not in sections:
                sections[feed.section] = ElementTree.SubElement(body, "outline", text=feed.section)
            parent = sections[feed.section]
        attributes = {"type": "rss", "text": feed.title or feed.url, "xmlUrl": feed.url}
        if feed.language:
            attributes["language"] = feed.language
        ElementTree.SubElement(parent, "outline", attributes)
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _collect(
    outline: ElementTree.Element, section: str | None, now: datetime, feeds: list[Feed]
) -> None:
    name = outline.get("title") or outline.get("text") or None
    url = (outline.get("xmlUrl") or "").strip()
    if url:
        language = outline.get("language") or None
        feeds.append(Feed(url=url, title=name, section=section, language=language, added_at=now))
    for child in outline:
        _collect(child, section or (None if url else name), now, feeds)


def _read(name: str, now: datetime) -> Iterator[Feed | RawArticle | SourceError]:
    if name.lower().startswith(("http://", "https://")):
        yield Feed(url=name, added_at=now)
        return
    if name == STANDARD_INPUT:
        yield from _documents("standard input", _read_input(), None, now)
        return
    path = Path(name)
    if path.suffix.lower() in {".opml", ".xml"}:
        yield from read_opml(path, now)
    elif path.suffix.lower() in {".txt", ".html", ".htm", ".jsonl"}:
        limit = MAX_OPML_BYTES * 100 if path.suffix.lower() == ".jsonl" else MAX_DOCUMENT_BYTES
        yield from _documents(str(path), _read_bytes(path, limit), path.suffix.lower(), now)
    else:
        raise SourceError(
            f"{name}: not a feed address (http://…, https://…), and not a file whose name ends in "
            ".opml, .txt, .html or .jsonl"
        )


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


def _read_bytes(path: Path, limit: int) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(limit + 1)
    except OSError as error:
        raise SourceError(f"{path}: {error.strerror or error}") from error
    if len(content) > limit:
        raise SourceError(f"{path}: larger than {limit} bytes")
    return content


def _read_input() -> bytes:
    content = sys.stdin.buffer.read(MAX_OPML_BYTES * 100 + 1)
    if len(content) > MAX_OPML_BYTES * 100:
        raise SourceError(f"standard input: larger than {MAX_OPML_BYTES * 100} bytes")
    return content
