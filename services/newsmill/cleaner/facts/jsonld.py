"""Parse the JSON-LD of a page's scripts, repaired where that is cheap and safe."""

import html
import json
import re
from collections.abc import Iterator
from typing import Any

from newsmill.cleaner.parsing import Tree

MAX_SCRIPTS = 30
MAX_SCRIPT_CHARS = 400_000
MAX_VALUES_OF_SCRIPT = 20

# What hides a script from readers of XML or of very old HTML.
_WRAPPING = re.compile(
    r"^(?:\s|<!--|//|/\*|\*/|<!\[CDATA\[)+|(?:\s|-->|//|/\*|\*/|\]\]>|;)+$", re.IGNORECASE
)
_TRAILING_COMMA = re.compile(r",(?=\s{0,100}[}\]])")
_WRONG_ESCAPE = re.compile(r'\\(?!["\\/bfnrt]|u[0-9a-fA-F]{4})')
_BETWEEN_VALUES = re.compile(r"[\s,;]{0,1000}")
# What is kept of a script that cannot be repaired: a quotation mark inside the text, mostly.
_KEPT = re.compile(
    r'"(@type|url|headline|datePublished|dateModified|mainEntityOfPage)"\s{0,20}:\s{0,20}'
    r'"((?:[^"\\\n]|\\.){1,500})"'
)
_DECODER = json.JSONDecoder(strict=False)


def documents_of(tree: Tree) -> list[Any]:
    """The JSON values of all JSON-LD scripts, in their order; broken ones are left out."""
    found: list[Any] = []
    scripts = 0
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        scripts += 1
        if scripts > MAX_SCRIPTS:
            break
        source = script.text or ""
        if source and len(source) <= MAX_SCRIPT_CHARS:
            found += _values(source)
    return found


def _values(source: str) -> list[Any]:
    try:
        return [json.loads(source, strict=False)]
    except (ValueError, RecursionError):
        pass
    source = _WRAPPING.sub("", source)
    for repaired in _repairs(source):
        try:
            return list(_all_values(repaired))
        except (ValueError, RecursionError):
            continue
    return _remains(source)


def _repairs(source: str) -> Iterator[str]:
    yield source
    source = _WRONG_ESCAPE.sub(r"\\\\", source)
    yield _TRAILING_COMMA.sub("", source)
    if "&quot;" in source or "&#34;" in source:
        yield _TRAILING_COMMA.sub("", html.unescape(source))


def _all_values(source: str) -> Iterator[Any]:
    """All values of a script that holds several, one after the other."""
    at = 0
    for _ in range(MAX_VALUES_OF_SCRIPT):
        if at >= len(source):
            return
        value, at = _DECODER.raw_decode(source, at)
        yield value
        between = _BETWEEN_VALUES.match(source, at)
        at = between.end() if between else at


def _remains(source: str) -> list[Any]:
    """The plain values of an article that is alone in its broken script."""
    if source.count('"datePublished"') != 1:
        return []
    kept: dict[str, str] = {}
    for name, value in _KEPT.findall(source):
        if name == "@type" and not value.endswith(("Article", "Posting")):
            continue
        # The outermost address is the article's: those of its image and its publisher follow.
        kept.setdefault(name, html.unescape(value.replace("\\/", "/")))
    return [kept] if "@type" in kept else []
