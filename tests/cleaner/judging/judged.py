"""Judge a sample as the cleaner does."""

import re
from dataclasses import replace

from newsmill.cleaner.expectation import Expectation
from newsmill.cleaner.extraction.extracting import article_text
from newsmill.cleaner.facts.gathering import facts_of
from newsmill.cleaner.judging.deciding import kind_of
from newsmill.cleaner.parsing import parse_page
from newsmill.cleaner.trimming.trimming import trimmed
from newsmill.contracts.articles import PageKind
from tests.cleaner.judging.samples import Sample

_TYPE = re.compile(r'"@type": "(\w+)"')


def judged(sample: Sample) -> PageKind:
    """Which page it is taken for."""
    expectation = Expectation(
        title=sample.title,
        feed_text=sample.teaser,
        feed_title=sample.feed_title,
        url=sample.url,
        page_url=sample.page_url or sample.url,
        same_as_others=sample.same_as_others,
    )
    tree = parse_page(sample.html)
    # The JSON-LD of these pages has no nodes but the page's own.
    types = frozenset(_TYPE.findall(sample.html))
    facts = replace(facts_of(tree, expectation), types=types)
    text = trimmed(article_text(tree, sample.html, facts), facts, expectation)
    return kind_of(tree, facts, text, expectation)
