"""Find the tags in HTML, OPML and sitemaps, however badly written, and decode such documents.

No parser: nothing is expanded, loaded or repaired, and the time is linear in the text.
"""

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from newsmill.web.decoding import charset_of, codec_of, unmarked

MAX_ATTRIBUTES = 100
MAX_VALUE_CHARACTERS = 16 * 1024

_NAME = re.compile(r"<(/?)([A-Za-z][\w:.-]{0,60})")
_BETWEEN = re.compile(r"[\s/]*")
_ATTRIBUTE = re.compile(r"([^\s=<>/\"']{1,100})(\s*=\s*)?")
_UNQUOTED = re.compile(r"[^\s<>]{0,16384}")
_END_OF_RAW_TEXT = {
    name: re.compile(f"</{name}", re.IGNORECASE) for name in ("script", "style", "textarea")
}
# Without its semicolon, a name is part of an address: “?a=1&copy=2”.
_REFERENCE = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{0,31});")
_DECLARED = re.compile(
    rb"(?:encoding|charset)\s{0,9}=\s{0,9}[\"']?\s{0,9}([\w.:-]{1,40})", re.IGNORECASE
)
_FIRST_BYTES = ((b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"))
DECLARED_WITHIN_BYTES = 2_048


@dataclass(frozen=True, slots=True)
class Tag:
    """A start or end tag, with its place in the text."""

    name: str
    """In lower case, without a prefix."""
    attributes: Mapping[str, str]
    """By lower-case name, references decoded; of repeated ones the first."""
    is_end: bool
    is_empty: bool
    """Whether it ends with a slash."""
    start: int
    end: int


def tags(text: str) -> Iterator[Tag]:
    """The tags of `text` in their order, without those in comments, scripts and CDATA."""
    place = 0
    while (start := text.find("<", place)) >= 0:
        if text.startswith(("<!--", "<![CDATA["), start):
            end = text.find("-->" if text[start + 2] == "-" else "]]>", start + 4)
            if end < 0:
                return
            place = end + 3
            continue
        name = _NAME.match(text, start)
        if name is None:
            place = start + 1
            continue
        attributes, place, is_empty = _attributes(text, name.end())
        tag = name[2].lower().rpartition(":")[2]
        yield Tag(tag, attributes, bool(name[1]), is_empty, start, place)
        if not name[1] and tag in _END_OF_RAW_TEXT:
            end_tag = _END_OF_RAW_TEXT[tag].search(text, place)
            if end_tag is None:
                return
            place = end_tag.start()


def plain(markup: str) -> str:
    """`markup` without references and CDATA marks, on one line."""
    whole = markup.strip()
    if whole.startswith("<![CDATA["):
        return " ".join(whole.removeprefix("<![CDATA[").removesuffix("]]>").split())
    return " ".join(_decoded(whole).split())


def text_of(body: bytes, content_type: str = "") -> str:
    """`body` as text: by its mark, as UTF-8 if it is valid, as declared, or as windows-1252."""
    rest, marked = unmarked(body)
    if marked:
        return rest.decode(marked, "replace")
    for start, codec in _FIRST_BYTES:
        if body.startswith(start):
            return body.decode(codec, "replace")
    found = _DECLARED.search(body[:DECLARED_WITHIN_BYTES])
    declared = [charset_of(content_type), codec_of(found[1].decode("ascii")) if found else None]
    for codec in ("utf-8", *(one for one in declared if one and not one.startswith("utf-16"))):
        try:
            return body.decode(codec)
        except UnicodeDecodeError:
            continue
    return body.decode("cp1252", "replace")


def _attributes(text: str, place: int) -> tuple[dict[str, str], int, bool]:
    """The attributes from `place` on, the place behind the tag, and whether a slash ends it."""
    found: dict[str, str] = {}
    is_empty = False
    for _ in range(MAX_ATTRIBUTES):
        between = _BETWEEN.match(text, place)
        place = between.end() if between else place
        is_empty = between is not None and between[0].endswith("/")
        if place >= len(text) or text[place] == "<":
            return found, place, is_empty
        if text[place] == ">":
            return found, place + 1, is_empty
        attribute = _ATTRIBUTE.match(text, place)
        if attribute is None:
            place += 1
            continue
        value, place = _value(text, attribute.end()) if attribute[2] else ("", attribute.end())
        found.setdefault(attribute[1].lower(), _decoded(value))
    end = text.find(">", place)
    return found, end + 1 if end >= 0 else len(text), False


def _value(text: str, place: int) -> tuple[str, int]:
    quote = text[place : place + 1]
    if quote in ('"', "'"):
        end = text.find(quote, place + 1, place + 1 + MAX_VALUE_CHARACTERS)
        if end >= 0:
            return text[place + 1 : end], end + 1
        place += 1
    unquoted = _UNQUOTED.match(text, place)
    return (unquoted[0], unquoted.end()) if unquoted else ("", place)


def _decoded(text: str) -> str:
    return _REFERENCE.sub(lambda reference: html.unescape(reference[0]), text)
