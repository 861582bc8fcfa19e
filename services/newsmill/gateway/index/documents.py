"""An article as the full-text index has it: folded words of each field, and whole labels as tags.

Words and names are taken from `newsmill.filters`, so that the index finds what a filter matches.
"""

import re
from collections.abc import Iterable
from functools import cache
from unicodedata import ucd_3_2_0

from newsmill.filters import Article, folded, words
from newsmill.gateway.index.tables import COLUMNS

KINDS = ("person", "organization", "place", "event", "work")

BETWEEN = "\ue000"
"""A word that no text has, before, between and after the names of a field: no phrase crosses it."""

EVERY = "z"
"""A tag of every article: what others are taken from."""

LENGTH_STEPS = (0, 25, 50, 75, 100, 150, 200, 250, 300, 400, 500, 600, 800, 1000, 1500, 2000, 3000,
                5000, 10_000, 100_000)  # fmt: skip
"""Lengths in words at which a new tag begins."""

_MAX_TAG_BYTES = 120

Document = tuple[str, ...]
"""What the full-text index is given: the texts of `COLUMNS`."""


def document_of(article: Article) -> Document:
    """The texts of all columns; the same for the same article, since they are also taken out."""
    text, summary = _plain(article.text), _plain(article.summary)
    kinds = {kind: article.names.get(kind, ()) for kind in KINDS}
    others = [name for kind, names in article.names.items() if kind not in KINDS for name in names]
    texts = {
        "title": _plain(article.title),
        "text": text,
        # Mostly the beginning of the text, where its words are found as well.
        "summary": "" if f" {summary} " in f" {text} " else summary,
        **{kind: _names(names) for kind, names in kinds.items()},
        "other": _names(others),
        "author": _names(article.authors),
        "feed": _names(filter(None, (article.feed_title, article.subscription_title))),
        "source": _names(filter(None, (article.site_name,))),
        "tags": " ".join(_tags(article)),
    }
    return tuple(texts[column] for column in COLUMNS)


def tag(field: str, value: str) -> str:
    """One word for a whole label: it also begins with that of any label that begins it."""
    return f"{field}x{value.encode('utf-8', 'surrogatepass').hex()[: 2 * _MAX_TAG_BYTES]}"


def is_whole(value: str) -> bool:
    """Whether a tag tells `value` from all others."""
    return len(value.encode("utf-8", "surrogatepass")) < _MAX_TAG_BYTES


def length_tag(step: int) -> str:
    """The tag of texts whose length is between `LENGTH_STEPS[step]` and the next."""
    return f"length{step}"


def indexed(word: str) -> str:
    """A word of a filter or a text, as the index writes it."""
    return word if word.isascii() or not _unknown().search(word) else f"zz{word.encode().hex()}"


def _plain(text: str) -> str:
    found = words(text)
    joined = " ".join(found)
    if joined.isascii() or not _unknown().search(joined):
        return joined
    return " ".join(map(indexed, found))


def _names(names: Iterable[str]) -> str:
    plain = [_plain(name) for name in names]
    return f"{BETWEEN} {f' {BETWEEN} '.join(plain)} {BETWEEN}" if plain else ""


def _tags(article: Article) -> Iterable[str]:
    yield EVERY
    yield tag("is", article.state)
    language = article.language.lower().split("-")
    for end in range(1, len(language) + 1):
        yield tag("language", "-".join(language[:end]))
    for host in article.hosts:
        yield tag("host", host)
    for code in article.codes:
        yield tag("code", code)
    if article.feed_url:
        yield tag("feed", article.feed_url)
    for field, labels in (
        ("section", (article.section,) if article.section else ()),
        ("tag", article.tags),
        ("category", article.categories),
    ):
        for label in {folded(label) for label in labels}:
            yield tag(field, label)
    for part in _has(article):
        yield tag("has", part)
    length = max(0, article.word_count)
    yield length_tag(sum(step <= length for step in LENGTH_STEPS) - 1)


def _has(article: Article) -> Iterable[str]:
    known = {
        "author": article.authors,
        "category": article.categories,
        "entity": any(article.names.values()),
        "image": article.image_url,
        "section": article.section,
        "summary": article.summary,
        "tag": article.tags,
        "text": article.text,
        **{kind: article.names.get(kind) for kind in KINDS},
    }
    return (part for part, there in known.items() if there)


@cache
def _unknown() -> re.Pattern[str]:
    """Characters that SQLite's tokenizer may not know as letters: it has Unicode 6.1."""
    known, start = [], None
    for code in range(0x80, 0x10001):
        is_known = (
            code < 0x10000
            and code != 0xE000
            and ucd_3_2_0.category(chr(code))[0] in "LNM"
            and not 0xD800 <= code < 0xE000
        )
        if is_known and start is None:
            start = code
        elif not is_known and start is not None:
            known.append(f"{chr(start)}-{chr(code - 1)}")
            start = None
    return re.compile(f"[^\\x00-\\x7f{''.join(known)}]")
