"""Carry zero-width joiners through trafilatura, which takes them for control characters.

Persian, Hindi and other languages spell with them; see
https://www.unicode.org/versions/latest/core-spec/chapter-23/ (cursive connection).
"""

from lxml import etree

from newsmill.cleaner.parsing import Tree

# Signs of the Phaistos Disc: printable, and in no page.
_STAND_INS = {"\u200c": "\U000101d0", "\u200d": "\U000101d1"}
_string = etree.XPath("string()", smart_strings=False)
_TO_STAND_INS = str.maketrans(_STAND_INS)
_TO_JOINERS = str.maketrans({sign: joiner for joiner, sign in _STAND_INS.items()})


def hide_joiners(tree: Tree) -> None:
    """Put stand-ins for the joiners of all text in `tree`."""
    for element in tree.iter():
        if element.text:
            element.text = element.text.translate(_TO_STAND_INS)
        if element.tail:
            element.tail = element.tail.translate(_TO_STAND_INS)


def with_joiners(text: str) -> str:
    """`text` with the joiners again."""
    return text.translate(_TO_JOINERS)


def has_joiners(tree: Tree) -> bool:
    """Whether the text of `tree` holds joiners."""
    text = _string(tree)
    return any(joiner in text for joiner in _STAND_INS)
