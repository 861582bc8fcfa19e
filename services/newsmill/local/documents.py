"""Make raw articles of documents: HTML pages, plain texts and lines of JSON."""

import html
from collections.abc import Iterable, Iterator
from datetime import datetime
from hashlib import sha256
from typing import Annotated, Any, NamedTuple

from pydantic import AfterValidator, BaseModel, BeforeValidator, ValidationError

from newsmill.contracts.articles import Page, RawArticle
from newsmill.contracts.base import Instant
from newsmill.contracts.topics import RAW_ARTICLES
from newsmill.local.json_lines import numbered_lines, read_line, shown
from newsmill.local.source_files import SourceError
from newsmill.retriever.decoding import BINARY_STARTS, decode

MAX_DOCUMENT_BYTES = 3 * 1024 * 1024
"""A document must fit, escaped, into the raw topic."""

ALWAYS_FITS_CHARACTERS = 512 * 1024
"""Also if each of them is a quotation mark, which takes seven bytes in the record."""

ARCHIVES = {
    b"\x1f\x8b": "gzip",
    b"PK\x03\x04": "zip",
    b"\x28\xb5\x2f\xfd": "zstd",
    b"\xfd7zXZ\0": "xz",
}
PRINTED = (b"%PDF-", b"%!PS-")
HEAD_BYTES = 64
"""A picture or a sound has NULs in them, a text that happens to begin with “RIFF” has not."""


MAX_AUTHORS = 1_000
"""Each that is no name has an error of its own, which takes memory."""


class Document(NamedTuple):
    """A document and where it was found, for messages."""

    place: str
    article: RawArticle


def _whole(text: str) -> str:
    """Without NULs, as pages are."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        half = ord(text[error.start])
        raise ValueError(f"half of a surrogate pair, \\u{half:04x}, is no character") from error
    return text.replace("\0", "")


def _few(names: Any) -> Any:
    if isinstance(names, list) and len(names) > MAX_AUTHORS:
        raise ValueError(f"more than {MAX_AUTHORS}")
    return names


Text = Annotated[str, AfterValidator(_whole)]


class DocumentLine(BaseModel):
    """One line of a `.jsonl` document."""

    url: Text | None = None
    title: Text = ""
    text: Text | None = None
    html: Text | None = None
    published_at: Instant | None = None
    language: Text | None = None
    authors: Annotated[tuple[Text, ...], BeforeValidator(_few)] = ()


def documents_in_lines(
    name: str, chunks: Iterable[bytes], now: datetime
) -> Iterator[Document | SourceError]:
    """The document of each line, as lines come; a bad line is an error that spoils no other.

    Raises:
        SourceError: all that follows is left out.
    """
    is_empty = True
    for number, line in numbered_lines(name, chunks):
        is_empty = False
        if isinstance(line, SourceError):
            yield line
            continue
        if number == 1 and (kind := archive_of(line)):
            raise SourceError(f"{name}: {kind}")
        place = f"{name}:{number}"
        try:
            yield Document(place, _of_line(place, line, now))
        except SourceError as error:
            yield error
    if is_empty:
        raise SourceError(f"{name}: empty")


def document_of_page(name: str, content: bytes, now: datetime) -> Document:
    """An HTML page, decoded as fetched pages are.

    Raises:
        SourceError: there is no text in it.
    """
    text = _decoded(name, content, "text/html")
    return Document(name, _article(name, text, now, page=text))


def document_of_text(name: str, content: bytes, now: datetime) -> Document:
    """A plain text; its first line is the headline if an empty line follows.

    Raises:
        SourceError: there is no text in it.
    """
    text = _decoded(name, content, "text/plain")
    title, _, body = text.lstrip().partition("\n")
    if not body.strip() or body[:1] not in {"\n", "\r"}:
        title, body = "", text
    return Document(name, _article(name, text, now, title=title.strip(), text=body))


def archive_of(start: bytes) -> str | None:
    """What a file that begins so is instead of text, and what to do about it."""
    for mark, kind in ARCHIVES.items():
        if start.startswith(mark):
            return f"compressed ({kind}); unpack it first"
    is_binary = start.startswith(BINARY_STARTS) and b"\0" in start[:HEAD_BYTES]
    return "no text" if is_binary or start.startswith(PRINTED) else None


def _decoded(name: str, content: bytes, content_type: str) -> str:
    if kind := archive_of(content):
        raise SourceError(f"{name}: {kind}")
    try:
        text = decode(content, content_type)
    except ModuleNotFoundError as error:
        raise SourceError(
            f"{name}: neither UTF-8 nor any declared encoding; to recognise others, pip install"
            " 'newsmill[retriever]', or convert it to UTF-8"
        ) from error
    if not text.strip():
        raise SourceError(f"{name}: empty")
    return text


def _of_line(place: str, line: bytes, now: datetime) -> RawArticle:
    try:
        fields = read_line(line)
    except ValueError as error:
        raise SourceError(f"{place}: not JSON: {error}") from error
    if not isinstance(fields, dict):
        raise SourceError(f"{place}: not a JSON object")
    # Before all are validated: a million of them would be a million errors.
    unknown = next((name for name in fields if name not in DocumentLine.model_fields), None)
    if unknown is not None:
        known = ", ".join(DocumentLine.model_fields)
        raise SourceError(f"{place}: {shown(unknown)}: no such field; there are {known}")
    try:
        told = DocumentLine.model_validate(fields)
    except ValidationError as error:
        raise SourceError(f"{place}: {_first(error)}") from error
    if (told.text is None) == (told.html is None):
        raise SourceError(f"{place}: give either text or html")
    article = _article(
        told.url or place,
        line.decode(),
        now,
        title=told.title,
        text=told.text,
        page=told.html,
    )
    return article.model_copy(
        update={
            "url": told.url,
            "authors": told.authors,
            "feed_language": told.language,
            "published_at": told.published_at,
            "page": article.page and article.page.model_copy(update={"url": told.url or ""}),
        }
    )


def _first(error: ValidationError) -> str:
    first = error.errors(include_input=False)[0]
    # JSON has lists, and people who write it need not know what Python makes of them.
    why = first["msg"].removeprefix("Value error, ").replace("valid tuple", "valid list")
    return ": ".join([*filter(None, [".".join(str(part) for part in first["loc"])]), why])


def _article(
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
    article = RawArticle(
        entry_id=sha256(f"document\0{name}\0{version}".encode(errors="replace")).hexdigest()[:32],
        entry_version=version[:16],
        origin="document",
        title=html.escape(title),
        content_html=_as_html(text) if text is not None else "",
        page=Page(url="", html=page, fetched_at=now) if page is not None else None,
        seen_at=now,
    )
    # Wide characters and escaped ones may take several times as much.
    if len(content) > ALWAYS_FITS_CHARACTERS:
        size = len(article.model_dump_json().encode())
        if size > RAW_ARTICLES.max_message_bytes:
            raise SourceError(
                f"{name}: {size} bytes as a record, and the raw topic takes"
                f" {RAW_ARTICLES.max_message_bytes}"
            )
    return article


def _as_html(text: str) -> str:
    paragraphs = text.replace("\r\n", "\n").split("\n\n")
    return "".join(f"<p>{html.escape(part.strip())}</p>" for part in paragraphs if part.strip())
