"""Judge which page it is: the article, or a consent form, a login, a home page, a listing, …"""

import re

from newsmill.cleaner.expectation import Expectation
from newsmill.cleaner.facts.gathering import Facts
from newsmill.cleaner.parsing import Tree
from newsmill.contracts.articles import PageKind

# Words long enough to be distinctive, in scripts with spaces between words (Latin, Greek and
# Cyrillic). In the other scripts, a teaser's words cannot be looked for one by one.
_DISTINCTIVE_WORD = re.compile(r"[a-zà-ɏͰ-ӿ]{5,20}")
MIN_DISTINCTIVE_WORDS = 6
MIN_SHARE_ON_PAGE = 0.2


def kind_of(tree: Tree, facts: Facts, text: str, expectation: Expectation) -> PageKind:  # noqa: ARG001
    """Which kind of page it is; `text` is what was extracted from it, perhaps nothing."""
    return "article" if _is_about(facts, text, expectation) else "other"


def _is_about(facts: Facts, text: str, expectation: Expectation) -> bool:
    """Whether the page shares enough words with the teaser; a consent or login page does not.

    True where that cannot be judged: the teaser is too short or in a script without spaces.
    """
    teaser = f"{expectation.title} {expectation.feed_text}"
    distinctive = set(_DISTINCTIVE_WORD.findall(teaser.lower()))
    if len(distinctive) < MIN_DISTINCTIVE_WORDS:
        return True
    on_page = f"{facts.title} {facts.description} {text}".lower()
    found = sum(word in on_page for word in distinctive)
    return found >= MIN_SHARE_ON_PAGE * len(distinctive)
