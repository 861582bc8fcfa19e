"""Find the first paragraph of an article where the system lays it out before the text."""

from newsmill.cleaner.extraction.naming import is_lead
from newsmill.cleaner.extraction.paragraphs import count_words, link_share, text_of
from newsmill.cleaner.parsing import Tree

MIN_WORDS = 6
MAX_WORDS = 120
MAX_LINK_SHARE = 0.3
MAX_ELEMENTS = 400


def lead_of(container: Tree) -> str:
    """The lead that stands between the headline and the article's `container`; empty if none does.

    One in the page's `<header>` is a second headline, not part of the text.
    """
    around = next(
        (each for each in container.iterancestors() if each.find(".//h1") is not None), None
    )
    if around is None or container.find(".//h1") is not None:
        return ""
    elements = around.iter("h1", "p", "div", "h2", "section", container.tag)
    below_headline = False
    for _, element in zip(range(MAX_ELEMENTS), elements, strict=False):
        if element is container:
            return ""
        below_headline = below_headline or element.tag == "h1"
        if not below_headline or not is_lead(element.get("class") or ""):
            continue
        text = text_of(element)
        if (
            MIN_WORDS <= count_words(text) <= MAX_WORDS
            and link_share(element, text) <= MAX_LINK_SHARE
            and next(element.iterancestors("header", "figure", "aside"), None) is None
            and container not in element.iter(container.tag)
        ):
            return text
    return ""
