"""Find the paragraphs of a page and measure which of them are prose."""

import re
from dataclasses import dataclass, field

from lxml import etree

from newsmill.cleaner.parsing import Tree

# Shorter lines are labels, headlines and buttons as often as text.
MIN_PROSE_WORDS = 10
# As long a line is prose without a full stop, too.
MIN_UNENDED_WORDS = 25
MAX_LINK_SHARE = 0.5
MAX_PARAGRAPHS = 5_000

_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]"
)
_ENDED = re.compile('[.!?…:;。！？．｡।॥؟۔։።៕”"»’)\\]』」]' + r"[\s\"'”’»)\]]{0,8}\Z")

# Menus are short items of lists. XPath finds a tag much quicker than one of several.
_PARAGRAPHS = etree.XPath(
    " | ".join((
        ".//p",
        *(
            f".//{tag}[string-length() > 30][not(.//p)]"
            "[not(2 * string-length(a) > string-length())]"
            for tag in ("li", "blockquote", "dd", "pre")
        ),
    ))
)  # fmt: skip
_string = etree.XPath("string()", smart_strings=False)


@dataclass(slots=True)
class Paragraph:
    """A block of text in the tree."""

    element: Tree
    text: str
    words: int
    is_prose: bool
    shape: tuple[str | None, ...]
    """Tag and class of the element and its parent: alike for the paragraphs of one text."""


@dataclass(slots=True)
class Survey:
    """The paragraphs of a page in its order; the words of prose below each element with any."""

    paragraphs: list[Paragraph] = field(default_factory=list)
    weights: dict[Tree, int] = field(default_factory=dict)

    def weight(self, element: Tree) -> int:
        """The words of prose below `element`."""
        return self.weights.get(element, 0)

    def forget(self, element: Tree) -> None:
        """Take an element that leaves the tree out of the weights of those around it."""
        weight = self.weights.get(element, 0)
        if weight:
            for ancestor in element.iterancestors():
                if ancestor in self.weights:
                    self.weights[ancestor] -= weight


def survey(body: Tree) -> Survey:
    """The paragraphs below `body`."""
    found = Survey()
    for element in _PARAGRAPHS(body):
        text = text_of(element)
        if not text:
            continue
        words = count_words(text)
        prose = is_prose(text, words) and link_share(element, text) < MAX_LINK_SHARE
        parent = element.getparent()
        shape = (element.tag, element.get("class"), parent.tag, parent.get("class"))
        found.paragraphs.append(Paragraph(element, text, words, prose, shape))
        if prose:
            found.weights[element] = words
            for ancestor in element.iterancestors():
                found.weights[ancestor] = found.weights.get(ancestor, 0) + words
        if len(found.paragraphs) == MAX_PARAGRAPHS:
            break
    return found


def text_of(element: Tree) -> str:
    """All text below an element, with single spaces."""
    return " ".join(_string(element).split())


def count_words(text: str) -> int:
    """About the number of words: two characters are a word in scripts without spaces."""
    spaced = text.count(" ") + 1
    return spaced if text.isascii() else max(spaced, len(_UNSPACED.findall(text)) // 2)


def is_prose(text: str, words: int) -> bool:
    """Whether a line with so many words is running text, not a label, headline or link."""
    if words < MIN_PROSE_WORDS or "©" in text[:40]:
        return False
    return words >= MIN_UNENDED_WORDS or bool(_ENDED.search(text[-12:]))


def link_share(element: Tree, text: str) -> float:
    """The share of an element's text that is links."""
    linked = sum(len(text_of(link)) for link in element.iter("a"))
    return linked / len(text) if text else 0.0
