"""Turn a tree into a function that says whether an article matches."""

# ruff: noqa: ARG001, ARG005 # all tests are called alike, and few of them ask for the time

from bisect import bisect_left
from collections.abc import Callable
from datetime import datetime

from newsmill.filters.articles import Article
from newsmill.filters.tree import (
    LABEL_FIELDS,
    And,
    Everything,
    Length,
    Node,
    Not,
    Or,
    Seen,
    Term,
    Words,
)

Test = Callable[[Article, datetime], bool]
"""Whether an article matches at a time."""


def test_of(node: Node) -> Test:
    """The function for `node`."""
    match node:
        case Everything():
            return lambda article, now: True
        case And(parts):
            return _every([test_of(part) for part in parts])
        case Or(parts):
            return _some([test_of(part) for part in parts])
        case Not(part):
            test = test_of(part)
            return lambda article, now: not test(article, now)
        case Words():
            return _words(node)
        case Term():
            return _term(node)
        case Seen():
            return _seen(node)
        case Length(least, most):
            if most is None:
                return lambda article, now: article.word_count >= least
            return lambda article, now: least <= article.word_count <= most


def _every(tests: list[Test]) -> Test:
    def test(article: Article, now: datetime) -> bool:
        for one in tests:  # noqa: SIM110 # a generator costs more than most tests
            if not one(article, now):
                return False
        return True

    return test


def _some(tests: list[Test]) -> Test:
    def test(article: Article, now: datetime) -> bool:
        for one in tests:  # noqa: SIM110 # as above
            if one(article, now):
                return True
        return False

    return test


def _words(node: Words) -> Test:
    column = node.where
    if column == "anywhere" and len(node.words) == 1:
        return _beginning(node.words[0]) if node.prefix else _word(node.words[0])
    needle = _sequence(node.words, node.prefix)
    return lambda article, now: needle in article.phrases(column)


def _word(word: str) -> Test:
    return lambda article, now: word in article.vocabulary


def _beginning(start: str) -> Test:
    def test(article: Article, now: datetime) -> bool:
        words = article.sorted_vocabulary
        at = bisect_left(words, start)
        return at < len(words) and words[at].startswith(start)

    return test


def _sequence(words: tuple[str, ...], prefix: bool) -> str:
    return f" {' '.join(words)}{'' if prefix else ' '}"


def _term(node: Term) -> Test:
    field = node.field
    if field in LABEL_FIELDS:
        label = f"\n{node.folded}{'' if node.prefix else chr(10)}"
        return lambda article, now: label in article.labels(field)
    match field:
        case "language":
            return _language(node.value)
        case "is":
            state = node.value
            return lambda article, now: article.state == state
        case "has":
            return _has(node.value)
        case "feed" if "://" in node.value:
            return _feed_url(node)
        case "source":
            return _source(node)
        case "place" if node.code is not None:
            code, whole = node.code, f" | {' '.join(node.words)} | "
            return lambda article, now: code in article.codes or whole in article.phrases("place")
    needle = _sequence(node.words, node.prefix)
    return lambda article, now: needle in article.phrases(field)


def _language(code: str) -> Test:
    whole, start = code.lower(), f"{code.lower()}-"

    def test(article: Article, now: datetime) -> bool:
        language = article.language.lower()
        return language == whole or language.startswith(start)

    return test


def _feed_url(node: Term) -> Test:
    url = node.value
    if node.prefix:
        return lambda article, now: (article.feed_url or "").startswith(url)
    return lambda article, now: article.feed_url == url


def _source(node: Term) -> Test:
    host, needle = node.host, _sequence(node.words, node.prefix)

    def test(article: Article, now: datetime) -> bool:
        return host in article.hosts or needle in article.phrases("source")

    return test


def _has(part: str) -> Test:
    match part:
        case "author":
            return lambda article, now: bool(article.authors)
        case "category":
            return lambda article, now: bool(article.categories)
        case "entity":
            return lambda article, now: any(article.names.values())
        case "image":
            return lambda article, now: bool(article.image_url)
        case "section":
            return lambda article, now: bool(article.section)
        case "summary":
            return lambda article, now: bool(article.summary)
        case "tag":
            return lambda article, now: bool(article.tags)
        case "text":
            return lambda article, now: bool(article.text)
    return lambda article, now: bool(article.names.get(part))


def _seen(node: Seen) -> Test:
    at, ago = node.at, node.ago
    if node.edge == "since":
        if at is not None:
            return lambda article, now: article.seen_at is not None and article.seen_at >= at
        assert ago is not None
        return lambda article, now: article.seen_at is not None and article.seen_at >= now - ago
    if at is not None:
        return lambda article, now: article.seen_at is not None and article.seen_at < at
    assert ago is not None
    return lambda article, now: article.seen_at is not None and article.seen_at < now - ago
