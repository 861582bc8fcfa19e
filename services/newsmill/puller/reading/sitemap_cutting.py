"""Cut a damaged sitemap into its pages, so that damage in one of them cannot reach another."""

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from newsmill.puller.reading.mending import mend
from newsmill.puller.reading.namespaces import undeclared_prefixes

MAX_PAGES = 50_000
"""In one sitemap: https://www.sitemaps.org/protocol.html#index"""
MAX_TAG_CHARACTERS = 20_000
MAX_TAG_NAMESPACES = 100

_TAG = re.compile(r"<(?:(/?)((?:[\w.-]{1,40}:)?(?:url|sitemap))(?=[\s>/])|!--)", re.IGNORECASE)
_ROOT = re.compile(r"<((?:[\w.-]{1,40}:)?(?:urlset|sitemapindex))(?=[\s>/])", re.IGNORECASE)
_ROOT_END = re.compile(r"</(?:[\w.-]{1,40}:)?(?:urlset|sitemapindex)\s{0,100}>", re.IGNORECASE)
_XMLNS = re.compile(r"""\sxmlns(?::([\w.-]{1,64}))?\s{0,100}=\s{0,100}["']([^"'<>]{0,500})["']""")

_STRICT = etree.XMLParser(
    resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True
)


def read_tree(text: str) -> tuple[Any | None, bool]:
    """The root of a sitemap, with all pages that are whole; whether it has its end.

    None if not even the root's start tag is there.
    """
    whole = _parsed(text)
    if whole is not None:
        return whole, True
    start = _ROOT.search(text)
    end_of_start = text.find(">", start.end(), start.end() + MAX_TAG_CHARACTERS) if start else -1
    if start is None or end_of_start < 0:
        return None, False
    declared = dict(_XMLNS.findall(text[start.end() : end_of_start])[:MAX_TAG_NAMESPACES])
    ends = [found.start() for found in _ROOT_END.finditer(text, end_of_start)]
    pages = list(_pages(text, end_of_start + 1, ends[-1] if ends else -1))
    root = _parsed(_wrapped(start[1], declared, "", ""))
    if root is None:
        return None, bool(ends)
    for page in pages:
        read = _parsed(_wrapped(start[1], declared, page, page))
        if read is None:
            page = mend(page, {})
            read = _parsed(_wrapped(start[1], declared, page, page))
        root.extend(read if read is not None else ())
    return root, bool(ends)


def _pages(text: str, begin: int, end: int) -> Iterator[str]:
    """The elements of pages; that of a missing end tag ends where the next one begins.

    `end` is where the root ends; -1 if the document breaks off.
    """
    opened, count = -1, 0
    for start, after, is_end in _tags(text, begin):
        if count == MAX_PAGES:
            return
        if opened >= 0 and (after or not is_end):
            count += 1
            yield text[opened : after if is_end else start]
        opened = -1 if is_end else start
    if end > opened >= 0:
        yield text[opened:end]


def _tags(text: str, begin: int) -> Iterator[tuple[int, int, bool]]:
    """The tags of pages: where each begins, where it ends (0: nowhere), and whether it is an end.

    Pages in comments are left out. A comment that begins in a page and hides its end is none: its
    own end is missing.
    """
    hidden = close = 0
    is_hiding = False
    for tag in _TAG.finditer(text, begin):
        start = tag.start()
        if not tag[2]:
            if start >= hidden and close >= 0:
                if close <= start:
                    close = text.find("-->", start)
                hidden, is_hiding = close, False
            continue
        if start < hidden and (is_hiding or not tag[1]):
            is_hiding = True
            continue
        hidden = 0
        yield start, text.find(">", tag.end()) + 1, bool(tag[1])


def _wrapped(root: str, declared: dict[str, str], page: str, used: str) -> str:
    prefixes = undeclared_prefixes(used, declared) if ":" in used else {}
    if ":" in root and root.partition(":")[0] not in declared:
        prefixes[root.partition(":")[0]] = "http://www.sitemaps.org/schemas/sitemap/0.9"
    written = "".join(
        f' xmlns{":" if prefix else ""}{prefix}="{uri}"'
        for prefix, uri in {**prefixes, **declared}.items()
        if uri or not prefix
    )
    return f"<{root}{written}>{page}</{root}>"


def _parsed(text: str) -> Any | None:
    try:
        return etree.fromstring(text.encode("utf-8", "replace"), _STRICT)
    except (etree.XMLSyntaxError, ValueError):
        return None
