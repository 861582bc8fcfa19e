"""Read one page: parse it, gather its facts, extract its text, and judge which page it is."""

from dataclasses import dataclass, field

from newsmill.cleaner.expectation import Expectation
from newsmill.cleaner.extraction.extracting import article_text
from newsmill.cleaner.facts.gathering import Facts, facts_of
from newsmill.cleaner.judging.deciding import kind_of
from newsmill.cleaner.markup import plain_text
from newsmill.cleaner.parsing import parse_page
from newsmill.cleaner.trimming.trimming import trimmed
from newsmill.contracts.articles import PageKind


@dataclass(frozen=True)
class PageReading:
    """A page's article as tidy text, which may be empty, the page's metadata, and its kind."""

    text: str = ""
    facts: Facts = field(default_factory=Facts)
    kind: PageKind = "article"


def read_page(html: str, expectation: Expectation, *, all_text: bool = False) -> PageReading:
    """Extract text and metadata from an HTML page, which may hold anything. Raises nothing.

    With `all_text`, a page in which no article is found gives all of its text, and is judged an
    article whatever it looks like: somebody handed it in.
    """
    tree = parse_page(html)
    if tree is None:
        return PageReading(plain_text(html) if all_text else "", kind="unreadable")
    facts = facts_of(tree, expectation)
    text = trimmed(article_text(tree, html, facts), facts, expectation)
    if all_text:
        return PageReading(text or plain_text(html), facts)
    return PageReading(text, facts, kind_of(tree, facts, text, expectation))
