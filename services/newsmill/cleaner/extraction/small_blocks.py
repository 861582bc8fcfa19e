"""Find small blocks around a picture or a form: captions without `<figcaption>`, sign-up boxes."""

from lxml import etree

from newsmill.cleaner.extraction.paragraphs import MIN_PROSE_WORDS, count_words, is_prose, text_of
from newsmill.cleaner.parsing import Tree

MAX_CHARS = 300
MAX_BLOCKS = 300
# A `<p>` of more words beside a picture is text.
MAX_WORDS_OF_P = MIN_PROSE_WORDS + 4

_NEVER = frozenset(("body", "html", "main", "article", "p", "li", "a", "header"))
_HEADINGS = ("h1", "h2", "h3")
_length = etree.XPath("string-length()")


def captions(body: Tree) -> list[Tree]:
    """The largest elements around each picture that hold but a short text and no headline."""
    return [block for block in _around(body, "img", "picture") if _is_caption(block)]


def sign_ups(body: Tree) -> list[Tree]:
    """The largest elements around each form that hold but a short text and not the headline."""
    return [block for block in _around(body, "form", "input") if block.find(".//h1") is None]


def _around(body: Tree, *tags: str) -> list[Tree]:
    lengths: dict[Tree, float] = {}
    found: dict[Tree, None] = {}
    for _, element in zip(range(MAX_BLOCKS), body.iter(tags), strict=False):
        block = None
        for around in (element, *element.iterancestors()):
            length = lengths.get(around)
            if length is None:
                length = lengths[around] = _length(around)
            if length > MAX_CHARS or around.tag in _NEVER:
                break
            block = around
        if block is not None and lengths[block]:
            found[block] = None
    return list(found)


def _is_caption(block: Tree) -> bool:
    if not text_of(block) or next(block.iterdescendants(_HEADINGS), None) is not None:
        return False
    texts = [text_of(paragraph) for paragraph in block.iter("p")]
    words = [count_words(text) for text in texts]
    return not any(
        count > MAX_WORDS_OF_P and is_prose(text, count)
        for text, count in zip(texts, words, strict=True)
    )
